import { expect, test } from 'vitest';
import { allRefusals, refusedCount, wordsOf } from './refusals.ts';

const receiver = {
  name: 'otlp-http',
  protocol: 'otlp',
  transport: 'http',
  encodings: [],
  address: '',
  requests: 0,
  bytes: 0,
  spans: 0,
  resentRequests: 0,
  refusedRequests: [{ reason: 'malformed', count: 3 }],
  refusedSpans: [{ reason: 'otlp: trace_id is zero', count: 5 }],
  droppedDatagrams: [],
};
const udp = {
  ...receiver,
  name: 'jaeger-udp-compact',
  transport: 'udp',
  droppedDatagrams: [{ reason: 'kernel', count: 4 }],
  refusedSpans: [],
};

test('what all receivers refused is one list, each in its unit, what is most first', () => {
  const refusals = allRefusals({ receivers: [receiver, udp] });
  expect(refusals.map(({ receiver: name, unit, count }) => [name, unit, count])).toEqual([
    ['otlp-http', 'spans', 5],
    ['jaeger-udp-compact', 'datagrams', 4],
    ['otlp-http', 'requests', 3],
    ['jaeger-udp-compact', 'datagrams', 3],
  ]);
  expect(refusedCount(refusals)).toBe(15);
  expect(new Set(refusals.map(({ key }) => key)).size).toBe(4);
});

test('reasons have words, but for those that only a newer server knows', () => {
  expect(wordsOf('store-full')).toEqual({
    what: 'system.reason.store-full',
    remedy: 'system.remedy.store-full',
  });
  expect(wordsOf('otlp: trace_id is zero')?.what).toBe('system.reason.traceIdZero');
  expect(wordsOf('toString')).toBeUndefined();
});
