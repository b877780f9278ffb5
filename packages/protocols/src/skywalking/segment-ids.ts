// SkyWalking's ids are texts and numbers, the model's are bytes. What reads as an id in hex is that id, so that a trace that
// crosses from one kind of client to another stays one; every other text is hashed, always to the same id (ADR 8).
import { isZero, utf8Encode } from '@clew/model';
import { MurmurHash } from './murmur-hash.ts';

const MAX_DIGITS = 32;
/** Digits of a span id; no agent of SkyWalking's makes segment ids that short. */
const SPAN_DIGITS = 16;

/** Makes ids of one text after another. Hot: no object is made. */
export class SegmentIds {
  readonly #hash: MurmurHash = new MurmurHash();

  /**
   * Writes the trace id of a text, which is `bytes[start, end)` in UTF-8, as 16 bytes.
   * @returns whether there is one: an empty text and zeros are none
   */
  traceId(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
    if (start === end) return false;
    if (hexInto(bytes, start, end, target)) return !isZero(target, 0, 16);
    const hash = this.#hash;
    hash.update(bytes, start, end, 0);
    writeWord(target, 0, hash.h1);
    writeWord(target, 4, hash.h2);
    writeWord(target, 8, hash.h3);
    writeWord(target, 12, hash.h4);
    // No trace has the id of zeros, not even the one in 2^128 that would.
    if (isZero(target, 0, 16)) target[15] = 1;
    return true;
  }

  /**
   * Writes the span id of a segment's span as 8 bytes. Where the segment id is a span id as the model writes it, 16 lower-case
   * hex digits, its span 0 has that id: a tracer that has no segments names a span so (the `sw8` codec of `tracer`).
   */
  spanId(
    bytes: Uint8Array,
    start: number,
    end: number,
    number: number,
    target: Uint8Array,
    at: number,
  ): void {
    if (number === 0 && end - start === SPAN_DIGITS && spanIdInto(bytes, start, target, at)) return;
    const hash = this.#hash;
    hash.update(bytes, start, end, number);
    writeWord(target, at, hash.h1);
    writeWord(target, at + 4, hash.h2);
    if (isZero(target, at, 8)) target[at + 7] = 1;
  }
}

/** Whether a text is a trace id as the model writes it: what is not is kept beside the id. */
export function isPlainTraceId(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== MAX_DIGITS) return false;
  for (let i = start; i < end; i++) {
    if (lowerDigit(bytes[i] as number) < 0) return false;
  }
  return true;
}

/**
 * The trace id of a text that SkyWalking's agents call a trace by.
 * @returns 16 bytes, or undefined for the empty text and zeros
 */
export function skyWalkingTraceId(text: string): Uint8Array | undefined {
  const bytes = utf8Encode(text);
  const id = new Uint8Array(16);
  return new SegmentIds().traceId(bytes, 0, bytes.length, id) ? id : undefined;
}

/**
 * The span id of a span that SkyWalking's agents call by its segment and number.
 * @param number 32 bits, from 0
 * @returns 8 bytes
 */
export function skyWalkingSpanId(segmentId: string, number: number): Uint8Array {
  const bytes = utf8Encode(segmentId);
  const id = new Uint8Array(8);
  new SegmentIds().spanId(bytes, 0, bytes.length, number, id, 0);
  return id;
}

/** Writes 16 lower-case hex digits; false when they are something else or zeros. */
function spanIdInto(bytes: Uint8Array, start: number, target: Uint8Array, at: number): boolean {
  for (let i = 0; i < SPAN_DIGITS; i += 2) {
    const high = lowerDigit(bytes[start + i] as number);
    const low = lowerDigit(bytes[start + i + 1] as number);
    if ((high | low) < 0) return false;
    target[at + (i >> 1)] = (high << 4) | low;
  }
  return !isZero(target, at, 8);
}

/** Writes 1 to 32 hex digits, with zeros before them; false when the text is something else. */
function hexInto(bytes: Uint8Array, start: number, end: number, target: Uint8Array): boolean {
  const missing = MAX_DIGITS - (end - start);
  if (missing < 0) return false;
  target.fill(0, 0, 16);
  for (let i = start; i < end; i++) {
    const value = digit(bytes[i] as number);
    if (value < 0) return false;
    const nibble = missing + i - start;
    const index = nibble >> 1;
    target[index] = ((target[index] as number) << 4) | value;
  }
  return true;
}

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 87 : -1;
}

function lowerDigit(code: number): number {
  return code >= 0x41 && code <= 0x46 ? -1 : digit(code);
}

/** The lowest byte first, as MurmurHash3 writes its words. */
function writeWord(target: Uint8Array, at: number, word: number): void {
  target[at] = word;
  target[at + 1] = word >>> 8;
  target[at + 2] = word >>> 16;
  target[at + 3] = word >>> 24;
}
