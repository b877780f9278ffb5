import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SpanContext } from '../span-context.ts';
import { MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ITEMS } from './baggage-collector.ts';
import { BinaryCodec } from './binary-codec.ts';
import { NO_CODEC_METRICS } from './codec-options.ts';
import { createPropagator, PROPAGATION_FORMATS } from './propagation-format.ts';
import type { Carrier, Propagator } from './propagator.ts';

const sender = { serviceName: 'shop', instance: '7@10.0.0.9' };
const propagators: readonly (readonly [string, Propagator])[] = [
  ...[true, false].flatMap((urlEncoding) =>
    PROPAGATION_FORMATS.map((format): [string, Propagator] => [
      `${format}, url encoding ${urlEncoding}`,
      createPropagator([format], { urlEncoding, metrics: NO_CODEC_METRICS, sender }),
    ]),
  ),
  [
    'all',
    createPropagator(PROPAGATION_FORMATS, { urlEncoding: true, metrics: NO_CODEC_METRICS, sender }),
  ],
  ['binary', new BinaryCodec()],
];

const NAMES = [
  'uber-trace-id',
  'uberctx-a',
  'uberctx-__proto__',
  'uberctx-constructor',
  'jaeger-baggage',
  'jaeger-debug-id',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'b3',
  'traceparent',
  'tracestate',
  'baggage',
  'sw8',
  'sw8-correlation',
  'buffer',
  '__proto__',
  'toString',
];

const name = fc.oneof(
  fc.constantFrom(...NAMES),
  fc.constantFrom(...NAMES).map((key) => key.toUpperCase()),
  fc.string(),
);

const fragment = fc.constantFrom(
  ...['0', '1', 'd', 'a', 'ff', '00', ':', '-', '=', ',', ';', '%', '%41', '%ff', ' ', '\t', '\n'],
  ...['12345678901234567890123456789012', '1234567890123456', 'ü', '\ud800', '\0', '__proto__'],
  ...['00-12345678901234567890123456789012-1234567890123456-01', '1:2:0:1', 'k=v'],
  ...['1-YQ==-Yg==-0----', '1-YQ==-Yg==', '-', 'YQ==:Yg=='],
  'x'.repeat(600),
);

const text = fc.array(fragment, { maxLength: 12 }).map((parts) => parts.join(''));

const value = fc.oneof(
  text,
  fc.array(fc.oneof(text, fc.anything({ maxDepth: 1 })), { maxLength: 4 }),
  fc.tuple(text, fc.integer({ min: 1, max: 3000 })).map(([part, times]) => part.repeat(times)),
  fc.array(fc.integer({ min: -300, max: 300 }), { maxLength: 60 }),
  fc.uint8Array({ maxLength: 60 }),
  fc.anything({
    maxDepth: 1,
    withBigInt: true,
    withDate: true,
    withMap: true,
    withTypedArray: true,
  }),
);

function expectBounded(context: SpanContext | null): void {
  if (context === null) return;
  const items = Object.entries(context.baggage);
  expect(items.length).toBeLessThanOrEqual(MAX_BAGGAGE_ITEMS);
  const bytes = items.reduce((sum, [k, v]) => sum + Buffer.byteLength(k) + Buffer.byteLength(v), 0);
  expect(bytes).toBeLessThanOrEqual(MAX_BAGGAGE_BYTES);
  expect(Object.getPrototypeOf(context.baggage)).toBeNull();
  expect(Object.isFrozen(context.baggage)).toBe(true);
  for (const [, v] of items) expect(typeof v).toBe('string');
  expect(context.debugId.length).toBeLessThanOrEqual(256);
  expect(context.traceState.length).toBeLessThanOrEqual(512);
  expect(context.traceState).toMatch(/^[\t -~]*$/);
  expect(context.flags).toBeLessThanOrEqual(255);
  const hasSomething =
    context.isValid || items.length > 0 || context.debugId !== '' || context.samplingFinalized;
  expect(hasSomething).toBe(true);
}

test.each(propagators)(
  '%s never throws for headers, and what it keeps is bounded',
  (_name, propagator) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 12 }), (entries) => {
        const carrier: Carrier = Object.fromEntries(entries);
        const context = propagator.extract(carrier);
        expectBounded(context);
        if (context !== null) propagator.inject(context, {});
      }),
      { numRuns: 300 },
    );
  },
);

test.each(propagators)('%s never throws for any object', (_name, propagator) => {
  fc.assert(
    fc.property(
      fc.oneof(fc.object({ key: name, withNullPrototype: true }), fc.anything({ key: name })),
      (carrier) => expectBounded(propagator.extract(carrier as Carrier)),
    ),
    { numRuns: 200 },
  );
});

test.each(propagators)('%s looks at no more than two thousand keys', (_name, propagator) => {
  const carrier: Carrier = {};
  for (let i = 0; i < 3000; i++) carrier[`other-${i}`] = 'x';
  for (const key of NAMES) carrier[key.toUpperCase()] = '1';
  expect(propagator.extract(carrier)).toBeNull();
});

test.each(propagators)('%s takes nothing from a prototype', (_name, propagator) => {
  const headers = {
    'uber-trace-id': '1:2:0:1',
    'uberctx-k': 'v',
    'jaeger-debug-id': 'find',
    'x-b3-sampled': '1',
    b3: '1',
    traceparent: '00-12345678901234567890123456789012-1234567890123456-01',
    baggage: 'k=v',
    sw8: '1-YQ==-Yg==-0----',
    'sw8-correlation': 'YQ==:Yg==',
  };
  expect(propagator.extract(Object.create(headers))).toBeNull();
});
