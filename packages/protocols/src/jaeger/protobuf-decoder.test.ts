import { type Span, SpanBatchBuilder, SpanFormat, SpanKind, StatusCode } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../decode-result.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { long } from '../otlp/testing/reference-encoder.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { shuffledMessage } from '../otlp/testing/shuffled-message.ts';
import { decodeBatchBinary, decodePostSpans } from './index.ts';
import { arbitraryBatch } from './testing/arbitrary-batch.ts';
import { decoderOf, forwardedClients, forwardedMessage, messagesOf } from './testing/captures.ts';
import {
  batchStruct,
  type JaegerBatch,
  type JaegerSpan,
  plainSpan,
} from './testing/jaeger-batch.ts';
import {
  batchFields,
  encodeJaegerMessage,
  encodePostSpans,
  jaegerDefinitions,
  spanFields,
} from './testing/post-spans-encoder.ts';
import { encodeBinary } from './testing/thrift-encoder.ts';

const REQUEST = 'PostSpansRequest';
const process = { serviceName: 'shop', tags: [] };

/** A request of plain spans with other fields. */
function requestOf(...changes: readonly Record<string, unknown>[]): Uint8Array {
  const spans = changes.map((change) => ({ ...spanFields(plainSpan), ...change }));
  return encodeJaegerMessage(REQUEST, { batch: { spans, process } });
}

function decodeOne(change: Record<string, unknown>): Span {
  return decoded(decodePostSpans, requestOf(change)).spans[0] as Span;
}

/** Spans that refer to spans of their own trace as well, in all the ways there are. */
const relatedBatch: fc.Arbitrary<JaegerBatch> = fc
  .tuple(arbitraryBatch, fc.infiniteStream(fc.nat(3)))
  .map(([batch, choices]) => {
    const choose = (): number => choices.next().value as number;
    const spans = batch.spans.map((span): JaegerSpan => {
      const parentSpanId = choose() === 0 ? 0n : span.parentSpanId;
      const references = span.references.map((reference) => {
        const { traceIdHigh, traceIdLow } = choose() < 2 ? span : reference;
        const spanId = choose() === 0 && parentSpanId !== 0n ? parentSpanId : reference.spanId;
        return { ...reference, traceIdHigh, traceIdLow, spanId };
      });
      // What protobuf has no field for is said by the references, or else implied by them.
      const own = references.filter(
        (one) => one.traceIdHigh === span.traceIdHigh && one.traceIdLow === span.traceIdLow,
      );
      const isNamed = own.some(({ spanId }) => spanId === parentSpanId);
      const implied = own.find(({ type }) => type === 'CHILD_OF') ?? own[0];
      const isSaid = parentSpanId !== 0n && !isNamed;
      return { ...span, parentSpanId: isSaid ? parentSpanId : (implied?.spanId ?? 0n), references };
    });
    return { ...batch, spans };
  });

describe('any batch', () => {
  test('is the same whether it comes in Thrift or in protobuf', () => {
    fc.assert(
      fc.property(relatedBatch, (batch) => {
        const thrift = decoded(decodeBatchBinary, encodeBinary(batchStruct(batch)));
        expect(decoded(decodePostSpans, encodePostSpans(batch))).toEqual(thrift);
      }),
      { numRuns: 300 },
    );
  });

  test('is decoded alike in any order of fields and with unknown ones in between', () => {
    fc.assert(
      fc.property(relatedBatch, fc.integer(), (batch, seed) => {
        const body = encodePostSpans(batch);
        const shuffled = shuffledMessage(REQUEST, body, seededRandom(seed), jaegerDefinitions);
        expect(decoded(decodePostSpans, shuffled)).toEqual(decoded(decodePostSpans, body));
      }),
      { numRuns: 150 },
    );
  });
});

test.each(forwardedClients)(
  "what Jaeger's agent makes of the datagram of %s has the same spans",
  (client) => {
    const [datagram = new Uint8Array(0)] = messagesOf(client);
    const { spans } = decoded(decoderOf(client), datagram);
    expect(spans.length).toBeGreaterThan(0);
    expect(decoded(decodePostSpans, forwardedMessage(client)).spans).toEqual(spans);
  },
);

