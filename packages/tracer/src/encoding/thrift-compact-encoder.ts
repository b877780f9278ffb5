// Jaeger's spans in Thrift's compact protocol: what agents take on UDP port 6831. Hot: it runs for each finished span.
// The bytes in front of values are field headers, `delta to the field before << 4 | type`, of
// https://github.com/jaegertracing/jaeger-idl/blob/main/thrift/jaeger.thrift
import { CompactType, SHORT_TEXT, ThriftCompactWriter } from '@clew/protocols/writers';
import type { SamplerTags } from '../samplers/sampler.ts';
import type { Span } from '../span.ts';
import { logCount } from '../span-content.ts';
import type { SpanReference } from '../span-reference.ts';
import { joinBytes, type Process, SpanEncoder } from './span-encoder.ts';
import { ValueKind, valueKind, valueText } from './tag-value.ts';

const NEXT_I64 = 0x16;
const NEXT_STRING = 0x18;
const NEXT_I32 = 0x15;
const NEXT_LIST = 0x19;
const NEXT_STRUCT = 0x1c;
const STOP = 0;

/** `vType` as a zigzag varint, by {@link ValueKind}. */
const TYPE_TEXT = 0;
const TYPE_DOUBLE = 2;
const TYPE_BOOL = 4;
const TYPE_LONG = 6;
const TYPE_BINARY = 8;

/** What a span takes beside its texts and lists. */
const FIXED_BYTES = 128;

const NO_TAGS: readonly never[] = [];

/** Encodes `emitBatch` messages in Thrift's compact protocol. */
export class ThriftCompactEncoder extends SpanEncoder {
  readonly #writer: ThriftCompactWriter;
  #head: Uint8Array = new Uint8Array(0);
  #samplerTags: SamplerTags = NO_TAGS;
  #samplerBytes: Uint8Array = new Uint8Array(0);
  protected readonly countBytes = 5;

  constructor() {
    const writer = new ThriftCompactWriter(1 << 12);
    super(writer);
    this.#writer = writer;
  }

  protected encodeProcess(process: Process): void {
    const head = new ThriftCompactWriter(512);
    // A one-way message `emitBatch` of version 1 with the sequence number 0.
    head.reserve(8);
    head.byte(0x82);
    head.byte(0x81);
    head.byte(0);
    head.lengthAndText('emitBatch');
    head.byte(NEXT_STRUCT); // batch
    head.byte(NEXT_STRUCT); // process
    head.byte(NEXT_STRING);
    head.lengthAndText(process.serviceName);
    head.byte(NEXT_LIST);
    head.listHeader(CompactType.struct, process.tags.length);
    for (const { key, value } of process.tags) writeTag(head, key, value, this.valueLimit);
    head.reserve(2);
    head.byte(STOP);
    head.byte(NEXT_LIST); // spans
    this.#head = head.bytes.slice(0, head.length);
  }

  protected frame(spans: Uint8Array, count: number): Uint8Array {
    const listHeader = new ThriftCompactWriter(32);
    listHeader.listHeader(CompactType.struct, count);
    const header = listHeader.bytes.subarray(0, listHeader.length);
    // Ends of the batch and of the message's arguments.
    return joinBytes(this.#head, header, spans, new Uint8Array(2));
  }

  protected encodeSpan(span: Span): void {
    const writer = this.#writer;
    const { trace } = span;
    writer.reserve(FIXED_BYTES);
    writer.byte(NEXT_I64);
    writer.i64(trace.id2, trace.id3);
    writer.byte(NEXT_I64);
    writer.i64(trace.id0, trace.id1);
    writer.byte(NEXT_I64);
    writer.i64(span.spanHigh, span.spanLow);
    writer.byte(NEXT_I64);
    writer.i64(span.parentHigh, span.parentLow);
    writer.byte(NEXT_STRING);
    writer.lengthAndText(span.operationName);
    writer.reserve(FIXED_BYTES);
    if (span.references.length > 0) {
      this.#references(span.references);
      writer.byte(NEXT_I32);
    } else {
      writer.byte(0x25); // flags, two fields on
    }
    writer.i32(trace.flags);
    writer.byte(NEXT_I64);
    writer.i64OfNumber(span.startMicros);
    writer.byte(NEXT_I64);
    writer.i64OfNumber(span.durationMicros);
    const hasTags = this.#tags(span);
    if (span.logs.length > 0) this.#logs(span.logs, hasTags ? NEXT_LIST : 0x29);
    writer.byte(STOP);
  }

  #references(references: readonly SpanReference[]): void {
    const writer = this.#writer;
    writer.byte(NEXT_LIST);
    writer.listHeader(CompactType.struct, references.length);
    for (let i = 0; i < references.length; i++) {
      const { isFollowsFrom, context } = references[i] as SpanReference;
      writer.reserve(FIXED_BYTES);
      writer.byte(NEXT_I32);
      writer.i32(isFollowsFrom ? 1 : 0);
      writer.byte(NEXT_I64);
      writer.i64(context.trace.id2, context.trace.id3);
      writer.byte(NEXT_I64);
      writer.i64(context.trace.id0, context.trace.id1);
      writer.byte(NEXT_I64);
      writer.i64(context.spanHigh, context.spanLow);
      writer.byte(STOP);
    }
  }

