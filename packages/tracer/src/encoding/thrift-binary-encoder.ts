// Jaeger's spans in Thrift's binary protocol: a bare Batch for collectors over HTTP (14268), and `emitBatch` messages
// for agents on UDP port 6832. Field ids are those of
// https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
import { BinaryType, ThriftBinaryWriter } from '@clew/protocols/writers';
import type { Span } from '../span.ts';
import { logCount } from '../span-content.ts';
import type { SpanReference } from '../span-reference.ts';
import { joinBytes, type Process, SpanEncoder } from './span-encoder.ts';
import { ValueKind, valueKind, valueText } from './tag-value.ts';

const STOP = 0;
/** What a span, a reference or a log takes beside its texts and lists. */
const FIXED_BYTES = 128;
const NO_TAGS: readonly never[] = [];

/** The Batch alone, or a call of `emitBatch` with it. */
export type BinaryFraming = 'batch' | 'message';

/** Encodes batches in Thrift's binary protocol. */
export class ThriftBinaryEncoder extends SpanEncoder {
  readonly #writer: ThriftBinaryWriter;
  readonly #framing: BinaryFraming;
  #head: Uint8Array = new Uint8Array(0);
  protected readonly countBytes = 0;

  constructor(framing: BinaryFraming) {
    const writer = new ThriftBinaryWriter(1 << 12);
    super(writer);
    this.#writer = writer;
    this.#framing = framing;
  }

  protected encodeProcess(process: Process): void {
    const head = new ThriftBinaryWriter(512);
    head.reserve(FIXED_BYTES);
    if (this.#framing === 'message') {
      head.int32BigEndian(0x80010004); // version 1, one-way
      head.string('emitBatch');
      head.int32BigEndian(0);
      head.field(BinaryType.struct, 1); // batch
    }
    head.field(BinaryType.struct, 1); // process
    head.field(BinaryType.binary, 1);
    head.string(process.serviceName);
    head.field(BinaryType.list, 2);
    head.listHeader(BinaryType.struct, process.tags.length);
    for (const { key, value } of process.tags) writeTag(head, key, value, this.valueLimit);
    head.reserve(8);
    head.byte(STOP);
    head.field(BinaryType.list, 2); // spans
    head.byte(BinaryType.struct);
    this.#head = head.bytes.slice(0, head.length);
  }

  protected frame(spans: Uint8Array, count: number): Uint8Array {
    const size = new ThriftBinaryWriter(32);
    size.int32BigEndian(count);
    const ends = this.#framing === 'message' ? 2 : 1;
    return joinBytes(this.#head, size.bytes.subarray(0, 4), spans, new Uint8Array(ends));
  }

  protected encodeSpan(span: Span): void {
    const writer = this.#writer;
    const { trace, references, logs } = span;
    writer.reserve(FIXED_BYTES);
    writer.field(BinaryType.i64, 1);
    writer.i64(trace.id2, trace.id3);
    writer.field(BinaryType.i64, 2);
    writer.i64(trace.id0, trace.id1);
    writer.field(BinaryType.i64, 3);
    writer.i64(span.spanHigh, span.spanLow);
    writer.field(BinaryType.i64, 4);
    writer.i64(span.parentHigh, span.parentLow);
    writer.field(BinaryType.binary, 5);
    writer.string(span.operationName);
    writer.reserve(FIXED_BYTES);
    if (references.length > 0) this.#references(references);
    writer.field(BinaryType.i32, 7);
    writer.int32BigEndian(trace.flags);
    writer.field(BinaryType.i64, 8);
    writer.i64OfNumber(span.startMicros);
    writer.field(BinaryType.i64, 9);
    writer.i64OfNumber(span.durationMicros);
    this.#tags(span);
    if (logs.length > 0) this.#logs(logs);
    writer.byte(STOP);
  }

  #references(references: readonly SpanReference[]): void {
    const writer = this.#writer;
    writer.field(BinaryType.list, 6);
    writer.listHeader(BinaryType.struct, references.length);
    for (const { isFollowsFrom, context } of references) {
      writer.reserve(FIXED_BYTES);
      writer.field(BinaryType.i32, 1);
      writer.int32BigEndian(isFollowsFrom ? 1 : 0);
      writer.field(BinaryType.i64, 2);
      writer.i64(context.trace.id2, context.trace.id3);
      writer.field(BinaryType.i64, 3);
      writer.i64(context.trace.id0, context.trace.id1);
      writer.field(BinaryType.i64, 4);
      writer.i64(context.spanHigh, context.spanLow);
      writer.byte(STOP);
    }
  }

  #tags(span: Span): void {
    const writer = this.#writer;
    const { valueLimit } = this;
    const { tags } = span;
    const samplerTags = span.samplerTags ?? NO_TAGS;
    const count = (tags.length + samplerTags.length) >> 1;
    if (count === 0) return;
    writer.field(BinaryType.list, 10);
    writer.listHeader(BinaryType.struct, count);
    for (let i = 0; i < samplerTags.length; i += 2) {
      writeTag(writer, samplerTags[i] as string, samplerTags[i + 1], valueLimit);
    }
    for (let i = 0; i < tags.length; i += 2) {
      writeTag(writer, tags[i] as string, tags[i + 1], valueLimit);
    }
  }

  #logs(logs: readonly unknown[]): void {
    const writer = this.#writer;
    writer.field(BinaryType.list, 11);
    writer.listHeader(BinaryType.struct, logCount(logs));
    for (let i = 0; i < logs.length; ) {
      const fields = logs[i + 1] as number;
      writer.reserve(FIXED_BYTES);
      writer.field(BinaryType.i64, 1);
      writer.i64OfNumber(logs[i] as number);
      writer.field(BinaryType.list, 2);
      writer.listHeader(BinaryType.struct, fields);
      i += 2;
      for (const end = i + 2 * fields; i < end; i += 2) {
        writeTag(writer, logs[i] as string, logs[i + 1], this.valueLimit);
      }
      writer.byte(STOP);
    }
  }
}

function writeTag(writer: ThriftBinaryWriter, key: string, value: unknown, limit: number): void {
  const kind = valueKind(value);
  writer.reserve(3);
  writer.field(BinaryType.binary, 1);
  writer.string(key);
  writer.field(BinaryType.i32, 2);
  writer.int32BigEndian(kind);
  switch (kind) {
    case ValueKind.text:
      writer.field(BinaryType.binary, 3);
      writer.string(valueText(value, limit));
      break;
    case ValueKind.double:
      writer.field(BinaryType.double, 4);
      writer.doubleBigEndian(value as number);
      break;
    case ValueKind.boolean:
      writer.field(BinaryType.bool, 5);
      writer.byte(value === true ? 1 : 0);
      break;
    case ValueKind.integer:
      writer.field(BinaryType.i64, 6);
      if (typeof value === 'number') writer.i64OfNumber(value);
      else writer.i64OfBigInt(value as bigint);
      break;
    case ValueKind.bytes: {
      const bytes = (value as Uint8Array).subarray(0, limit);
      writer.field(BinaryType.binary, 7);
      writer.int32BigEndian(bytes.length);
      writer.raw(bytes);
      writer.reserve(1);
      break;
    }
  }
  writer.byte(STOP);
}
