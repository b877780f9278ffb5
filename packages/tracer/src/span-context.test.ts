import fc from 'fast-check';
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

test('whatever is read as a context is written as it was, and read again', () => {
  const digits = (max: number): fc.Arbitrary<string> =>
    fc.bigInt({ min: 1n, max: (1n << BigInt(max)) - 1n }).map((value) => value.toString(16));
  const text = fc
    .tuple(digits(128), digits(64), fc.oneof(fc.constant('0'), digits(64)), fc.nat(255))
    .map(([trace, span, parent, flags]) => [trace, span, parent, flags.toString(16)].join(':'));
  fc.assert(
    fc.property(text, (one) => {
      const context = SpanContext.fromString(one);
      expect(String(context)).toBe(one);
      expect(String(SpanContext.fromString(String(context)))).toBe(one);
      const { traceId, spanId, parentId, flags } = context as SpanContext;
      const binary = SpanContext.withBinaryIds(
        traceId as Buffer,
        spanId as Buffer,
        parentId,
        flags,
      );
      expect(String(binary)).toBe(one);
    }),
  );
});

test('no text makes it throw', () => {
  const odd = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.string(), { maxLength: 6 }).map((parts) => parts.join(':')),
  );
  fc.assert(
    fc.property(odd, (text) => {
      const context = SpanContext.fromString(text);
      expect(context === null || context.isValid).toBe(true);
    }),
  );
});

test('one more baggage item makes a new context with the same ids, and leaves the old one', () => {
  const context = SpanContext.withStringIds('1', '2', '3', 1, { a: '1' }, '') as SpanContext;
  const more = context.withBaggageItem('__proto__', 'x').withBaggageItem('a', '2');
  expect([...context.baggageItems()]).toEqual([['a', '1']]);
  expect([...more.baggageItems()]).toEqual([
    ['a', '2'],
    ['__proto__', 'x'],
  ]);
  expect(Object.getPrototypeOf(more.baggage)).toBeNull();
  expect(Object.isFrozen(more.baggage)).toBe(true);
  expect(String(more)).toBe(String(context));
  expect([more.isRemote(), more.trace]).toEqual([context.isRemote(), context.trace]);
});

test('baggage items can be iterated again and again, also of a context that has none', () => {
  const context = SpanContext.withStringIds('1', '2', null, 1) as SpanContext;
  expect([...context.baggageItems()]).toEqual([]);
  const items = context.withBaggageItem('a', '1').baggageItems();
  expect([[...items], [...items]]).toEqual([[['a', '1']], [['a', '1']]]);
});

test('bytes that were had from a context can be written to without changing it', () => {
  const context = SpanContext.fromString('1:2:3:1') as SpanContext;
  context.traceId?.fill(255);
  context.spanId?.fill(255);
  context.parentId?.fill(255);
  expect(String(context)).toBe('1:2:3:1');
});
