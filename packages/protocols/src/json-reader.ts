// Takes what JSON.parse made apart, field by field. As in the protobuf reader a fault does not throw
// but sticks, so that whoever contains it looks once; absent fields and null are the default.
import { hexDecodeInto, isZero, utf8Encode, utf8EncodeInto } from '@clew/model';
import { MALFORMED } from './protobuf-reader.ts';

/** An object of JSON, whose fields are looked at one by one. */
export type JsonObject = Readonly<Record<string, unknown>>;

const NO_FIELDS: JsonObject = {};
const NO_ITEMS: readonly unknown[] = [];
const DECIMAL = /^-?\d{1,20}$/;
const MIN_INT64 = -(1n << 63n);
const MAX_INT64 = (1n << 63n) - 1n;
const MAX_UINT64 = (1n << 64n) - 1n;
/** Texts longer than this (in UTF-16 units) get memory of their own instead of three bytes a unit of scratch. */
const MAX_SCRATCH_TEXT = 4096;

/** How an id was found. */
export const IdState = { absent: 0, wrong: 1, zero: 2, valid: 3 } as const;
export type IdState = (typeof IdState)[keyof typeof IdState];

/** What the last call read, for builders that take bytes and words. A reader's faults are its protocol's, all but `MALFORMED`. */
export class JsonReader {
  /** 0, or the first fault since it was last cleared. */
  fault = 0;
  /** The UTF-8 bytes of the last {@link text}: `bytes[0, length)`. */
  bytes: Uint8Array = new Uint8Array(MAX_SCRATCH_TEXT * 3);
  length = 0;
  /** The words of the last 64-bit number. */
  low = 0;
  high = 0;
  readonly #scratch: Uint8Array = this.bytes;

  fail(fault: number): void {
    if (this.fault === 0) this.fault = fault;
  }

  /** The fields of an object; a fault, and none, for anything else. */
  object(value: unknown): JsonObject {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as JsonObject;
    }
    if (value !== undefined && value !== null) this.fail(MALFORMED);
    return NO_FIELDS;
  }

  /** The items of a list; a fault, and none, for anything else. */
  list(value: unknown): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null) this.fail(MALFORMED);
    return NO_ITEMS;
  }

  text(value: unknown): void {
    this.bytes = this.#scratch;
    this.length = 0;
    if (typeof value !== 'string') {
      if (value !== undefined && value !== null) this.fail(MALFORMED);
    } else if (value.length <= MAX_SCRATCH_TEXT) {
      this.length = utf8EncodeInto(value, this.bytes);
    } else {
      this.bytes = utf8Encode(value);
      this.length = this.bytes.length;
    }
  }

  /** A `uint64` or `fixed64`: a decimal string, or a number as JSON.parse has rounded it. */
  uint64(value: unknown): bigint {
    return this.setWords(this.#integer(value, 0n, MAX_UINT64));
  }

  int64(value: unknown): bigint {
    return this.setWords(this.#integer(value, MIN_INT64, MAX_INT64));
  }

  uint32(value: unknown): number {
    return Number(this.#integer(value, 0n, 0xffff_ffffn));
  }

  #integer(value: unknown, least: bigint, most: bigint): bigint {
    if (value === undefined || value === null) return 0n;
    let found = most + 1n;
    if (typeof value === 'string') {
      if (DECIMAL.test(value)) found = BigInt(value);
    } else if (typeof value === 'number' && Number.isInteger(value)) found = BigInt(value);
    if (found >= least && found <= most) return found;
    this.fail(MALFORMED);
    return 0n;
  }

  double(value: unknown): number {
    if (typeof value === 'number') return value;
    // NaN, Infinity and -Infinity come as strings, and any other number may.
    if (typeof value === 'string') {
      const number = value.trim() === '' ? Number.NaN : Number(value);
      if (!Number.isNaN(number) || value === 'NaN') return number;
    }
    this.fail(MALFORMED);
    return 0;
  }

  /** An enum's number, given as such or by name; 0 for one that nobody knows. */
  enumeration(value: unknown, names: readonly string[]): number {
    if (typeof value === 'string') return Math.max(0, names.indexOf(value));
    if (typeof value === 'number') return value in names ? value : 0;
    if (value !== undefined && value !== null) this.fail(MALFORMED);
    return 0;
  }

  /**
   * Microseconds, as a number or a decimal text, as nanoseconds in the words. Below a microsecond a fraction counts.
   * @param fault what it is when they are negative or more than 64 bits of nanoseconds
   * @returns whether there are any
   */
  micros(value: unknown, fault: number): boolean {
    this.setWords(0n);
    if (value === undefined || value === null) return false;
    let nanos = -1n;
    if (typeof value === 'string') {
      if (DECIMAL.test(value)) nanos = BigInt(value) * 1000n;
    } else if (typeof value === 'number' && Number.isFinite(value)) {
      const whole = Math.floor(value);
      nanos = BigInt(whole) * 1000n + BigInt(Math.floor((value - whole) * 1000));
    }
    if (nanos < 0n || nanos > MAX_UINT64) this.fail(fault);
    else this.setWords(nanos);
    return true;
  }

  /**
   * Writes an id in hex at `target[0]`.
   * @param length how many bytes it has
   * @param fewest how many digits it has at least; zeros go before it
   */
  id(value: unknown, target: Uint8Array, length: number, fewest: number = length * 2): IdState {
    if (value === undefined || value === null || value === '') return IdState.absent;
    if (typeof value !== 'string' || value.length < fewest) return IdState.wrong;
    if (!hexDecodeInto(value, target, 0, length)) return IdState.wrong;
    return isZero(target, 0, length) ? IdState.zero : IdState.valid;
  }

  /** Bytes in base64. */
  base64(value: unknown): Uint8Array {
    const bytes = typeof value === 'string' ? base64Bytes(value) : undefined;
    if (bytes !== undefined) return bytes;
    this.fail(MALFORMED);
    return new Uint8Array(0);
  }

  /** Sets the words from a number. */
  setWords(value: bigint): bigint {
    this.low = Number(BigInt.asIntN(32, value));
    this.high = Number(BigInt.asIntN(32, value >> 32n));
    return value;
  }
}

/** Bytes from base64: standard or URL-safe, padded or not; undefined when it is none. */
export function base64Bytes(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (unit) => unit.charCodeAt(0));
  } catch {
    return undefined;
  }
}
