import { readFileSync } from 'node:fs';
import { BatchTooLargeError, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { fuzzedDecoders } from '../fuzz/decoders.ts';
import { hostileInputs } from '../fuzz/hostile-inputs.ts';
import { boundMemory } from './bounded-memory.ts';
import { DecodeError, type DecodeResult } from './decode-result.ts';
import {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
  decodePostSpans,
} from './jaeger/index.ts';
import { decodeOtlpJson, decodeOtlpProtobuf } from './otlp/index.ts';
import { decodeSegment, decodeSegmentsJson } from './skywalking/index.ts';

type Decode = (body: Uint8Array, builder: SpanBatchBuilder) => DecodeResult;

/** Decoders with a request of a real client, or one like it. */
const decoders: readonly (readonly [name: string, decode: Decode, body: Uint8Array])[] = [
  ['otlp protobuf', decodeOtlpProtobuf, fixture('otlp/fixtures/node-otel-otlp-proto.bin')],
  ['otlp json', decodeOtlpJson, fixture('otlp/fixtures/node-otel-otlp-http.bin')],
  ['jaeger protobuf', decodePostSpans, fixture('jaeger/fixtures/jaeger-agent.go-jaeger-udp.bin')],
  ['jaeger binary http', decodeBatchBinary, fixture('jaeger/fixtures/go-jaeger-http.1.bin')],
  ['jaeger compact udp', decodeEmitBatchCompact, fixture('jaeger/fixtures/go-jaeger-udp.1.bin')],
  [
    'jaeger binary udp',
    decodeEmitBatchBinary,
    fixture('jaeger/fixtures/node-jaeger-client-udp.1.bin'),
  ],
  ['skywalking segment', decodeSegment, fixture('skywalking/fixtures/node-skywalking.1.bin')],
  [
    'skywalking json',
    decodeSegmentsJson,
    Buffer.from(
      '{"traceId":"1","traceSegmentId":"2","spans":[{"operationName":"a"},{"spanId":1}]}',
    ),
  ],
];

describe.each(decoders)('%s', (name, decode, body) => {
  const { accepted } = decode(body, new SpanBatchBuilder());

  test('bounds the memory of each request by its own size, not by that of others', () => {
    const builder = new SpanBatchBuilder();
    // A small request of another protocol came before; what follows is far more than that one might take.
    boundMemory(builder, new Uint8Array(1));
    for (let left = 3000; left > 0; left--) decode(body, builder);
    expect(builder.spanCount).toBe(3000 * accepted);
  });

  test('gives the same spans in whichever batch, also after another was built or begun afresh', () => {
    const expected = decodedSpans(new SpanBatchBuilder());
    const first = new SpanBatchBuilder();
    const second = new SpanBatchBuilder();
    // Its symbols are others than those of the first.
    second.symbol(Uint8Array.of(65), 0, 1);
    for (const builder of [first, second, first]) {
      expect(decodedSpans(builder).slice(-accepted)).toEqual(expected);
    }
    second.clear();
    for (const builder of [second, first]) {
      expect(decodedSpans(builder).slice(-accepted)).toEqual(expected);
    }
  });

  function decodedSpans(builder: SpanBatchBuilder) {
    decode(body, builder);
    return spansOf(builder);
  }

  test('leaves what was there before as it was when a request can’t be read', () => {
    const builder = new SpanBatchBuilder();
    decode(body, builder);
    const before = spansOf(builder);
    const cut = body.subarray(0, body.length - 1);
    if (name.endsWith('udp')) decode(cut, builder);
    else expect(() => decode(cut, builder)).toThrow(DecodeError);
    expect(spansOf(builder).slice(0, accepted)).toEqual(before);
    if (!name.endsWith('udp')) expect(builder.spanCount).toBe(accepted);
    // And what comes after it is as it always is.
    decode(body, builder);
    expect(spansOf(builder).slice(-accepted)).toEqual(before);
  });
});

const hostile = fuzzedDecoders().filter(({ name }) => hostileInputs[name] !== undefined);

describe.each(hostile)('$name', ({ name, decode }) => {
  const inputs = Object.entries(hostileInputs[name]?.(1 << 18) ?? {});

  test.each(inputs)('takes no more than a few times the size of %s', (_of, body) => {
    const builder = new SpanBatchBuilder();
    try {
      decode(body, builder);
    } catch (error) {
      const isRefused = error instanceof BatchTooLargeError || error instanceof DecodeError;
      expect(isRefused).toBe(true);
    }
    expect(builder.byteSize).toBeLessThan(4 * body.length + (1 << 17));
  });
});

test('spans that are all but empty are refused whole, and no other request with them', () => {
  const builder = new SpanBatchBuilder();
  const [, decode, body] = decoders.find(([name]) => name === 'skywalking segment') ?? [];
  const { spans = new Uint8Array(0) } = hostileInputs['skywalking segment']?.(1 << 18) ?? {};
  const accepted = decode?.(body ?? spans, builder).accepted;
  expect(() => decodeSegment(spans, builder)).toThrow(BatchTooLargeError);
  expect(builder.spanCount).toBe(accepted);
});

test('of a datagram of spans that are all but empty those are kept that may be', () => {
  const builder = new SpanBatchBuilder();
  const { spans = new Uint8Array(0) } = hostileInputs['jaeger compact udp']?.(1 << 15) ?? {};
  const { accepted, rejected } = decodeEmitBatchCompact(spans, builder);
  expect([...rejected]).toEqual([['jaeger: malformed packet', 1]]);
  expect(accepted).toBe(builder.spanCount);
  expect(accepted).toBeGreaterThan(1000);
  expect(builder.byteSize).toBeLessThan(4 * spans.length + (1 << 16));
});

function spansOf(builder: SpanBatchBuilder) {
  return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
}

function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`./${path}`, import.meta.url)));
}
