import { expect, test } from 'vitest';
import { parseHistogram, parseOperations, parseSearchAnswer, parseServices } from './answers.ts';

const summary = {
  traceId: '9346bc9e4f8eae5a02ffd1bcda60092e',
  start: '1795451121986000000',
  duration: '7983000',
  rootService: 'goods-web',
  rootName: '/g/v1/goods',
  rootMissing: false,
  spanCount: 4,
  errorCount: 1,
  services: [{ name: 'goods-srv', spanCount: 2, errorCount: 1 }],
  hosts: [{ name: 'srv-a', spanCount: 2, errorCount: 1 }],
};

test('a page of a search keeps every nanosecond', () => {
  const answer = parseSearchAnswer({ traces: [summary], cursor: 'next', partial: true });
  expect(answer).toEqual({
    traces: [{ ...summary, start: 1_795_451_121_986_000_000n, duration: 7_983_000n }],
    cursor: 'next',
    partial: true,
  });
  expect(parseSearchAnswer({ traces: [] }).cursor).toBeUndefined();
});

test('an answer of another shape is refused, with the place that is wrong', () => {
  expect(() => parseSearchAnswer({ traces: [{ ...summary, start: 12 }] })).toThrow(
    'traces[0].start',
  );
  expect(() => parseServices({ services: [1] })).toThrow('services[0] is no text');
  expect(() => parseOperations([])).toThrow('answer is no object');
});

test('a histogram is read with its cells, and keeps every nanosecond of its range', () => {
  const json = {
    from: '1795451121986000001',
    to: '1795451131986000001',
    timeCells: 100,
    durationEdges: ['1000', '1468', '1000000000000'],
    cells: [
      [0, 1, 12, 3],
      [99, 3, 1, 0],
    ],
    traceCount: 13,
    errorTraceCount: 3,
    partial: true,
  };
  expect(parseHistogram(json)).toEqual({
    from: 1_795_451_121_986_000_001n,
    to: 1_795_451_131_986_000_001n,
    timeCells: 100,
    durationEdges: [1000, 1468, 1e12],
    cells: [
      { time: 0, duration: 1, traceCount: 12, errorTraceCount: 3 },
      { time: 99, duration: 3, traceCount: 1, errorTraceCount: 0 },
    ],
    traceCount: 13,
    errorTraceCount: 3,
    partial: true,
  });
  expect(() => parseHistogram({ ...json, cells: [['x']] })).toThrow('cells[0][0] is no number');
});
