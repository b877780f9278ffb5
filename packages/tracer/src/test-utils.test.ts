import { expect, test } from 'vitest';
import { TestUtils } from './test-utils.ts';
import { InMemoryTracer } from './testing.ts';

test('the tags of a span are had and compared as with jaeger-client', () => {
  const span = new InMemoryTracer().startSpan('get', { tags: { a: 1, b: 'two' } });
  expect(TestUtils.hasTags(span, { a: 1 })).toBe(true);
  expect(TestUtils.hasTags(span, { a: 1, b: 'two', 'sampler.type': 'const' })).toBe(true);
  expect(TestUtils.hasTags(span, {})).toBe(true);
  expect(TestUtils.hasTags(span, { a: '1' })).toBe(false);
  expect(TestUtils.hasTags(span, { c: undefined })).toBe(false);
  expect(TestUtils.hasTags(span, { toString: Object.prototype.toString })).toBe(false);
  expect(TestUtils.getTags(span, ['b', 'c'])).toEqual({ b: 'two' });
  expect(TestUtils.getTags(span)).toMatchObject({ a: 1, b: 'two', 'sampler.param': true });
});
