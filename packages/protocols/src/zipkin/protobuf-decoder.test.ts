import { SpanBatchBuilder, SpanBatchReader, SpanKind, spanObject } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../decode-result.ts';
import { type JaegerUiTrace, jaegerUiTrace } from '../jaeger/index.ts';
import { comparableTrace } from '../jaeger/testing/comparable-trace.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import { seededRandom } from '../otlp/testing/seeded-random.ts';
import { adjustedSpans } from '../testing/adjusted-spans.ts';
import { decodeZipkinJson, decodeZipkinProtobuf, writeZipkinJson } from './index.ts';
import { arbitraryZipkinSpan } from './testing/arbitrary-span.ts';
import { answerOf, fixture } from './testing/captures.ts';
import { decodedZipkin } from './testing/decoded-zipkin.ts';
import { encodeList, protobufSpan } from './testing/protobuf-encoder.ts';

const id = (...bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);
const plain = { traceId: id(1), id: id(2), timestamp: 1000 };

describe('what zipkin-go posted', () => {
  const { spans } = decoded(decodeZipkinProtobuf, fixture('go-zipkin-proto.bin'));

  test('is what Zipkin answers of it', () => {
    const [answer] = answerOf<object[][]>('go-zipkin-proto', 'zipkin');
    const texts = spans.map((span) => [...writeZipkinJson([span])].join(''));
    expect(texts.toSorted()).toEqual(answer?.map((span) => JSON.stringify([span])).toSorted());
  });

  test('is what Jaeger shows of it', () => {
    const comparable = (trace: JaegerUiTrace): unknown =>
      comparableTrace({
        ...trace,
        // Whether clocks differ is judged by hosts that Jaeger does not know of.
        spans: trace.spans.map((span) => ({ ...span, warnings: null })),
      });
    const shown = jaegerUiTrace(adjustedSpans(spans, { maxDeltaNanos: 0n }));
    expect([shown].map(comparable)).toEqual(
      answerOf<JaegerUiTrace[]>('go-zipkin-proto', 'jaeger').map(comparable),
    );
  });
});

test('a span is the same, whether it comes in protobuf or in JSON', () => {
  fc.assert(
    fc.property(fc.array(arbitraryZipkinSpan, { maxLength: 4 }), (given) => {
      const body = encodeList(given.map(protobufSpan));
      const json = Buffer.from(JSON.stringify(given));
      expect(decodedZipkin(decodeZipkinProtobuf, body)).toEqual(
        decodedZipkin(decodeZipkinJson, json),
      );
    }),
    { numRuns: 300 },
  );
});

test('spans keep what they share and what is theirs, however many come before them', () => {
  const endpoint = (serviceName: string, port: number): object => ({ serviceName, port });
  const services = ['Shop', 'shop', '库存', 'ÉTÉ', 'shop', ''];
  const body = encodeList(
    services.map((name, i) => ({ ...plain, id: id(i + 1), localEndpoint: endpoint(name, i + 1) })),
  );
  const { spans } = decoded(decodeZipkinProtobuf, body);
  expect(spans.map(({ resource }) => resource.serviceName)).toEqual([
    ...['shop', 'shop', '库存', 'été', 'shop', ''],
  ]);
  expect(spans.map(({ resource }) => Number(resource.attributes.at(-1)?.value))).toEqual([
    ...[1, 2, 3, 4, 5, 6],
  ]);
});

test('addresses are the texts that Zipkin makes of them', () => {
  const textOf = (ipv6: readonly number[]): unknown => {
    const body = encodeList([{ ...plain, localEndpoint: { ipv6: Uint8Array.from(ipv6) } }]);
    return decoded(decodeZipkinProtobuf, body).spans[0]?.resource.attributes[0]?.value;
  };
  const address = (...bytes: readonly (readonly [at: number, byte: number])[]): number[] => {
    const all = new Array<number>(16).fill(0);
    for (const [at, byte] of bytes) all[at] = byte;
    return all;
  };
  expect(textOf(address())).toBe('::');
  expect(textOf(address([15, 1]))).toBe('::1');
  expect(textOf(address([0, 0x20], [1, 1], [15, 1]))).toBe('2001::1');
  expect(textOf(address([0, 0xfe], [1, 0x80], [7, 4]))).toBe('fe80:0:0:4::');
  expect(textOf(address([12, 10], [15, 9]))).toBe('10.0.0.9');
  expect(textOf(address([10, 255], [11, 255], [12, 10], [15, 9]))).toBe('::ffff:a00:9');
  expect(textOf([1, 2, 3])).toBeUndefined();
});

test('ids may be short, and a parent may be none', () => {
  const body = encodeList([
    { ...plain, parentId: id(0, 0) },
    { ...plain, parentId: plain.id },
  ]);
  const { spans } = decoded(decodeZipkinProtobuf, body);
  expect(spans[0]?.traceId).toBe('00000000000000000000000000000001');
  expect(spans[0]?.spanId).toBe('0000000000000002');
  expect(spans.map(({ parentSpanId }) => parentSpanId)).toEqual(['', '']);
});

