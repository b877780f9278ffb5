import { expect, test } from 'vitest';
import { shortTraceId, textOfTrace, traceIdInAddress, traceIdOf } from './trace-id.ts';

const JAVA = '5d1ab2a47c1e4e0d9d1c1d2b2a1f0e9d.41.16500000000000001';

test.each([
  ['9346bc9e4f8eae5a02ffd1bcda60092e', '9346bc9e4f8eae5a02ffd1bcda60092e'],
  ['ABC', 'abc'.padStart(32, '0')],
  ['', undefined],
  ['0', undefined],
  ['0'.repeat(32), undefined],
])('%j is the trace %s', (text, traceId) => {
  expect(traceIdOf(text)).toBe(traceId);
});

test.each([
  JAVA,
  'e1b2c3d4-0000-4000-8000-000000000000',
  '订单-7',
  'Order7',
  '9346bc9g',
  'two words',
  'a'.repeat(33),
])('%s, which is no hex, names a trace as it is and stays in the address as it is', (text) => {
  expect(traceIdOf(text)).toMatch(/^[\da-f]{32}$/);
  expect(traceIdInAddress(text)).toBe(text);
  expect(textOfTrace(traceIdOf(text) ?? '', text)).toBe(text);
});

test('an id in hex is lower-case in the address', () => {
  expect(traceIdInAddress('ABC')).toBe('abc');
});

test('an id of 64 bits is shown without the zeros before it', () => {
  expect(shortTraceId('0000000000000000004bb5b8be7e6b0c')).toBe('004bb5b8be7e6b0c');
  expect(shortTraceId('104a41e92ef1cd2e5b1f0c3a7d9e8f60')).toHaveLength(32);
});

test('a trace is called only by a text that finds it', () => {
  const traceId = traceIdOf(JAVA) ?? '';
  expect(textOfTrace(traceId, 'another')).toBeUndefined();
  expect(textOfTrace(traceId, 7n)).toBeUndefined();
  expect(textOfTrace(traceId, undefined)).toBeUndefined();
  expect(textOfTrace(traceIdOf('..') ?? '', '..')).toBeUndefined();
  // By its lower 64 bits alone, as lists name traces where halves are brought together.
  expect(textOfTrace(traceId.slice(16).padStart(32, '0'), JAVA)).toBe(JAVA);
});
