// An OTLP trace request in protobuf, written here so that the server is held against another encoder.
// Field numbers: https://github.com/open-telemetry/opentelemetry-proto
import type { SentSpan } from './workload.ts';

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** Bytes in pieces, which are put together once, at the end. */
type Pieces = readonly Buffer[];

/** An ExportTraceServiceRequest of one service. */
export function otlpRequest(service: string, spans: readonly SentSpan[]): Buffer {
  const resource = message(1, text('service.name', service));
  const scope = message(1, bytesField(1, Buffer.from('crash-test')));
  const scopeSpans = message(2, scope, ...spans.map((span) => message(2, ...spanFields(span))));
  return Buffer.concat(message(1, message(1, resource), scopeSpans));
}

function spanFields(span: SentSpan): readonly Pieces[] {
  return [
    bytesField(1, span.traceId),
    bytesField(2, span.spanId),
    ...(span.parentSpanId === undefined ? [] : [bytesField(4, span.parentSpanId)]),
    bytesField(5, Buffer.from(span.name)),
    fixed64(7, BigInt(span.startMicros) * 1000n),
    fixed64(8, BigInt(span.startMicros + span.durationMicros) * 1000n),
    message(9, text('http.url', span.url)),
    message(9, attribute('http.status_code', varintField(3, span.status))),
    message(9, text('payload', span.payload.toString('base64'))),
  ];
}

function text(key: string, value: string): Pieces {
  return attribute(key, bytesField(1, Buffer.from(value)));
}

function attribute(key: string, value: Pieces): Pieces {
  return [...bytesField(1, Buffer.from(key)), ...message(2, value)];
}

function message(field: number, ...parts: readonly Pieces[]): Pieces {
  const pieces = parts.flat();
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [lengthTag(field, length), ...pieces];
}

function bytesField(field: number, bytes: Buffer): Pieces {
  return [lengthTag(field, bytes.length), bytes];
}

function varintField(field: number, value: number): Pieces {
  return [Buffer.from([...varint((field << 3) | VARINT), ...varint(value)])];
}

function fixed64(field: number, value: bigint): Pieces {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8((field << 3) | FIXED64);
  bytes.writeBigUInt64LE(value, 1);
  return [bytes];
}

function lengthTag(field: number, length: number): Buffer {
  return Buffer.from([...varint((field << 3) | BYTES), ...varint(length)]);
}

function varint(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}
