import { parseTraceql } from '@clew/protocols/traceql';
import { expect, test } from 'vitest';
import { attributeQuery } from './attribute-query.ts';

test.each([
  ['http.status_code', 500n, '{ span.http.status_code = 500 }'],
  ['db.statement', 'a "b"', '{ span.db.statement = "a \\"b\\"" }'],
  ['two words', true, '{ span."two words" = true }'],
  ['ratio', 0.25, '{ span.ratio = 0.25 }'],
])('an attribute is asked for as it is: %s', (key, value, query) => {
  expect(attributeQuery('span', { key, value })).toBe(query);
  expect(() => parseTraceql(query)).not.toThrow();
});

test('what nothing can be compared with is not asked for', () => {
  for (const value of [null, ['a'], Number.NaN, Uint8Array.of(1)]) {
    expect(attributeQuery('resource', { key: 'a', value })).toBeUndefined();
  }
  expect(attributeQuery('span', { key: '', value: 'a' })).toBeUndefined();
});