describe('a span', () => {
  test('has its kind, error and the names of events from tags', () => {
    const span = decodeOne({
      tags: [
        { key: 'span.kind', vStr: 'server' },
        { key: 'span.kind', vStr: 'client' },
        { key: 'error', vType: 1, vBool: true },
      ],
      logs: [
        {
          fields: [
            { key: 'event', vStr: 'retry' },
            { key: 'n', vType: 2, vInt64: 3 },
          ],
        },
      ],
    });
    expect(span).toMatchObject({
      kind: SpanKind.server,
      status: StatusCode.error,
      format: SpanFormat.jaeger,
      attributes: [
        { key: 'span.kind', value: 'client' },
        { key: 'error', value: true },
      ],
      events: [{ time: 0n, name: 'retry', attributes: [{ key: 'n', value: 3n }] }],
    });
  });

  test('keeps nanoseconds and warnings', () => {
    const span = decodeOne({
      startTime: { seconds: 1_795_451_575, nanos: 466_551_123 },
      duration: { nanos: 7 },
      warnings: ['clock skew', ''],
    });
    expect(span).toMatchObject({ start: 1_795_451_575_466_551_123n, duration: 7n });
    expect(span.warnings).toEqual(['clock skew']);
  });

  test('may have a trace id of 8 bytes', () => {
    const span = decodeOne({ traceId: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) });
    expect(span.traceId).toBe('00000000000000000102030405060708');
  });

  test('has its parent from the first reference that says so, wherever references stand', () => {
    const traceId = Uint8Array.from({ length: 16 }, (_, i) => i);
    const spanId = (id: number): Uint8Array => Uint8Array.of(0, 0, 0, 0, 0, 0, 0, id);
    const field = (fields: object): Uint8Array => encodeJaegerMessage('Span', fields);
    const span = Buffer.concat([
      field({ references: [{ traceId, spanId: spanId(2), refType: 1 }] }),
      field({ operationName: 'join', spanId: spanId(9) }),
      field({ references: [{ traceId, spanId: spanId(3) }] }),
      field({ tags: [{ key: 'a', vStr: 'b' }], traceId }),
    ]);
    const batch = Buffer.concat([Uint8Array.of(0x0a, span.length), span]);
    const body = Buffer.concat([Uint8Array.of(0x0a, batch.length), batch]);
    const [got] = decoded(decodePostSpans, body).spans;
    expect(got?.parentSpanId).toBe('0000000000000003');
    expect(got?.links.map((link) => link.spanId)).toEqual(['0000000000000002']);
  });

  test('of its own process is of no other', () => {
    const spans = [
      spanFields(plainSpan),
      {
        ...spanFields(plainSpan),
        process: { serviceName: 'own', tags: [{ key: 'a', vStr: 'b' }] },
      },
      spanFields(plainSpan),
    ];
    const services = (batch: object) =>
      decoded(decodePostSpans, encodeJaegerMessage(REQUEST, { batch })).spans.map(
        ({ resource }) => resource.attributes[0]?.value,
      );
    expect(services({ spans, process })).toEqual(['shop', 'own', 'shop']);
    expect(services({ spans })).toEqual([undefined, 'own', undefined]);
  });
});

describe('a span is refused alone, and the reason is counted', () => {
  test.each<[string, Record<string, unknown>]>([
    ['jaeger: traceId is zero', { traceId: new Uint8Array(16) }],
    ['jaeger: traceId is zero', { traceId: new Uint8Array(0) }],
    ['jaeger: traceId is not 8 or 16 bytes', { traceId: new Uint8Array(15).fill(1) }],
    ['jaeger: spanId is zero', { spanId: new Uint8Array(8) }],
    ['jaeger: spanId is zero', { spanId: new Uint8Array(0) }],
    ['jaeger: spanId is not 8 bytes', { spanId: new Uint8Array(16).fill(1) }],
    ['jaeger: reference id has a wrong length', { references: [{ traceId: new Uint8Array(3) }] }],
    ['jaeger: reference id has a wrong length', { references: [{ spanId: new Uint8Array(16) }] }],
    ['jaeger: startTime is negative or too large', { startTime: { seconds: -1 } }],
    ['jaeger: startTime is negative or too large', { startTime: { nanos: -1 } }],
    ['jaeger: startTime is negative or too large', { startTime: { nanos: 1_000_000_000 } }],
    ['jaeger: startTime is negative or too large', { startTime: { seconds: 18_446_744_074 } }],
    ['jaeger: duration is negative or too large', { duration: { seconds: long(2n ** 62n) } }],
    ['jaeger: log timestamp is negative or too large', { logs: [{ timestamp: { nanos: -5 } }] }],
  ])('%s', (reason, change) => {
    const { accepted, rejected } = decoded(decodePostSpans, requestOf({}, change, {}));
    expect([accepted, [...rejected]]).toEqual([2, [[reason, 1]]]);
  });

  test('but the largest time is taken', () => {
    const largest = { seconds: 18_446_744_073, nanos: 709_551_615 };
    expect(decodeOne({ startTime: largest, duration: {} }).start).toBe(2n ** 64n - 1n);
    const { rejected } = decoded(
      decodePostSpans,
      requestOf({ startTime: { ...largest, nanos: 709_551_616 } }),
    );
    expect(rejected.size).toBe(1);
  });

  test('bytes inside of a span that are no message', () => {
    const body = requestOf({}, { operationName: 'here' }, {});
    const at = Buffer.from(body).indexOf('here');
    body[at - 1] = 100; // Longer than the span is.
    const { accepted, rejected } = decoded(decodePostSpans, body);
    expect([accepted, [...rejected]]).toEqual([2, [['jaeger: malformed span', 1]]]);
  });
});

