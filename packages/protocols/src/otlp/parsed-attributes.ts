// Reads KeyValue objects of OTLP's JSON, as JSON.parse makes them, and appends them to columns.
import {
  type Attribute,
  type AttributeAppender,
  type AttributeValue,
  encodeValue,
  MAX_VALUE_DEPTH,
} from '@clew/model';
import type { JsonReader } from '../json-reader.ts';
import { SpanFault } from './span-fault.ts';

/** Reads attributes with the reader that it shares with whoever reads the object around them. */
export class ParsedAttributes {
  readonly #reader: JsonReader;

  constructor(reader: JsonReader) {
    this.#reader = reader;
  }

  /** Appends a list of KeyValue objects; after a fault whoever owns the list has to drop it. */
  appendAll(appender: AttributeAppender, list: unknown): void {
    for (const item of this.#reader.list(list)) this.append(appender, item);
  }

  /** Appends one KeyValue object. */
  append(appender: AttributeAppender, item: unknown): void {
    const reader = this.#reader;
    const { key, value } = reader.object(item);
    reader.text(key);
    appender.setKey(reader.bytes, 0, reader.length);
    const fields = reader.object(value);
    const { stringValue, boolValue, intValue } = fields;
    // The three that are nearly all go straight to the columns.
    if (typeof stringValue === 'string') {
      reader.text(stringValue);
      appender.string(reader.bytes, 0, reader.length);
    } else if (typeof boolValue === 'boolean') appender.boolean(boolValue);
    else if (intValue !== undefined && intValue !== null) {
      reader.int64(intValue);
      appender.int64(reader.low, reader.high);
    } else appender.canonical(encodeValue(this.#value(fields, 0)));
  }

  /** An AnyValue object as a value, at this depth of nesting. */
  #value(any: unknown, depth: number): AttributeValue {
    const reader = this.#reader;
    if (depth > MAX_VALUE_DEPTH) {
      reader.fail(SpanFault.valueDepth);
      return null;
    }
    const fields = reader.object(any);
    const { stringValue, boolValue, intValue, doubleValue } = fields;
    const { arrayValue, kvlistValue, bytesValue } = fields;
    if (isSet(stringValue)) {
      if (typeof stringValue === 'string') return stringValue;
    } else if (isSet(boolValue)) {
      if (typeof boolValue === 'boolean') return boolValue;
    } else if (isSet(intValue)) return reader.int64(intValue);
    else if (isSet(doubleValue)) return reader.double(doubleValue);
    else if (isSet(bytesValue)) return reader.base64(bytesValue);
    else if (isSet(arrayValue)) {
      const { values } = reader.object(arrayValue);
      return reader.list(values).map((item) => this.#value(item, depth + 1));
    } else if (isSet(kvlistValue)) {
      const { values } = reader.object(kvlistValue);
      return { entries: reader.list(values).map((item) => this.#entry(item, depth)) };
    } else return null;
    reader.fail(SpanFault.malformed);
    return null;
  }

  #entry(item: unknown, depth: number): Attribute {
    const { key, value } = this.#reader.object(item);
    if (isSet(key) && typeof key !== 'string') this.#reader.fail(SpanFault.malformed);
    return { key: typeof key === 'string' ? key : '', value: this.#value(value, depth + 1) };
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}
