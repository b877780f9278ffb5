import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTypedText } from './typed-text.ts';

test.each([
  ['', ''],
  ['  { status = error }\n', '{ status = error }'],
  ['{}', '{}'],
  ['duration > 20ms', '{ duration > 20ms }'],
  ['.http.status_code >= 500 && kind = server', '{ .http.status_code >= 500 && kind = server }'],
  ['{ (kind = server || kind = client', '{ (kind = server || kind = client) }'],
  ['({} && { kind = server', '({} && { kind = server })'],
])('%j is the query %s', (text, query) => {
  expect(readTypedText(text)).toEqual({ type: 'query', query });
});

test.each([
  ['104a41e92ef1cd2e5b1f0c3a7d9e8f60', '104a41e92ef1cd2e5b1f0c3a7d9e8f60'],
  [' 104A41E92EF1CD2E 5B1F0C3A7D9E8F60 ', '104a41e92ef1cd2e5b1f0c3a7d9e8f60'],
  ['104a41e9-2ef1-cd2e-5b1f-0c3a7d9e8f60', '104a41e92ef1cd2e5b1f0c3a7d9e8f60'],
  ['0x7caa23b212329b16', '7caa23b212329b16'],
  ['http://localhost:16686/trace/b16?span=1', 'b16'],
  ['https://trace.example/observe/trace/4bb5b8be7e6b0c#x', '4bb5b8be7e6b0c'],
  ['http://localhost:16686/api/traces/b16', 'b16'],
  ['5D1ab2a47c1e4e0d9d1c1d2b2a1f0e9d.41.17', '5D1ab2a47c1e4e0d9d1c1d2b2a1f0e9d.41.17'],
  ['http://localhost:16686/trace/Order7?span=1', 'Order7'],
  ['http://localhost:16686/trace/%E8%AE%A2%E5%8D%95-7', '订单-7'],
  ['http://localhost:16686/trace/100%', '100%'],
  ['00-104a41e92ef1cd2e5b1f0c3a7d9e8f60-7d9e8f6000000001-01', '104a41e92ef1cd2e5b1f0c3a7d9e8f60'],
])('%s opens a trace', (text, traceId) => {
  expect(readTypedText(text)).toEqual({ type: 'trace', traceId });
});

test.each([
  'cafe',
  'add',
  'name',
  'status error',
  'order failed',
  'GET /api?x=1',
  'http://a/b',
  '/api/trace/list',
  '1.2.3',
  '商品',
])('%s is words', (text) => {
  expect(readTypedText(text).type).toBe('words');
});

test('all words must be found somewhere in a span, as they were typed', () => {
  const said = (pattern: string) =>
    ['resource.service.name', 'name', 'statusMessage']
      .map((field) => `${field} =~ "(?i).*${pattern}.*"`)
      .join(' || ');
  expect(readTypedText('a.b "not found"')).toEqual({
    type: 'words',
    query: `{ (${said(String.raw`a\\.b`)}) && (${said('not found')}) }`,
  });
  expect(readTypedText('no such row in stock')).toEqual({
    type: 'words',
    query: `{ ${said('no.*such.*row.*in.*stock')} }`,
  });
  expect(readTypedText('a a')).toEqual(readTypedText('a'));
  expect(readTypedText('cafe')).toEqual({ type: 'words', query: `{ ${said('cafe')} }` });
});

test.each([
  [' { duration > }', 14, 15],
  ['duration > }', 11, 12],
  ['{ nested = 1 }', 2, 8],
  ['{ .a = "x', 7, 9],
  ['{} | count() > 2', 3, 4],
])('%j is a query with a fault, which has a place', (text, start, end) => {
  expect(readTypedText(text)).toMatchObject({ type: 'fault', start, end });
});

test('whatever is typed means something, and what it means is read', () => {
  const piece = fc.constantFrom(
    ...[
      '{',
      '}',
      '(',
      ')',
      '&&',
      '||',
      '=',
      '"',
      '`',
      ' ',
      '.a',
      'name',
      'duration',
      '1',
      '20ms',
      'cafe',
      '\ud800',
      '\\',
    ],
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const typed = readTypedText(text);
      if (typed.type === 'fault') {
        expect(typed.start).toBeGreaterThanOrEqual(0);
        expect(typed.end).toBeLessThanOrEqual(text.length);
      } else if (typed.type !== 'trace') {
        expect(readTypedText(typed.query)).toEqual({ type: 'query', query: typed.query });
      }
    }),
    { numRuns: 1000 },
  );
});