test('of a process that is malformed the rest counts, and spans say so', () => {
  const tags = [
    { key: 'host', vStr: 'a' },
    { key: 'zone', vStr: 'here' },
    { key: 'b', vStr: 'c' },
  ];
  const batch = { spans: [spanFields(plainSpan)], process: { serviceName: 'shop', tags } };
  const body = encodeJaegerMessage(REQUEST, { batch });
  body[Buffer.from(body).indexOf('here') - 1] = 100;
  const [span] = decoded(decodePostSpans, body).spans;
  expect(span?.resource.attributes.map(({ key }) => key)).toEqual(['service.name', 'host', 'b']);
  expect(span?.warnings).toEqual(['the process is malformed; what could be read of it is kept']);
});

describe('a message', () => {
  const batch = { process, spans: [plainSpan, { ...plainSpan, tags: [{ key: 'k', value: 'v' }] }] };
  const body = encodePostSpans(batch);

  test('of nothing has no spans', () => {
    for (const nothing of [new Uint8Array(0), encodeJaegerMessage(REQUEST, { batch: {} })]) {
      expect(decodePostSpans(nothing, new SpanBatchBuilder()).accepted).toBe(0);
    }
  });

  test('that is cut off anywhere is refused whole', () => {
    const builder = new SpanBatchBuilder();
    decodePostSpans(body, builder);
    for (let length = 1; length < body.length; length++) {
      expect(() => decodePostSpans(body.subarray(0, length), builder)).toThrow(DecodeError);
      expect(builder.spanCount).toBe(2);
    }
  });

  test('may have any bit flipped', () => {
    const rich = encodeJaegerMessage(REQUEST, {
      batch: {
        ...batchFields(batch),
        spans: [
          {
            ...spanFields({ ...plainSpan, parentSpanId: 5n }),
            logs: [{ timestamp: { seconds: 1 }, fields: [{ key: 'event', vStr: 'x' }] }],
            process,
          },
          spanFields(plainSpan),
        ],
      },
    });
    for (let bit = 0; bit < rich.length * 8; bit++) {
      const flipped = rich.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      try {
        const { accepted, rejected } = decoded(decodePostSpans, flipped);
        const refused = [...rejected.values()].reduce((sum, count) => sum + count, 0);
        expect(accepted + refused).toBeLessThanOrEqual(3);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }
  });

  test('may have every field with another wire type, which is then unknown', () => {
    const spans = Buffer.from([0x08, 1, 0x10, 1, 0x18, 1, 0x2a, 0, 0x30, 1, 0x40, 1, 0x52, 0]);
    const inner = Buffer.concat([Uint8Array.of(0x0a, spans.length), spans]);
    const message = Buffer.concat([Uint8Array.of(0x0a, inner.length), inner]);
    const { rejected } = decodePostSpans(message, new SpanBatchBuilder());
    expect([...rejected]).toEqual([['jaeger: traceId is zero', 1]]);
  });

  test('may have a million logs, tags and references of nothing, which cost no memory', () => {
    const empty = (tag: number): Buffer => Buffer.alloc(2_000_000, Uint8Array.of(tag, 0));
    const span = Buffer.concat([
      encodeJaegerMessage('Span', spanFields(plainSpan)),
      ...[empty(0x42), empty(0x4a), empty(0x22), empty(0x62)],
    ]);
    const length = (bytes: Uint8Array): Buffer => {
      const size = [];
      for (let rest = bytes.length; ; rest >>>= 7) {
        if (rest < 0x80) return Buffer.from([0x0a, ...size, rest]);
        size.push((rest & 0x7f) | 0x80);
      }
    };
    const inner = Buffer.concat([length(span), span]);
    const [got] = decoded(decodePostSpans, Buffer.concat([length(inner), inner])).spans;
    expect([got?.attributes, got?.events, got?.links, got?.warnings]).toEqual([[], [], [], []]);
  });
});