  /** Whether there are any. */
  #tags(span: Span): boolean {
    const writer = this.#writer;
    const { valueLimit } = this;
    const { tags } = span;
    const samplerTags = span.samplerTags ?? NO_TAGS;
    const count = (tags.length + samplerTags.length) >> 1;
    if (count === 0) return false;
    writer.byte(NEXT_LIST);
    writer.listHeader(CompactType.struct, count);
    if (samplerTags.length > 0) writer.shortRaw(this.#encodedSamplerTags(samplerTags));
    for (let i = 0; i < tags.length; i += 2) {
      writeTag(writer, tags[i] as string, tags[i + 1], valueLimit);
    }
    return true;
  }

  /** Samplers use one array for all spans, so that it is encoded once. */
  #encodedSamplerTags(samplerTags: SamplerTags): Uint8Array {
    if (samplerTags === this.#samplerTags) return this.#samplerBytes;
    const writer = new ThriftCompactWriter(128);
    for (let i = 0; i < samplerTags.length; i += 2) {
      writeTag(writer, samplerTags[i] as string, samplerTags[i + 1], Number.POSITIVE_INFINITY);
    }
    this.#samplerTags = samplerTags;
    this.#samplerBytes = writer.bytes.slice(0, writer.length);
    return this.#samplerBytes;
  }

  #logs(logs: readonly unknown[], header: number): void {
    const writer = this.#writer;
    writer.byte(header);
    writer.listHeader(CompactType.struct, logCount(logs));
    for (let i = 0; i < logs.length; ) {
      const fields = logs[i + 1] as number;
      writer.reserve(FIXED_BYTES);
      writer.byte(NEXT_I64);
      writer.i64OfNumber(logs[i] as number);
      writer.byte(NEXT_LIST);
      writer.listHeader(CompactType.struct, fields);
      i += 2;
      for (const end = i + 2 * fields; i < end; i += 2) {
        writeTag(writer, logs[i] as string, logs[i + 1], this.valueLimit);
      }
      writer.byte(STOP);
    }
  }
}

function writeTag(writer: ThriftCompactWriter, key: string, value: unknown, limit: number): void {
  const isText = typeof value === 'string' && value.length <= limit;
  if (isText && writeShortTextTag(writer, key, value)) return;
  writer.reserve(1);
  writer.byte(NEXT_STRING);
  writer.lengthAndText(key);
  writer.byte(NEXT_I32);
  switch (valueKind(value)) {
    case ValueKind.integer:
      writer.byte(TYPE_LONG);
      writer.byte(0x46);
      if (typeof value === 'number') writer.i64OfNumber(value);
      else writer.i64OfBigInt(value as bigint);
      break;
    case ValueKind.double:
      writer.byte(TYPE_DOUBLE);
      writer.byte(0x27);
      writer.doubleLittleEndian(value as number);
      break;
    case ValueKind.boolean:
      writer.byte(TYPE_BOOL);
      writer.byte(value === true ? 0x31 : 0x32);
      break;
    case ValueKind.bytes: {
      const bytes = (value as Uint8Array).subarray(0, limit);
      writer.byte(TYPE_BINARY);
      writer.byte(0x58);
      writer.varint32(bytes.length);
      writer.raw(bytes);
      writer.reserve(1);
      break;
    }
    case ValueKind.text:
      writer.byte(TYPE_TEXT);
      writer.byte(NEXT_STRING);
      writer.lengthAndText(valueText(value, limit));
      break;
  }
  writer.byte(STOP);
}

/**
 * Most tags are short texts in ASCII, and most of the time of encoding a span goes into them: they are written with all
 * state in local variables. False, with nothing written, for any other.
 */
function writeShortTextTag(writer: ThriftCompactWriter, key: string, value: string): boolean {
  const keyLength = key.length;
  const valueLength = value.length;
  if (keyLength > SHORT_TEXT || valueLength > SHORT_TEXT) return false;
  writer.reserve(2 * SHORT_TEXT);
  const { bytes } = writer;
  let at = writer.length;
  bytes[at] = NEXT_STRING;
  bytes[at + 1] = keyLength;
  at += 2;
  let bits = 0;
  for (let i = 0; i < keyLength; i++) {
    const code = key.charCodeAt(i);
    bits |= code;
    bytes[at++] = code;
  }
  bytes[at] = NEXT_I32;
  bytes[at + 1] = TYPE_TEXT;
  bytes[at + 2] = NEXT_STRING;
  bytes[at + 3] = valueLength;
  at += 4;
  for (let i = 0; i < valueLength; i++) {
    const code = value.charCodeAt(i);
    bits |= code;
    bytes[at++] = code;
  }
  if (bits > 127) return false;
  bytes[at] = STOP;
  writer.length = at + 1;
  return true;
}
