// For tests and benchmarks only: Jaeger's PostSpansRequest as protobufjs encodes it, from definitions
// written after the published field numbers, so that the decoder is not held against itself.
import protobuf from 'protobufjs';
import { long } from '../../otlp/testing/reference-encoder.ts';
import type { JaegerBatch, JaegerReference, JaegerSpan, JaegerTag } from './jaeger-batch.ts';

const definitions = `
syntax = "proto3";
message PostSpansRequest { Batch batch = 1; }
message Batch { repeated Span spans = 1; Process process = 2; }
message Process { string service_name = 1; repeated KeyValue tags = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string operation_name = 3; repeated SpanRef references = 4;
  uint32 flags = 5; Time start_time = 6; Time duration = 7; repeated KeyValue tags = 8; repeated Log logs = 9;
  Process process = 10; string process_id = 11; repeated string warnings = 12;
}
message SpanRef { bytes trace_id = 1; bytes span_id = 2; int32 ref_type = 3; }
message Log { Time timestamp = 1; repeated KeyValue fields = 2; }
message Time { int64 seconds = 1; int32 nanos = 2; }
message KeyValue {
  string key = 1; int32 v_type = 2; string v_str = 3; bool v_bool = 4; int64 v_int64 = 5;
  double v_float64 = 6; bytes v_binary = 7;
}
`;

/** The definitions, for tests that walk a message by its types. */
export const jaegerDefinitions: protobuf.Root = protobuf.parse(definitions).root;

/** A message of one of the definitions' types, from its fields in lowerCamelCase. */
export function encodeJaegerMessage(type: string, fields: object): Uint8Array {
  return jaegerDefinitions.lookupType(type).encode(fields).finish().slice();
}

/** A request with one batch, as Jaeger's agents make it of what came in Thrift. */
export function encodePostSpans(batch: JaegerBatch): Uint8Array {
  return encodeJaegerMessage('PostSpansRequest', { batch: batchFields(batch) });
}

/** The fields of a Batch. */
export function batchFields({ process, spans }: JaegerBatch): object {
  return {
    process: { serviceName: process.serviceName, tags: process.tags.map(tagFields) },
    spans: spans.map(spanFields),
  };
}

/** The fields of a Span. */
export function spanFields(span: JaegerSpan): Record<string, unknown> {
  return {
    traceId: idBytes(span.traceIdHigh, span.traceIdLow),
    spanId: idBytes(span.spanId),
    operationName: span.operationName,
    references: referencesWithParent(span).map((reference) => ({
      traceId: idBytes(reference.traceIdHigh, reference.traceIdLow),
      spanId: idBytes(reference.spanId),
      refType: reference.type === 'FOLLOWS_FROM' ? 1 : 0,
    })),
    flags: span.flags >>> 0,
    startTime: timeFields(span.startTime),
    duration: timeFields(span.duration),
    tags: span.tags.map(tagFields),
    logs: span.logs.map(({ timestamp, fields }) => ({
      timestamp: timeFields(timestamp),
      fields: fields.map(tagFields),
    })),
  };
}

/** A parent that only its own field names becomes the first reference: protobuf has no such field. */
function referencesWithParent(span: JaegerSpan): readonly JaegerReference[] {
  const { traceIdHigh, traceIdLow, parentSpanId, references } = span;
  const isNamed = references.some(
    (one) =>
      one.traceIdHigh === traceIdHigh &&
      one.traceIdLow === traceIdLow &&
      one.spanId === parentSpanId,
  );
  if (parentSpanId === 0n || isNamed) return references;
  return [{ type: 'CHILD_OF', traceIdHigh, traceIdLow, spanId: parentSpanId }, ...references];
}

function idBytes(...words: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(words.length * 8);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of words.entries()) view.setBigInt64(i * 8, word);
  return bytes;
}

function timeFields(micros: bigint): object {
  return { seconds: long(micros / 1_000_000n), nanos: Number(micros % 1_000_000n) * 1000 };
}

function tagFields({ key, value }: JaegerTag): object {
  switch (typeof value) {
    case 'string':
      return { key, vStr: value };
    case 'boolean':
      return { key, vType: 1, vBool: value };
    case 'bigint':
      return { key, vType: 2, vInt64: long(value) };
    case 'number':
      return { key, vType: 3, vFloat64: value };
    default:
      return { key, vType: 4, vBinary: value };
  }
}
