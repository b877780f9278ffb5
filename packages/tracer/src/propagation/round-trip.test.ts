import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Baggage } from '../baggage/baggage.ts';
import { SpanContext } from '../span-context.ts';
import { B3SingleCodec, ZipkinB3TextMapCodec } from './b3-codec.ts';
import { BinaryCodec } from './binary-codec.ts';
import { NO_CODEC_METRICS } from './codec-options.ts';
import { createPropagator, PROPAGATION_FORMATS } from './propagation-format.ts';
import type { Carrier, Propagator } from './propagator.ts';
import { TextMapCodec } from './text-map-codec.ts';
import { TraceContextCodec } from './trace-context-codec.ts';
import { W3CBaggageCodec } from './w3c-baggage-codec.ts';

function hex(digits: number): fc.Arbitrary<string> {
  return fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: digits, maxLength: digits })
    .map((values) => values.map((value) => value.toString(16)).join(''));
}

const id = hex(16).filter((text) => /[^0]/.test(text));
const traceId = fc.oneof(
  id,
  fc.tuple(id, hex(16)).map((halves) => halves.join('')),
);
const parentId = fc.option(id);
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const key = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toString', '%41', 'a b'));

const baggage: fc.Arbitrary<Baggage> = fc
  .array(
    fc.tuple(
      key.filter((k) => k !== ''),
      text,
    ),
    { maxLength: 8 },
  )
  .map((items) => {
    const result: Record<string, string> = Object.create(null);
    for (const [k, v] of items) result[k] = v;
    return Object.freeze(result);
  });

const context = fc
  .record({ traceId, spanId: id, parentId, flags: fc.constantFrom(0, 1, 3), baggage })
  .map((fields) => {
    const made = SpanContext.remote(fields);
    if (made === undefined) throw new Error('the ids are expected to be valid');
    return made;
  });

const sender = { serviceName: 'shop', instance: '7@10.0.0.9' };

type Facts = readonly (string | number | null | [string, string][])[];

const ids = (c: SpanContext): Facts => [c.traceIdStr, c.spanIdStr];
const items = (c: SpanContext): [string, string][] => Object.entries(c.baggage).sort();
const everything = (c: SpanContext): Facts => [...ids(c), c.parentIdStr, c.flags, items(c)];
const withoutParent = (c: SpanContext): Facts => [...ids(c), c.flags & 1];

const codecs: readonly (readonly [string, Propagator, (context: SpanContext) => Facts])[] = [
  ['Jaeger headers', new TextMapCodec({ urlEncoding: true }), everything],
  ['Jaeger text map', new TextMapCodec(), everything],
  ['B3 headers', new ZipkinB3TextMapCodec({ urlEncoding: true }), everything],
  ['B3 text map', new ZipkinB3TextMapCodec(), everything],
  ['B3 single', new B3SingleCodec({ urlEncoding: true }), everything],
  ['binary', new BinaryCodec(), everything],
  ['trace context', new TraceContextCodec(), withoutParent],
  [
    'W3C',
    createPropagator(['w3c'], {
      urlEncoding: true,
      metrics: NO_CODEC_METRICS,
      sender,
    }),
    (c) => [...withoutParent(c), items(c)],
  ],
  [
    'SkyWalking',
    createPropagator(['sw8'], { urlEncoding: true, metrics: NO_CODEC_METRICS, sender }),
    // Ids of what is not recorded are not passed on.
    (c) => [...(c.isSampled() ? ids(c) : []), c.flags & 1, items(c)],
  ],
  [
    'all formats',
    createPropagator(PROPAGATION_FORMATS, {
      urlEncoding: true,
      metrics: NO_CODEC_METRICS,
      sender,
    }),
    everything,
  ],
];

test.each(codecs)('what is written as %s is read back', (_name, codec, facts) => {
  fc.assert(
    fc.property(context, (sent) => {
      const carrier: Carrier = {};
      codec.inject(sent, carrier);
      const found = codec.extract(carrier);
      expect(found).not.toBeNull();
      if (found === null) return;
      expect(facts(found)).toEqual(facts(sent));
      expect(found.isRemote()).toBe(true);
      expect(found.samplingFinalized).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('what is written as W3C baggage is read back, and fits into a header', () => {
  const codec = new W3CBaggageCodec();
  fc.assert(
    fc.property(context, (sent) => {
      const carrier: Carrier = {};
      codec.inject(sent, carrier);
      const found = codec.extract(carrier);
      expect(found === null ? [] : items(found)).toEqual(items(sent));
      if (found !== null) expect(carrier['baggage']).toMatch(/^[!#-+\--:<-[\]-~,=]+$/);
    }),
    { numRuns: 200 },
  );
});