test('a span without timestamp starts with its first annotation, with its trace or now', () => {
  const before = BigInt(Date.now()) * 1_000_000n;
  const annotations = [
    { timestamp: 9, value: 'b' },
    { timestamp: 7, value: 'a' },
  ];
  const body = encodeList([
    { ...plain, id: id(3), timestamp: 0, annotations },
    { ...plain, id: id(4), timestamp: 0 },
    plain,
    { ...plain, timestamp: 900 },
    { ...plain, traceId: id(9), timestamp: 0 },
  ]);
  const { spans } = decoded(decodeZipkinProtobuf, body);
  expect(spans.map(({ start }) => start)).toEqual([
    ...[7000n, 7001n, 1_000_000n, 900_000n, expect.any(BigInt)],
  ]);
  expect(spans[4]?.start).toBeGreaterThanOrEqual(before);
  expect(spans.map(({ flags }) => flags)).toEqual([512, 512, 0, 0, 512]);
  expect(spans.map(({ warnings }) => warnings.length)).toEqual([0, 1, 0, 0, 1]);
});

test.each([
  [0, SpanKind.unspecified],
  [1, SpanKind.client],
  [2, SpanKind.server],
  [3, SpanKind.producer],
  [4, SpanKind.consumer],
  [5, SpanKind.unspecified],
])('of the kind %i it is of kind %i', (kind, expected) => {
  const { spans } = decoded(decodeZipkinProtobuf, encodeList([{ ...plain, kind }]));
  expect(spans[0]?.kind).toBe(expected);
});

const far = { low: -1, high: -1, unsigned: true };

test.each([
  [{ traceId: new Uint8Array(17).fill(1) }, 'zipkin: trace_id is not 1 to 16 bytes'],
  [{ traceId: id() }, 'zipkin: trace_id is not 1 to 16 bytes'],
  [{ traceId: id(0, 0) }, 'zipkin: traceId is zero'],
  [{ id: new Uint8Array(9).fill(1) }, 'zipkin: id is not 1 to 8 bytes'],
  [{ id: id(0) }, 'zipkin: id is zero'],
  [{ parentId: new Uint8Array(9).fill(1) }, 'zipkin: parent_id is not 1 to 8 bytes'],
  [{ timestamp: far }, 'zipkin: timestamp is negative or too large'],
  [{ duration: far }, 'zipkin: duration is negative or too large'],
  [
    { annotations: [{ timestamp: far, value: 'x' }] },
    'zipkin: annotation timestamp is missing, negative or too large',
  ],
])('a span with %j is refused and counted, and the others stay', (fields, reason) => {
  const body = encodeList([plain, { ...plain, ...fields }, { ...plain, id: id(3) }]);
  const { accepted, rejected, spans } = decoded(decodeZipkinProtobuf, body);
  expect([accepted, rejected]).toEqual([2, new Map([[reason, 1]])]);
  expect(spans.map(({ spanId }) => spanId.at(-1))).toEqual(['2', '3']);
});

describe('a body', () => {
  const body = fixture('go-zipkin-proto.bin');
  const builder = new SpanBatchBuilder();

  function survive(bytes: Uint8Array): number {
    builder.clear();
    const mark = builder.mark();
    try {
      decodeZipkinProtobuf(bytes, builder);
    } catch (error) {
      expect(error).toBeInstanceOf(DecodeError);
      builder.rollback(mark);
    }
    for (const span of new SpanBatchReader(builder.finish()).spans()) spanObject(span);
    return builder.spanCount;
  }

  test('may be empty', () => {
    expect(decodeZipkinProtobuf(new Uint8Array(0), builder)).toMatchObject({ accepted: 0 });
  });

  test('that is cut off, damaged or of something else is an error, or gives spans that can be read', () => {
    for (let length = 0; length < body.length; length++) survive(body.subarray(0, length));
    const random = seededRandom(11);
    let kept = 0;
    for (let run = 0; run < 3000; run++) {
      const bytes = Uint8Array.from(body);
      for (let i = 0; i < 3; i++) bytes[random(bytes.length)] = random(256);
      kept += survive(bytes);
    }
    expect(kept).toBeGreaterThan(1000);
  });

  test('of huge lengths, of groups in groups, and of nothing but spans of nothing is read in no time', () => {
    expect(survive(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f))).toBe(0);
    expect(survive(new Uint8Array(100_000).fill(0x0b))).toBe(0);
    const empty = new Uint8Array(1 << 20);
    for (let i = 0; i < empty.length; i += 2) empty[i] = 0x0a;
    expect(survive(empty)).toBe(0);
  });
});
