import { expect, test } from 'vitest';
import { isTraceIdText, traceIdInAddress, wholeTraceId } from './short-trace-id.ts';

test.each([
  ['9346bc9e4f8eae5a02ffd1bcda60092e', true],
  ['ABC', true],
  ['5d1ab2a4.41.16500000000000001', true],
  ['e1b2c3d4-0000-4000-8000-000000000000', true],
  ['订单-7', true],
  ['', false],
  ['0', false],
  ['9346bc9g', false],
  ['two words.', false],
])('%j is an id that may be opened: %s', (text, is) => {
  expect(isTraceIdText(text)).toBe(is);
});

test('an id of SkyWalking’s agents stays in the address as it is, and is always the same whole id', () => {
  const text = 'AB.41.16500000000000001';
  expect(traceIdInAddress(text)).toBe(text);
  expect(wholeTraceId(text)).toMatch(/^[\da-f]{32}$/);
  expect(wholeTraceId(text)).toBe(wholeTraceId(text));
});

test('an id in hex is lower-case, and whole with zeros', () => {
  expect(traceIdInAddress('ABC')).toBe('abc');
  expect(wholeTraceId('ABC')).toBe('abc'.padStart(32, '0'));
});
