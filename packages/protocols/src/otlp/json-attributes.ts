// Reads KeyValue objects of OTLP's JSON and appends them to columns. Hot: no object or string for an attribute.
import { type AttributeAppender, MAX_VALUE_DEPTH, ValueType } from '@clew/model';
import { CanonicalWriter } from '../canonical-writer.ts';
import { JsonKeys } from '../json-keys.ts';
import { base64Bytes } from '../json-reader.ts';
import { type JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { SpanFault } from './span-fault.ts';

const KEY = 1;
const VALUE = 2;
const keyValueKeys: JsonKeys = new JsonKeys('key', 'value');

const STRING = 1;
const BOOLEAN = 2;
const INTEGER = 3;
const DOUBLE = 4;
const ARRAY = 5;
const MAP = 6;
const BYTES = 7;
const valueKeys: JsonKeys = new JsonKeys(
  ...['stringValue', 'boolValue', 'intValue', 'doubleValue'],
  ...['arrayValue', 'kvlistValue', 'bytesValue'],
);
const VALUES = 1;
const listKeys: JsonKeys = new JsonKeys('values');

const QUOTE = 0x22;
const NOTHING: Uint8Array = new Uint8Array(0);

/** Reads attributes with the scanner that it shares with whoever reads the object around them. */
export class JsonAttributes {
  readonly #scanner: JsonScanner;
  readonly #nested: CanonicalWriter = new CanonicalWriter();
  // A double is written as its two words.
  readonly #double: Float64Array = new Float64Array(1);
  readonly #words: Uint32Array = new Uint32Array(this.#double.buffer);

  constructor(scanner: JsonScanner) {
    this.#scanner = scanner;
  }

  /** Appends a list of KeyValue objects; after a fault whoever owns the list has to drop it. */
  appendAll(appender: AttributeAppender): void {
    const scanner = this.#scanner;
    if (!scanner.enterList()) return;
    while (scanner.nextItem()) this.append(appender);
  }

  /** Appends one KeyValue object. */
  append(appender: AttributeAppender): void {
    const scanner = this.#scanner;
    let seen = 0;
    let valueAt = -1;
    let isAppended = false;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(keyValueKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        if (key === KEY) {
          scanner.readText();
          appender.setKey(scanner.text, scanner.textStart, scanner.textEnd);
        } else if (key === VALUE && (seen & (1 << KEY)) !== 0) {
          this.#appendValue(appender);
          isAppended = true;
        } else {
          // A value that stands before its key is read again when that is known.
          if (key === VALUE) valueAt = scanner.at;
          scanner.skipValue();
        }
      }
    }
    if (isAppended) return;
    if ((seen & (1 << KEY)) === 0) appender.setKey(NOTHING, 0, 0);
    if (valueAt < 0) {
      appender.empty();
      return;
    }
    const end = scanner.at;
    scanner.moveTo(valueAt);
    this.#appendValue(appender);
    scanner.moveTo(end);
  }

  /** Appends an AnyValue object: the one field of it that is set. */
  #appendValue(appender: AttributeAppender): void {
    const scanner = this.#scanner;
    let isSet = false;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(valueKeys);
        if (key === OBJECT_END) break;
        if (key === 0) scanner.skipValue();
        else if (!scanner.takeNull()) {
          if (isSet) scanner.fail(SpanFault.malformed);
          isSet = true;
          this.#appendField(appender, key);
        }
      }
    }
    if (!isSet) appender.empty();
  }

  #appendField(appender: AttributeAppender, key: number): void {
    const scanner = this.#scanner;
    switch (key) {
      case STRING:
        scanner.readText();
        appender.string(scanner.text, scanner.textStart, scanner.textEnd);
        return;
      case BOOLEAN:
        appender.boolean(scanner.readBoolean());
        return;
      case INTEGER:
        scanner.readInt64();
        appender.int64(scanner.low, scanner.high);
        return;
      case DOUBLE:
        appender.double(scanner.readDouble());
        return;
      case BYTES: {
        const bytes = this.#readBytes();
        appender.bytes(bytes, 0, bytes.length);
        return;
      }
      default: {
        const nested = this.#nested;
        nested.clear();
        this.#writeField(key, 0);
        if (scanner.fault === 0) appender.canonical(nested.bytes, 0, nested.length);
        nested.clear();
      }
    }
  }

  /** Bytes in base64. */
  #readBytes(): Uint8Array {
    const scanner = this.#scanner;
    if (scanner.peek() === QUOTE) {
      const bytes = base64Bytes(scanner.readPlainText());
      if (bytes !== undefined) return bytes;
    } else scanner.skipValue();
    scanner.fail(SpanFault.malformed);
    return NOTHING;
  }

  /** Writes an AnyValue object at this depth of nesting. */
  #writeValue(depth: number): void {
    const scanner = this.#scanner;
    const nested = this.#nested;
    let isSet = false;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(valueKeys);
        if (key === OBJECT_END) break;
        if (key === 0) scanner.skipValue();
        else if (!scanner.takeNull()) {
          if (isSet) scanner.fail(SpanFault.malformed);
          isSet = true;
          this.#writeField(key, depth);
        }
      }
    }
    if (!isSet) nested.byte(ValueType.empty);
  }

  #writeField(key: number, depth: number): void {
    const scanner = this.#scanner;
    const nested = this.#nested;
    switch (key) {
      case STRING:
        nested.byte(ValueType.string);
        scanner.readText();
        nested.run(scanner.text, scanner.textStart, scanner.textEnd);
        return;
      case BOOLEAN:
        nested.byte(scanner.readBoolean() ? ValueType.true : ValueType.false);
        return;
      case INTEGER:
        nested.byte(ValueType.int64);
        scanner.readInt64();
        nested.word(scanner.low);
        nested.word(scanner.high);
        return;
      case DOUBLE:
        nested.byte(ValueType.double);
        this.#double[0] = scanner.readDouble();
        nested.word(this.#words[0] as number);
        nested.word(this.#words[1] as number);
        return;
      case BYTES: {
        nested.byte(ValueType.bytes);
        const bytes = this.#readBytes();
        nested.run(bytes, 0, bytes.length);
        return;
      }
      default:
        nested.byte(key === ARRAY ? ValueType.array : ValueType.map);
        this.#writeList(key, depth + 1);
    }
  }

  /** Writes the items of an ArrayValue or the entries of a KeyValueList, which are at this depth. */
  #writeList(key: number, depth: number): void {
    const scanner = this.#scanner;
    if (!scanner.enterObject()) return;
    let seen = 0;
    for (;;) {
      const field = scanner.nextKey(listKeys);
      if (field === OBJECT_END) return;
      seen = scanner.once(seen, field);
      if (field !== VALUES) scanner.skipValue();
      else if (scanner.enterList()) {
        while (scanner.nextItem()) {
          if (key === MAP) this.#writeEntry(depth);
          else this.#writeSized(depth);
        }
      }
    }
  }

  #writeEntry(depth: number): void {
    const scanner = this.#scanner;
    const nested = this.#nested;
    let seen = 0;
    let valueAt = -1;
    let isWritten = false;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(keyValueKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        if (key === KEY) {
          scanner.readText();
          nested.sizedRun(scanner.text, scanner.textStart, scanner.textEnd);
        } else if (key === VALUE && (seen & (1 << KEY)) !== 0) {
          this.#writeSized(depth);
          isWritten = true;
        } else {
          if (key === VALUE) valueAt = scanner.at;
          scanner.skipValue();
        }
      }
    }
    if (isWritten) return;
    if ((seen & (1 << KEY)) === 0) nested.word(0);
    if (valueAt < 0) {
      this.#writeNothing(depth);
      return;
    }
    const end = scanner.at;
    scanner.moveTo(valueAt);
    this.#writeSized(depth);
    scanner.moveTo(end);
  }

  #writeNothing(depth: number): void {
    if (depth > MAX_VALUE_DEPTH) this.#scanner.fail(SpanFault.valueDepth);
    this.#nested.word(1);
    this.#nested.byte(ValueType.empty);
  }

  #writeSized(depth: number): void {
    if (depth > MAX_VALUE_DEPTH) {
      this.#scanner.fail(SpanFault.valueDepth);
      this.#scanner.skipValue();
      return;
    }
    const start = this.#nested.beginSized();
    this.#writeValue(depth);
    this.#nested.endSized(start);
  }
}
