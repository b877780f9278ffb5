// Reads KeyValue messages and appends them to columns. Hot: no object or subarray for an attribute.
// Arrays and maps are rewritten as canonical bytes (see `encodeValue` of @clew/model) in a scratch
// that is kept, without a JavaScript value in between.
import { type AttributeAppender, MAX_VALUE_DEPTH, ValueType } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { SpanFault } from './span-fault.ts';

/** A scratch that one odd value made larger than this is not kept. */
const MAX_KEPT_SCRATCH = 1 << 20;
const FIRST_SCRATCH = 1024;

/** The types that an AnyValue can have, as the tags of its fields. */
const ValueTag = {
  unset: 0,
  string: 0x0a,
  boolean: 0x10,
  int64: 0x18,
  double: 0x21,
  array: 0x2a,
  map: 0x32,
  bytes: 0x3a,
} as const;

/** Reads attributes with the reader that it shares with whoever reads the message around them. */
export class ProtobufAttributes {
  readonly #reader: ProtobufReader;

  // The AnyValue that was scanned last: its type, and its run of bytes or its words.
  #tag = 0;
  #start = 0;
  #end = 0;
  #low = 0;
  #high = 0;

  #scratch: Uint8Array = new Uint8Array(FIRST_SCRATCH);
  #written = 0;

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
  }

  /** Appends the KeyValue that fills the reader's bytes up to `end`; after a fault its value is not appended. */
  append(appender: AttributeAppender, end: number): void {
    const reader = this.#reader;
    let keyStart = 0;
    let keyEnd = 0;
    let valueStart = 0;
    let valueEnd = 0;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        keyEnd = reader.run(end);
        keyStart = reader.at;
        reader.at = keyEnd;
      } else if (tag === 0x12) {
        valueEnd = reader.run(end);
        valueStart = reader.at;
        reader.at = valueEnd;
      } else reader.skip(tag, end);
    }
    if (reader.fault !== 0) return;
    appender.setKey(reader.bytes, keyStart, keyEnd);
    reader.at = valueStart;
    this.#scan(valueEnd);
    if (reader.fault !== 0) return;
    this.#appendScanned(appender);
    if (reader.fault === 0) reader.at = end;
  }

  #appendScanned(appender: AttributeAppender): void {
    switch (this.#tag) {
      case ValueTag.string:
        appender.string(this.#reader.bytes, this.#start, this.#end);
        return;
      case ValueTag.int64:
        appender.int64(this.#low, this.#high);
        return;
      case ValueTag.boolean:
        appender.boolean((this.#low | this.#high) !== 0);
        return;
      case ValueTag.double:
        this.#reader.at = this.#start;
        appender.double(this.#reader.double(this.#end));
        return;
      case ValueTag.bytes:
        appender.bytes(this.#reader.bytes, this.#start, this.#end);
        return;
      case ValueTag.array:
      case ValueTag.map:
        this.#appendNested(appender);
        return;
      default:
        appender.empty();
    }
  }

  /** Finds what an AnyValue holds; of several fields the last counts, as in every oneof. */
  #scan(end: number): void {
    const reader = this.#reader;
    this.#tag = ValueTag.unset;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a:
        case 0x2a:
        case 0x32:
        case 0x3a:
          this.#end = reader.run(end);
          this.#start = reader.at;
          reader.at = this.#end;
          this.#tag = tag;
          break;
        case 0x10:
        case 0x18:
          this.#low = reader.varint(end);
          this.#high = reader.high;
          this.#tag = tag;
          break;
        case 0x21:
          this.#start = reader.at;
          this.#low = reader.fixed64(end);
          this.#high = reader.high;
          this.#end = reader.at;
          this.#tag = tag;
          break;
        default:
          reader.skip(tag, end);
      }
    }
  }

  #appendNested(appender: AttributeAppender): void {
    this.#written = 0;
    this.#writeScanned(0);
    if (this.#reader.fault === 0) appender.canonical(this.#scratch, 0, this.#written);
    if (this.#scratch.length > MAX_KEPT_SCRATCH) this.#scratch = new Uint8Array(FIRST_SCRATCH);
  }

  /** Writes the AnyValue that was scanned, at this depth of nesting. */
  #writeScanned(depth: number): void {
    switch (this.#tag) {
      case ValueTag.string:
        this.#writeByte(ValueType.string);
        this.#writeRun(this.#start, this.#end);
        return;
      case ValueTag.bytes:
        this.#writeByte(ValueType.bytes);
        this.#writeRun(this.#start, this.#end);
        return;
      case ValueTag.boolean:
        this.#writeByte((this.#low | this.#high) !== 0 ? ValueType.true : ValueType.false);
        return;
      case ValueTag.int64:
        this.#writeByte(ValueType.int64);
        this.#writeWord(this.#low);
        this.#writeWord(this.#high);
        return;
      case ValueTag.double:
        this.#writeByte(ValueType.double);
        this.#writeWord(this.#low);
        this.#writeWord(this.#high);
        return;
      case ValueTag.array:
        this.#writeByte(ValueType.array);
        this.#writeItems(this.#start, this.#end, depth);
        return;
      case ValueTag.map:
        this.#writeByte(ValueType.map);
        this.#writeEntries(this.#start, this.#end, depth);
        return;
      default:
        this.#writeByte(ValueType.empty);
    }
  }

  #writeItems(start: number, end: number, depth: number): void {
    const reader = this.#reader;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        const valueEnd = reader.run(end);
        this.#writeSizedValue(reader.at, valueEnd, depth + 1);
        if (reader.fault === 0) reader.at = valueEnd;
      } else reader.skip(tag, end);
    }
  }

  #writeEntries(start: number, end: number, depth: number): void {
    const reader = this.#reader;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        const entryEnd = reader.run(end);
        this.#writeEntry(entryEnd, depth);
        if (reader.fault === 0) reader.at = entryEnd;
      } else reader.skip(tag, end);
    }
  }

  #writeEntry(end: number, depth: number): void {
    const reader = this.#reader;
    let keyStart = 0;
    let keyEnd = 0;
    let valueStart = 0;
    let valueEnd = 0;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        keyEnd = reader.run(end);
        keyStart = reader.at;
        reader.at = keyEnd;
      } else if (tag === 0x12) {
        valueEnd = reader.run(end);
        valueStart = reader.at;
        reader.at = valueEnd;
      } else reader.skip(tag, end);
    }
    if (reader.fault !== 0) return;
    this.#writeWord(keyEnd - keyStart);
    this.#writeRun(keyStart, keyEnd);
    this.#writeSizedValue(valueStart, valueEnd, depth + 1);
  }

  #writeSizedValue(start: number, end: number, depth: number): void {
    const reader = this.#reader;
    if (depth > MAX_VALUE_DEPTH) {
      reader.fail(SpanFault.valueDepth);
      return;
    }
    // After a fault the reader stays where that has put it, so that the loops around this one end.
    if (reader.fault !== 0) return;
    reader.at = start;
    this.#scan(end);
    if (reader.fault !== 0) return;
    const sizeAt = this.#written;
    this.#writeWord(0);
    this.#writeScanned(depth);
    const size = this.#written - sizeAt - 4;
    this.#scratch[sizeAt] = size;
    this.#scratch[sizeAt + 1] = size >>> 8;
    this.#scratch[sizeAt + 2] = size >>> 16;
    this.#scratch[sizeAt + 3] = size >>> 24;
  }

  #writeByte(byte: number): void {
    this.#reserve(1);
    this.#scratch[this.#written++] = byte;
  }

  #writeWord(word: number): void {
    this.#reserve(4);
    const scratch = this.#scratch;
    const at = this.#written;
    scratch[at] = word;
    scratch[at + 1] = word >>> 8;
    scratch[at + 2] = word >>> 16;
    scratch[at + 3] = word >>> 24;
    this.#written = at + 4;
  }

  #writeRun(start: number, end: number): void {
    this.#reserve(end - start);
    const scratch = this.#scratch;
    const { bytes } = this.#reader;
    let at = this.#written;
    for (let i = start; i < end; i++) scratch[at++] = bytes[i] as number;
    this.#written = at;
  }

  #reserve(count: number): void {
    const needed = this.#written + count;
    if (needed <= this.#scratch.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#scratch.length * 2));
    grown.set(this.#scratch.subarray(0, this.#written));
    this.#scratch = grown;
  }
}
