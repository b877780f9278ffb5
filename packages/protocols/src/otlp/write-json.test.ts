import { readFileSync } from 'node:fs';
import { type Resource, type Span, SpanFormat } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeOtlpJson, decodeOtlpProtobuf, writeOtlpJson } from './index.ts';
import { arbitraryRequest } from './testing/arbitrary-request.ts';
import { decoded } from './testing/decoded.ts';
import { spansToWrite } from './testing/spans-to-write.ts';

const [plainSpan] = decoded(
  decodeOtlpJson,
  Buffer.from(
    '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000002"}]}]}]}',
  ),
).spans as [Span];

function resourceOf(serviceName: string): Resource {
  return {
    ...{ serviceName, attributes: [{ key: 'service.name', value: serviceName }] },
    ...{ schemaUrl: '', droppedAttributesCount: 0 },
  };
}

/** What the decoder makes of spans that were written. */
function again(spans: readonly Span[]): readonly Span[] {
  const text = [...writeOtlpJson(spansToWrite(spans))].join('');
  const { rejected, spans: read } = decoded(decodeOtlpJson, Buffer.from(text));
  expect(rejected).toEqual(new Map());
  return read;
}

describe('spans that were written as OTLP’s JSON', () => {
  test('are the same spans when they are decoded', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const spans = request.spans.map((span, index) => ({
          ...span,
          spanId: (index + 1).toString(16).padStart(16, '0'),
        }));
        // Spans of one resource and scope come together, so that order is of the ids.
        const sorted = (list: readonly Span[]): readonly Span[] =>
          list.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
        expect(sorted(again(spans))).toEqual(sorted(spans));
      }),
      { numRuns: 200 },
    );
  });

  test('are the same for what real clients sent', () => {
    for (const client of ['node-otel-sdk', 'node-otel-otlp-proto']) {
      const body = readFileSync(new URL(`fixtures/${client}.bin`, import.meta.url));
      const { spans } = decoded(decodeOtlpProtobuf, body);
      const byId = (list: readonly Span[]): readonly Span[] =>
        list.toSorted((a, b) => (a.spanId < b.spanId ? -1 : 1));
      expect(byId(again(spans))).toEqual(byId(spans));
    }
  });

  test('say how they were sampled, whatever they came as', () => {
    const flags = [SpanFormat.otlp, SpanFormat.jaeger, SpanFormat.zipkin].map(
      (format) => again([{ ...plainSpan, format, flags: 0x103 }])[0]?.flags,
    );
    expect(flags).toEqual([0x103, 1, 1]);
  });

  test('name a resource and a scope once for all of their spans', () => {
    const a = { ...plainSpan, resource: resourceOf('a') };
    const b = { ...plainSpan, resource: resourceOf('b') };
    const scope = { ...plainSpan.scope, name: 'lib' };
    const text = [...writeOtlpJson(spansToWrite([a, b, a, { ...b, scope }, b, a]))].join('');
    const request = JSON.parse(text) as {
      resourceSpans: { scopeSpans: { spans: unknown[] }[] }[];
    };
    const counts = request.resourceSpans.map(({ scopeSpans }) =>
      scopeSpans.map(({ spans }) => spans.length),
    );
    expect(counts).toEqual([[3], [2, 1]]);
  });

  test('may be none', () => {
    expect([...writeOtlpJson([])].join('')).toBe('{"resourceSpans":[]}');
  });

  test('come in pieces, however large a span is', () => {
    const attributes = Array.from({ length: 20_000 }, (_, index) => ({
      key: `key ${index}`,
      value: 'x'.repeat(100),
    }));
    const pieces = [...writeOtlpJson([{ ...plainSpan, attributes }])];
    expect(pieces.length).toBeGreaterThan(20);
    for (const piece of pieces) expect(piece.length).toBeLessThan(70_000);
    expect(again([{ ...plainSpan, attributes }])[0]?.attributes).toEqual(attributes);
  });
});
