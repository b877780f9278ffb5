// Typed attribute values and their canonical bytes. Two values are equal when their bytes are: what
// stores compare, hash and put on disk is never anything else.
import { utf8Decode, utf8Encode } from './utf8.ts';

/** An OpenTelemetry `AnyValue`. A `bigint` is an int64, a `number` a double, `null` a value that was not set. */
export type AttributeValue =
  | string
  | boolean
  | bigint
  | number
  | null
  | Uint8Array
  | readonly AttributeValue[]
  | AttributeMap;

/** An OpenTelemetry `KeyValueList` as a value: ordered, and keys may repeat. */
export interface AttributeMap {
  readonly entries: readonly Attribute[];
}

/** A key and its value. Keys may repeat within one list; order is kept. */
export interface Attribute {
  readonly key: string;
  readonly value: AttributeValue;
}

/** The first byte of a value's canonical bytes. Part of the disk format: see docs/format.md. */
export const ValueType = {
  empty: 0,
  string: 1,
  false: 2,
  true: 3,
  int64: 4,
  double: 5,
  bytes: 6,
  array: 7,
  map: 8,
} as const;
export type ValueType = (typeof ValueType)[keyof typeof ValueType];

/** How deep arrays and maps may nest; what lies deeper is refused on the way in. */
export const MAX_VALUE_DEPTH = 16;

/** Thrown for bytes that are no canonical value. */
export class ValueEncodingError extends Error {
  readonly code = 'CLEW_VALUE_ENCODING';
}

/** The canonical bytes of a value: a type byte, then the payload (little-endian numbers, UTF-8 text). */
export function encodeValue(value: AttributeValue): Uint8Array {
  if (value === null) return Uint8Array.of(ValueType.empty);
  if (typeof value === 'string') return withType(ValueType.string, utf8Encode(value));
  if (typeof value === 'boolean') return Uint8Array.of(value ? ValueType.true : ValueType.false);
  if (typeof value === 'bigint' || typeof value === 'number') {
    const bytes = new Uint8Array(9);
    const view = new DataView(bytes.buffer);
    if (typeof value === 'bigint') {
      bytes[0] = ValueType.int64;
      view.setBigInt64(1, value, true);
    } else {
      bytes[0] = ValueType.double;
      view.setFloat64(1, value, true);
    }
    return bytes;
  }
  if (value instanceof Uint8Array) return withType(ValueType.bytes, value);
  if ('entries' in value && !Array.isArray(value)) {
    const { entries } = value as AttributeMap;
    const parts = entries.flatMap((one) => [
      sized(utf8Encode(one.key)),
      sized(encodeValue(one.value)),
    ]);
    return withType(ValueType.map, concat(parts));
  }
  const items = value as readonly AttributeValue[];
  return withType(ValueType.array, concat(items.map((item) => sized(encodeValue(item)))));
}

/**
 * The value that canonical bytes stand for.
 * @throws {ValueEncodingError} when the bytes are no canonical value
 */
export function decodeValue(
  bytes: Uint8Array,
  start = 0,
  end: number = bytes.length,
): AttributeValue {
  return decodeNested(bytes, start, end, 0);
}

function decodeNested(
  bytes: Uint8Array,
  start: number,
  end: number,
  depth: number,
): AttributeValue {
  if (start >= end || depth > MAX_VALUE_DEPTH) {
    throw new ValueEncodingError(`no canonical value at byte ${start}`);
  }
  const payload = start + 1;
  switch (bytes[start]) {
    case ValueType.empty:
      return null;
    case ValueType.string:
      return utf8Decode(bytes, payload, end);
    case ValueType.false:
      return false;
    case ValueType.true:
      return true;
    case ValueType.int64:
      return fixed8(bytes, payload, end).getBigInt64(0, true);
    case ValueType.double:
      return fixed8(bytes, payload, end).getFloat64(0, true);
    case ValueType.bytes:
      return bytes.slice(payload, end);
    case ValueType.array:
      return runs(bytes, payload, end).map(([from, to]) =>
        decodeNested(bytes, from, to, depth + 1),
      );
    case ValueType.map: {
      const parts = runs(bytes, payload, end);
      const entries: Attribute[] = [];
      for (let i = 0; i + 1 < parts.length; i += 2) {
        const [key, value] = [parts[i], parts[i + 1]] as [Run, Run];
        entries.push({
          key: utf8Decode(bytes, key[0], key[1]),
          value: decodeNested(bytes, value[0], value[1], depth + 1),
        });
      }
      return { entries };
    }
    default:
      throw new ValueEncodingError(`unknown value type ${bytes[start]} at byte ${start}`);
  }
}

type Run = readonly [start: number, end: number];

/** The length-prefixed runs that fill `bytes[start, end)`. */
function runs(bytes: Uint8Array, start: number, end: number): Run[] {
  const found: Run[] = [];
  let at = start;
  while (at < end) {
    if (at + 4 > end) throw new ValueEncodingError(`a length is cut off at byte ${at}`);
    const length = new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0, true);
    at += 4;
    if (length > end - at) throw new ValueEncodingError(`a value is cut off at byte ${at}`);
    found.push([at, at + length]);
    at += length;
  }
  return found;
}

function fixed8(bytes: Uint8Array, start: number, end: number): DataView {
  if (end - start !== 8) throw new ValueEncodingError(`a number has ${end - start} bytes`);
  return new DataView(bytes.buffer, bytes.byteOffset + start, 8);
}

function withType(type: ValueType, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(payload.length + 1);
  bytes[0] = type;
  bytes.set(payload, 1);
  return bytes;
}

function sized(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(payload.length + 4);
  new DataView(bytes.buffer).setUint32(0, payload.length, true);
  bytes.set(payload, 4);
  return bytes;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** A value as plain text, for people and for stringly APIs: structures as JSON, bytes as base64. */
export function valueText(value: AttributeValue): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (value instanceof Uint8Array) return base64(value);
  if (typeof value === 'object') return JSON.stringify(valueJson(value));
  return String(value);
}

/** A value as what JSON can hold: int64 as a number (may round past 2^53), bytes as base64. */
export function valueJson(value: AttributeValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value === null || typeof value !== 'object') return value;
  if (value instanceof Uint8Array) return base64(value);
  if ('entries' in value && !Array.isArray(value)) {
    const { entries } = value as AttributeMap;
    return Object.fromEntries(entries.map((one) => [one.key, valueJson(one.value)]));
  }
  return (value as readonly AttributeValue[]).map(valueJson);
}

/** Bytes that become text in one call: few enough to be arguments of a function. */
const BASE64_RUN = 8192;

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < bytes.length; i += BASE64_RUN) {
    binary += String.fromCharCode(...bytes.subarray(i, i + BASE64_RUN));
  }
  return btoa(binary);
}
