import { parseTraceql } from '@clew/protocols/traceql';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { narrowDuration } from './narrow-query.ts';

const MS = 1e6;

test.each([
  ['', '{ trace:duration >= 10ms && trace:duration < 20ms }'],
  ['{}', '{ trace:duration >= 10ms && trace:duration < 20ms }'],
  [
    '{ .a = 1 || .b = 2 }',
    '{ (.a = 1 || .b = 2) && trace:duration >= 10ms && trace:duration < 20ms }',
  ],
  [
    '{ .a = 1 } && { .b = 2 }',
    '{ .a = 1 } && { .b = 2 } && { trace:duration >= 10ms && trace:duration < 20ms }',
  ],
  [
    '{ .a = 1 } || { .b = 2 }',
    '({ .a = 1 } || { .b = 2 }) && { trace:duration >= 10ms && trace:duration < 20ms }',
  ],
  // Looser bounds go, tighter ones stay, and one that is no conjunct is none of either.
  [
    '{ traceDuration > 5ms && .a = 1 && trace:duration <= 20ms }',
    '{ .a = 1 && trace:duration >= 10ms && trace:duration < 20ms }',
  ],
  [
    '{ traceDuration > 12ms && .a = 1 }',
    '{ trace:duration > 12ms && .a = 1 && trace:duration < 20ms }',
  ],
  [
    '{ .a = 1 } && { traceDuration > 1ms }',
    '{ .a = 1 && trace:duration >= 10ms && trace:duration < 20ms }',
  ],
  [
    '{ traceDuration > 5ms || .a = 1 }',
    '{ (trace:duration > 5ms || .a = 1) && trace:duration >= 10ms && trace:duration < 20ms }',
  ],
])('%s narrowed to 10 to 20 ms', (query, narrowed) => {
  expect(narrowDuration(query, 10 * MS, 20 * MS)).toBe(narrowed);
});

test('an open end is no condition', () => {
  expect(narrowDuration('', 0, MS)).toBe('{ trace:duration < 1ms }');
  expect(narrowDuration('', MS, Number.POSITIVE_INFINITY)).toBe('{ trace:duration >= 1ms }');
  expect(narrowDuration('{.a=1}', 0, Number.POSITIVE_INFINITY)).toBe('{.a=1}');
});

test('narrowing again leaves one bound on each side, the tighter', () => {
  const range = fc.tuple(fc.integer({ min: 1 }), fc.integer({ min: 1 }));
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 5 }), (ranges) => {
      const query = ranges.reduce((before, [from, to]) => narrowDuration(before, from, to), '');
      const least = Math.max(...ranges.map(([from]) => from));
      const most = Math.min(...ranges.map(([, to]) => to));
      const filter = parseTraceql(query);
      const where = filter.type === 'filter' ? filter.where : undefined;
      const values = where?.type === 'and' ? where.of : [];
      expect(values).toHaveLength(2);
      expect(
        values
          .map((one) => one.type === 'comparison' && 'value' in one.value && one.value.value)
          .sort(bySize),
      ).toEqual([BigInt(least), BigInt(most)].sort(bySize));
    }),
  );
});

function bySize(a: unknown, b: unknown): number {
  return Number(a) - Number(b);
}
