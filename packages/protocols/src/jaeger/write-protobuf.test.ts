import {
  batchOf,
  type Span,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanFormat,
  spanObject,
} from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arbitraryRequest } from '../otlp/testing/arbitrary-request.ts';
import { decoded } from '../otlp/testing/decoded.ts';
import {
  decodeBatchBinary,
  decodePostSpans,
  JaegerUiProcesses,
  type JaegerUiSpan,
  type JaegerUiTag,
  jaegerTraceId,
  jaegerUiSpan,
} from './index.ts';
import { arbitraryBatch } from './testing/arbitrary-batch.ts';
import { jaegerClients, otlpClients, tracesOf } from './testing/captures.ts';
import { batchStruct } from './testing/jaeger-batch.ts';
import {
  type KeyValueMessage,
  type SpanMessage,
  spansOfChunk,
  type TimeMessage,
} from './testing/span-messages.ts';
import { encodeBinary } from './testing/thrift-encoder.ts';
import { writeJaegerProtobuf } from './write-protobuf.ts';

function read(spans: Iterable<Span>): readonly SpanMessage[] {
  return [...writeJaegerProtobuf(spans, 'as-sent')].flatMap(spansOfChunk);
}

/** What our decoder makes of the spans, but for the tag by which Jaeger tells where a span came from. */
function decodedAgain(spans: Iterable<Span>): readonly Span[] {
  return [...writeJaegerProtobuf(spans, 'as-sent')].flatMap((chunk) => {
    // A PostSpansRequest has in its batch what a chunk has.
    const length = varint(chunk.length);
    const request = Uint8Array.from([0x0a, ...length, ...chunk]);
    return decoded(decodePostSpans, request).spans.map((span) => ({
      ...span,
      attributes: span.attributes.filter(({ key }) => key !== 'internal.span.format'),
    }));
  });
}

function varint(value: number): readonly number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(value >>> 7)];
}

function nanos({ seconds, nanos }: TimeMessage): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(nanos);
}

function hex(id: Uint8Array): string {
  return Buffer.from(id).toString('hex');
}

/** A tag as Jaeger's JSON has it. */
function uiTag(tag: KeyValueMessage): JaegerUiTag {
  const { key } = tag;
  if (tag.v_type === 'BOOL') return { key, type: 'bool', value: tag.v_bool };
  if (tag.v_type === 'INT64') {
    const number = Number(tag.v_int64);
    return {
      key,
      type: 'int64',
      value: Number.isSafeInteger(number) ? number : tag.v_int64,
    };
  }
  if (tag.v_type === 'FLOAT64') {
    const value = Number.isFinite(tag.v_float64) ? tag.v_float64 : String(tag.v_float64);
    return { key, type: 'float64', value };
  }
  if (tag.v_type === 'BINARY') {
    return { key, type: 'binary', value: Buffer.from(tag.v_binary).toString('base64') };
  }
  return { key, type: 'string', value: tag.v_str };
}

/** A span as Jaeger's JSON has it. */
function uiSpan(span: SpanMessage): JaegerUiSpan & { process: object } {
  return {
    traceID: jaegerTraceId(hex(span.trace_id)),
    spanID: hex(span.span_id),
    ...(span.flags === 0 ? {} : { flags: span.flags }),
    operationName: span.operation_name,
    references: span.references.map((reference) => ({
      refType: reference.ref_type,
      traceID: jaegerTraceId(hex(reference.trace_id)),
      spanID: hex(reference.span_id),
    })),
    startTime: Number(nanos(span.start_time) / 1000n),
    duration: Number(nanos(span.duration) / 1000n),
    tags: span.tags.map(uiTag),
    logs: span.logs.map(({ timestamp, fields }) => ({
      timestamp: Number(nanos(timestamp) / 1000n),
      fields: fields.map(uiTag),
    })),
    processID: '',
    process: { serviceName: span.process.service_name, tags: span.process.tags.map(uiTag) },
    warnings: span.warnings.length === 0 ? null : span.warnings,
  };
}

