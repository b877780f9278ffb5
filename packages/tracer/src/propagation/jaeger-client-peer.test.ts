// jaeger-client itself, on the other side of the wire.
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import { ZipkinB3TextMapCodec } from './b3-codec.ts';
import type { Carrier } from './propagator.ts';
import { TextMapCodec } from './text-map-codec.ts';

interface PeerContext {
  readonly traceIdStr: string | null;
  readonly spanIdStr: string | null;
  readonly parentIdStr: string | null;
  readonly flags: number;
  readonly baggage: Record<string, string>;
  readonly debugId: string;
  readonly isValid: boolean;
}

interface PeerCodec {
  inject(context: PeerContext, carrier: Carrier): void;
  extract(carrier: Carrier): PeerContext;
}

interface Peer {
  readonly TextMapCodec: new (options: object) => PeerCodec;
  readonly ZipkinB3TextMapCodec: new (options: object) => PeerCodec;
  readonly SpanContext: {
    withStringIds(
      traceId: string,
      spanId: string,
      parentId: string | null,
      flags: number,
      baggage: object,
    ): PeerContext;
    withBinaryIds(
      traceId: Buffer,
      spanId: Buffer,
      parentId: Buffer | null,
      flags: number,
      baggage: object,
    ): PeerContext;
  };
}

const peer: Peer = createRequire(import.meta.url)('jaeger-client');

function bytes(length: number): fc.Arbitrary<Buffer> {
  return fc
    .uint8Array({ minLength: length, maxLength: length })
    .map((values) => Buffer.from(values))
    .filter((buffer) => buffer.some((byte) => byte !== 0));
}

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
// An object of jaeger-client's cannot hold the key __proto__; keys that are no header names it writes as they are, and
// Node then refuses to send them.
const key = fc.stringMatching(/^[\w!#$&'*+.^`|~-]{1,12}$/).filter((value) => value !== '__proto__');
const fields = fc.record({
  traceId: fc.oneof(bytes(8), bytes(16)),
  spanId: bytes(8),
  parentId: fc.option(bytes(8)),
  flags: fc.constantFrom(0, 1, 3),
  baggage: fc.dictionary(key, text, { maxKeys: 8 }),
});

const unpadded = (id: string | null | undefined): string => (id ?? '').replace(/^0+/, '');

function facts(context: PeerContext | SpanContext | null) {
  return {
    ids: [context?.traceIdStr, context?.spanIdStr, context?.parentIdStr].map(unpadded),
    flags: context?.flags,
    baggage: { ...context?.baggage },
    debugId: context?.debugId,
  };
}

const codecs = [true, false].flatMap((urlEncoding) => [
  {
    name: `TextMapCodec, url encoding ${urlEncoding}`,
    ours: new TextMapCodec({ urlEncoding }),
    theirs: new peer.TextMapCodec({ urlEncoding }),
  },
  {
    name: `ZipkinB3TextMapCodec, url encoding ${urlEncoding}`,
    ours: new ZipkinB3TextMapCodec({ urlEncoding }),
    theirs: new peer.ZipkinB3TextMapCodec({ urlEncoding }),
  },
]);

test.each(codecs)('$name reads what jaeger-client writes', ({ ours, theirs }) => {
  fc.assert(
    fc.property(fields, ({ traceId, spanId, parentId, flags, baggage }) => {
      const context = peer.SpanContext.withBinaryIds(traceId, spanId, parentId, flags, baggage);
      const carrier: Carrier = {};
      theirs.inject(context, carrier);
      expect(facts(ours.extract(carrier))).toEqual(facts(context));
    }),
    { numRuns: 200 },
  );
});

test.each(codecs)('jaeger-client reads what $name writes', ({ ours, theirs }) => {
  fc.assert(
    fc.property(fields, ({ traceId, spanId, parentId, flags, baggage }) => {
      const context = SpanContext.withBinaryIds(traceId, spanId, parentId, flags, baggage);
      expect(context).not.toBeNull();
      if (context === null) return;
      const carrier: Carrier = {};
      ours.inject(context, carrier);
      expect(facts(theirs.extract(carrier))).toEqual(facts(context));
    }),
    { numRuns: 200 },
  );
});

test.each(codecs)('$name writes the same keys as jaeger-client', ({ ours, theirs }) => {
  fc.assert(
    fc.property(fields, ({ traceId, spanId, parentId, flags, baggage }) => {
      const context = SpanContext.withBinaryIds(traceId, spanId, parentId, flags, baggage);
      const same = peer.SpanContext.withBinaryIds(traceId, spanId, parentId, flags, baggage);
      const carrier: Carrier = {};
      const expected: Carrier = {};
      if (context) ours.inject(context, carrier);
      theirs.inject(same, expected);
      expect(Object.keys(carrier).sort()).toEqual(Object.keys(expected).sort());
    }),
    { numRuns: 100 },
  );
});

test.each(codecs)(
  '$name reads headers written by hand as jaeger-client does',
  ({ ours, theirs }) => {
    const name = fc.constantFrom(
      'Uberctx-User',
      'uberctx-User',
      'UBERCTX-x',
      'Jaeger-Debug-Id',
      'jaeger-baggage',
      'other',
    );
    const value = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'b', '=', ',', ' ', '%', '2', '0'), maxLength: 20 }),
      fc.constantFrom('k=v', 'k=v, l=w', 'k = v', 'a=b=c', 'k%3Dv%2Cl=w', '100%', 'a%20b'),
    );
    fc.assert(
      fc.property(fc.dictionary(name, value), (carrier) => {
        const theirContext = theirs.extract(carrier);
        const { '': _noKey, ...baggage } = theirContext.baggage;
        const { debugId } = theirContext;
        const ourContext = ours.extract(carrier);
        expect({ ...ourContext?.baggage }).toEqual(baggage);
        expect(ourContext?.debugId ?? '').toBe(debugId);
        expect(ourContext === null).toBe(Object.keys(baggage).length === 0 && debugId === '');
      }),
      { numRuns: 300 },
    );
  },
);
