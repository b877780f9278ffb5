// Reads KeyValue messages and appends them to columns. Hot: no object or subarray for an attribute.
import { type AttributeAppender, MAX_VALUE_DEPTH, ValueType } from '@clew/model';
import { CanonicalWriter } from '../canonical-writer.ts';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { SpanFault } from './span-fault.ts';

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

  readonly #nested: CanonicalWriter = new CanonicalWriter();

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
    const nested = this.#nested;
    nested.clear();
    this.#writeScanned(0);
    if (this.#reader.fault === 0) appender.canonical(nested.bytes, 0, nested.length);
    nested.clear();
  }

  /** Writes the AnyValue that was scanned, at this depth of nesting. */
  #writeScanned(depth: number): void {
    switch (this.#tag) {
      case ValueTag.string:
        this.#nested.byte(ValueType.string);
        this.#nested.run(this.#reader.bytes, this.#start, this.#end);
        return;
      case ValueTag.bytes:
        this.#nested.byte(ValueType.bytes);
        this.#nested.run(this.#reader.bytes, this.#start, this.#end);
        return;
      case ValueTag.boolean:
        this.#nested.byte((this.#low | this.#high) !== 0 ? ValueType.true : ValueType.false);
        return;
      case ValueTag.int64:
        this.#nested.byte(ValueType.int64);
        this.#nested.word(this.#low);
        this.#nested.word(this.#high);
        return;
      case ValueTag.double:
        this.#nested.byte(ValueType.double);
        this.#nested.word(this.#low);
        this.#nested.word(this.#high);
        return;
      case ValueTag.array:
        this.#nested.byte(ValueType.array);
        this.#writeItems(this.#start, this.#end, depth);
        return;
      case ValueTag.map:
        this.#nested.byte(ValueType.map);
        this.#writeEntries(this.#start, this.#end, depth);
        return;
      default:
        this.#nested.byte(ValueType.empty);
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
    this.#nested.sizedRun(reader.bytes, keyStart, keyEnd);
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
    const sizedFrom = this.#nested.beginSized();
    this.#writeScanned(depth);
    this.#nested.endSized(sizedFrom);
  }
}