function wanted(spans: readonly Span[]): readonly object[] {
  return spans.map((span) => {
    const processes = new JaegerUiProcesses('as-sent');
    const shown = jaegerUiSpan(span, processes);
    return { ...shown, processID: '', process: processes.entries()[0]?.[1] };
  });
}

describe('spans as Jaeger’s Protocol Buffers', () => {
  test('say what Jaeger’s JSON says, whatever the spans hold', () => {
    const formats = fc.constantFrom(SpanFormat.otlp, SpanFormat.jaeger, SpanFormat.zipkin);
    fc.assert(
      fc.property(arbitraryRequest, formats, (request, format) => {
        const spans = request.spans.map((span) => ({ ...span, format, warnings: ['odd'] }));
        expect(read(spans).map(uiSpan)).toEqual(wanted(spans));
      }),
      { numRuns: 200 },
    );
  });

  test.each([...jaegerClients, ...otlpClients])(
    'say what Jaeger’s JSON says of what %s sent',
    (client) => {
      for (const spans of tracesOf(client).values()) {
        expect(read(spans).map(uiSpan)).toEqual(wanted(spans));
      }
    },
  );

  test.each(jaegerClients)('are the spans that %s sent when they are decoded again', (client) => {
    for (const spans of tracesOf(client).values()) {
      expect(decodedAgain(spans)).toEqual(spans.map(spanObject));
    }
  });

  test('are the same spans when they are decoded again, whatever they hold', () => {
    fc.assert(
      fc.property(arbitraryBatch, (batch) => {
        // Which reference is the parent is the decoder's to say.
        const plain = batch.spans.map((span) => ({ ...span, references: [] }));
        const builder = new SpanBatchBuilder();
        decodeBatchBinary(encodeBinary(batchStruct({ ...batch, spans: plain })), builder);
        const spans = [...new SpanBatchReader(builder.finish()).spans()];
        expect(decodedAgain(spans)).toEqual(spans.map(spanObject));
      }),
    );
  });

  test('keep the nanoseconds of times', () => {
    fc.assert(
      fc.property(arbitraryRequest, ({ spans }) => {
        const times = read(spans).map(({ start_time, duration, logs }) => ({
          start: nanos(start_time),
          duration: nanos(duration),
          logs: logs.map(({ timestamp }) => nanos(timestamp)),
        }));
        expect(times).toEqual(
          spans.map(({ start, duration, events }) => ({
            start,
            duration,
            logs: events.map(({ time }) => time),
          })),
        );
      }),
    );
  });

  test('keep every 64-bit integer and the sign of zero', () => {
    const [first] = tracesOf(jaegerClients[0] as string).values();
    const span = spanObject(first?.[0] as Span);
    const values = [-1n, 0n, 2n ** 63n - 1n, -(2n ** 63n), -0, 0, Number.NaN, -Infinity];
    const attributes = values.map((value) => ({ key: 'k', value }));
    const [message] = read([{ ...span, attributes }]);
    const got = message?.tags
      .filter(({ key }) => key === 'k')
      .map((tag) => (tag.v_type === 'INT64' ? BigInt(tag.v_int64) : tag.v_float64));
    expect(got).toEqual(values);
  });

  test('come in messages of bounded size, of one span where it alone is larger', () => {
    const [first] = tracesOf(jaegerClients[0] as string).values();
    const span = spanObject(first?.[0] as Span);
    const long = { ...span, attributes: [{ key: 'long', value: 'x'.repeat(300_000) }] };
    const spans = Array.from({ length: 2_000 }, (_, index) => (index === 1_000 ? long : span));
    const batch = new SpanBatchReader(batchOf(spans));
    const messages = [...writeJaegerProtobuf(batch.spans())];
    const sizes = messages.map(({ length }) => length).sort((a, b) => b - a);
    expect(sizes[0]).toBeLessThan(400_000);
    expect(sizes[1]).toBeLessThan(70_000);
    expect(messages.flatMap(spansOfChunk)).toHaveLength(2_000);
  });

  test('may be none', () => {
    expect([...writeJaegerProtobuf([])]).toEqual([]);
  });
});
