// A Jaeger batch in Thrift's binary encoding, as clients send it over HTTP.
// Field numbers: https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
import type { SentSpan } from './workload.ts';

const I32 = 8;
const I64 = 10;
const STRING = 11;
const STRUCT = 12;
const LIST = 15;

const TAG_STRING = 0;
const TAG_LONG = 3;
const TAG_BINARY = 4;

/** Bytes in pieces, which are put together once, at the end. */
type Pieces = readonly Buffer[];

const END_OF_STRUCT = Buffer.from([0]);

/** A Batch of one process. */
export function jaegerBatch(service: string, spans: readonly SentSpan[]): Buffer {
  const process = struct(field(STRING, 1, binary(Buffer.from(service))));
  return Buffer.concat(
    struct(field(STRUCT, 1, process), field(LIST, 2, structs(spans.map(spanStruct)))),
  );
}

function spanStruct(span: SentSpan): Pieces {
  const tags = [
    tag('http.url', TAG_STRING, field(STRING, 3, binary(Buffer.from(span.url)))),
    tag('http.status_code', TAG_LONG, field(I64, 6, i64(BigInt(span.status)))),
    tag('payload', TAG_BINARY, field(STRING, 7, binary(span.payload))),
  ];
  return struct(
    field(I64, 1, [span.traceId.subarray(8)]),
    field(I64, 2, [span.traceId.subarray(0, 8)]),
    field(I64, 3, [span.spanId]),
    field(I64, 4, span.parentSpanId === undefined ? i64(0n) : [span.parentSpanId]),
    field(STRING, 5, binary(Buffer.from(span.name))),
    field(I32, 7, i32(1)),
    field(I64, 8, i64(BigInt(span.startMicros))),
    field(I64, 9, i64(BigInt(span.durationMicros))),
    field(LIST, 10, structs(tags)),
  );
}

function tag(key: string, type: number, value: Pieces): Pieces {
  return struct(field(STRING, 1, binary(Buffer.from(key))), field(I32, 2, i32(type)), value);
}

function struct(...fields: readonly Pieces[]): Pieces {
  return [...fields.flat(), END_OF_STRUCT];
}

function structs(items: readonly Pieces[]): Pieces {
  return [Buffer.from([STRUCT]), ...i32(items.length), ...items.flat()];
}

function field(type: number, id: number, value: Pieces): Pieces {
  return [Buffer.from([type, 0, id]), ...value];
}

function binary(bytes: Buffer): Pieces {
  return [...i32(bytes.length), bytes];
}

function i32(value: number): Pieces {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return [bytes];
}

function i64(value: bigint): Pieces {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return [bytes];
}
