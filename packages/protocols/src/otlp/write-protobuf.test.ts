import { readFileSync } from 'node:fs';
import { type Span, SpanFormat, spanObject } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeOtlpJson, decodeOtlpProtobuf, writeOtlpJson } from './index.ts';
import { arbitraryRequest } from './testing/arbitrary-request.ts';
import { decoded } from './testing/decoded.ts';
import { decodeMessage } from './testing/reference-encoder.ts';
import { spansToWrite } from './testing/spans-to-write.ts';
import { writeOtlpProtobuf } from './write-protobuf.ts';

const body = readFileSync(new URL('fixtures/node-otel-sdk.bin', import.meta.url));
const captured = decoded(decodeOtlpProtobuf, body).spans;
const [plainSpan] = captured as [Span];

/** What the decoder makes of spans that were written: TracesData is as a request is. */
function again(spans: Parameters<typeof writeOtlpProtobuf>[0]): readonly Span[] {
  return [...writeOtlpProtobuf(spans)].flatMap((message) => {
    const { rejected, spans: read } = decoded(decodeOtlpProtobuf, message);
    expect(rejected).toEqual(new Map());
    return read;
  });
}

function byId(spans: readonly Span[]): readonly Span[] {
  return spans.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
}

describe('spans as OTLP’s Protocol Buffers', () => {
  test('are the same spans when they are decoded, together with those of their resource or as they came', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const spans = request.spans.map((span, index) => ({
          ...span,
          spanId: (index + 1).toString(16).padStart(16, '0'),
          // An end has 64 bits.
          duration: span.duration % (1n << 62n),
        }));
        expect(byId(again(spans))).toEqual(spans);
        expect(byId(again(spansToWrite(spans)))).toEqual(spans);
      }),
      { numRuns: 200 },
    );
  });

  test('are what another implementation reads as OTLP’s JSON says it', () => {
    const [message] = [...writeOtlpProtobuf(spansToWrite(captured))];
    expect(message).toBeDefined();
    const request = decodeMessage('ExportTraceServiceRequest', message as Uint8Array);
    const json = JSON.parse(JSON.stringify(request), (key, value: unknown) =>
      key.endsWith('Id') && typeof value === 'object'
        ? Buffer.from(Object.values(value as object)).toString('hex')
        : value,
    );
    const viaJson = decoded(decodeOtlpJson, Buffer.from(JSON.stringify(json))).spans;
    const text = [...writeOtlpJson(spansToWrite(captured))].join('');
    expect(viaJson).toEqual(decoded(decodeOtlpJson, Buffer.from(text)).spans);
  });

  test('say how they were sampled, whatever they came as', () => {
    const flags = [SpanFormat.otlp, SpanFormat.jaeger, SpanFormat.zipkin].map(
      (format) => again([{ ...plainSpan, format, flags: 0x103 }])[0]?.flags,
    );
    expect(flags).toEqual([0x103, 1, 1]);
  });

  test('come in messages of bounded size that name their resource and scope each', () => {
    const long = { ...plainSpan, attributes: [{ key: 'long', value: 'x'.repeat(300_000) }] };
    const spans = Array.from({ length: 3_000 }, (_, index) => (index === 1_000 ? long : plainSpan));
    const messages = [...writeOtlpProtobuf(spansToWrite(spans))];
    const sizes = messages.map(({ length }) => length).sort((a, b) => b - a);
    expect(sizes[0]).toBeLessThan(400_000);
    expect(sizes[1]).toBeLessThan(70_000);
    const read = again(spansToWrite(spans));
    expect(read).toHaveLength(3_000);
    expect(read.at(-1)).toEqual(spanObject(plainSpan));
  });

  test('are no larger than twice their own size where a resource is large', () => {
    const attributes = [{ key: 'large', value: 'x'.repeat(1_000_000) }];
    const resource = { ...plainSpan.resource, attributes };
    const spans = Array.from({ length: 20_000 }, () => ({ ...plainSpan, resource }));
    const sizes = [...writeOtlpProtobuf(spans)].map(({ length }) => length);
    const alone = again(Array.from({ length: 20_000 }, () => plainSpan)).length;
    expect(alone).toBe(20_000);
    expect(sizes.length).toBeLessThan(12);
    for (const size of sizes) expect(size).toBeLessThan(2_100_000);
  });

  test('may be none', () => {
    expect([...writeOtlpProtobuf([])]).toEqual([]);
  });
});
