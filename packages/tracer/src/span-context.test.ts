import { expect, test } from 'vitest';
import { SpanContext } from './span-context.ts';

test('a context has its ids as text and as bytes, and says what it is', () => {
  const context = SpanContext.withStringIds('1c', '2d', '3e', 3, { user: 'ann' }) as SpanContext;
  expect([context.toTraceId(), context.toSpanId()]).toEqual(['1c', '2d']);
  expect([context.traceIdStr, context.spanIdStr, context.parentIdStr]).toEqual(['1c', '2d', '3e']);
  expect(context.traceId).toEqual(Buffer.from('000000000000001c', 'hex'));
  expect(context.spanId).toEqual(Buffer.from('000000000000002d', 'hex'));
  expect(context.parentId).toEqual(Buffer.from('000000000000003e', 'hex'));
  expect([context.isSampled(), context.isDebug(), context.isFirehose()]).toEqual([
    true,
    true,
    false,
  ]);
  expect([context.isValid, context.isRemote(), context.samplingFinalized]).toEqual([
    true,
    true,
    true,
  ]);
  expect([context.flags, context.debugId, context.traceState]).toEqual([3, '', '']);
  expect(String(context)).toBe('1c:2d:3e:3');
});

test('a trace id of 128 bits keeps all of them', () => {
  const traceId = Buffer.from('0a000000000000000000000000000001', 'hex');
  const context = SpanContext.withBinaryIds(traceId, Buffer.alloc(8, 255), null, 1) as SpanContext;
  expect(context.toTraceId()).toBe('a000000000000000000000000000001');
  expect(context.paddedTraceId).toBe('0a000000000000000000000000000001');
  expect(context.traceId).toEqual(traceId);
  expect(context.parentId).toBeNull();
});

test('a context without ids has none', () => {
  const context = SpanContext.remote({ debugId: 'look' }) as SpanContext;
  expect([context.toTraceId(), context.toSpanId(), context.traceId, context.spanId]).toEqual([
    '',
    '',
    null,
    null,
  ]);
  expect([context.isValid, context.isDebugIDContainerOnly()]).toEqual([false, true]);
});

test.each([['1:2:0:1'], ['ABCDEF:2:1:0'], [`${'f'.repeat(32)}:${'f'.repeat(16)}:0:f`]])(
  'the text %s is read and written',
  (text) => {
    expect(String(SpanContext.fromString(text))).toBe(text.toLowerCase());
  },
);

test.each([
  [''],
  ['1:2:3'],
  ['1:2:3:4:5'],
  ['0:2:0:1'],
  ['1:0:0:1'],
  ['1:2::1'],
  ['1:2:0:'],
  ['1:2:0:xyz'],
  ['1:2:0:100'],
  ['g:2:0:1'],
  ['1:-2:0:1'],
  [`${'1'.repeat(33)}:2:0:1`],
  [`1:${'1'.repeat(17)}:0:1`],
  [`1:2:${'1'.repeat(17)}:1`],
])("the text '%s' is no context", (text) => {
  expect(SpanContext.fromString(text)).toBeNull();
});
