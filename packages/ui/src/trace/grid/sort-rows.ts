// Sorts the rows of a large table by a column of numbers: a radix sort, which compares nothing and makes no objects, so
// that a million rows take a fraction of a second.
import type { Work } from '../data/turns.ts';

/** Rows after which work may be left off. */
const STEP = 1 << 15;
const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;
const SIGN = 0x8000_0000;
const WORD = 0x1_0000_0000;

/**
 * The rows in the order of their keys; those with the same key stay as they are.
 * @param rows not changed
 * @param keys a number for each row of the trace, NaN for one without: those come last in either order
 */
export function* sortRows(
  rows: Int32Array,
  keys: Float64Array,
  isDescending: boolean,
): Work<Int32Array> {
  const sorted = new Int32Array(rows.length);
  let known = 0;
  let isWhole = true;
  for (let i = 0; i < rows.length; i++) {
    const key = keys[rows[i] as number] as number;
    if (Number.isNaN(key)) continue;
    isWhole &&= key >= 0 && Number.isSafeInteger(key);
    sorted[known++] = rows[i] as number;
  }
  for (let i = 0, at = known; at < rows.length; i++) {
    if (Number.isNaN(keys[rows[i] as number])) sorted[at++] = rows[i] as number;
  }
  yield* sortKnown(sorted.subarray(0, known), keys, isDescending, isWhole);
  return sorted;
}

function* sortKnown(
  rows: Int32Array,
  keys: Float64Array,
  isDescending: boolean,
  isWhole: boolean,
): Work<void> {
  const { low, high } = isWhole ? wholeWords(rows, keys) : doubleWords(rows, keys);
  const flip = isDescending ? DIGIT_MASK : 0;
  let from = new Uint32Array(rows.length);
  for (let i = 0; i < from.length; i++) from[i] = i;
  let to = new Uint32Array(rows.length);
  for (const words of [low, high]) {
    for (const shift of [0, DIGIT_BITS]) {
      const starts = digitStarts(words, shift, flip);
      yield;
      // Where all have the same digit there is nothing to move.
      if (starts === undefined) continue;
      for (let i = 0; i < from.length; i++) {
        const index = from[i] as number;
        const digit = (((words[index] as number) >>> shift) & DIGIT_MASK) ^ flip;
        const at = starts[digit] as number;
        to[at] = index;
        starts[digit] = at + 1;
        if (i % STEP === 0) yield;
      }
      [from, to] = [to, from];
    }
  }
  const before = rows.slice();
  for (let i = 0; i < rows.length; i++) rows[i] = before[from[i] as number] as number;
}

/** Two words of each key, which as unsigned numbers are in the keys' order. */
interface KeyWords {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Of whole numbers from 0 on: mostly small ones, of which one word is the same for all. */
function wholeWords(rows: Int32Array, keys: Float64Array): KeyWords {
  const low = new Uint32Array(rows.length);
  const high = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const key = keys[rows[i] as number] as number;
    low[i] = key % WORD;
    high[i] = key / WORD;
  }
  return { low, high };
}

/** Of any numbers: as IEEE 754 has them, negative ones are the larger the smaller their bits are. */
function doubleWords(rows: Int32Array, keys: Float64Array): KeyWords {
  const low = new Uint32Array(rows.length);
  const high = new Uint32Array(rows.length);
  const key = new Float64Array(1);
  const words = new Uint32Array(key.buffer);
  for (let i = 0; i < rows.length; i++) {
    // −0 and 0 are the same.
    key[0] = (keys[rows[i] as number] as number) + 0;
    const isNegative = (words[1] as number) >= SIGN;
    low[i] = isNegative ? ~(words[0] as number) : (words[0] as number);
    high[i] = isNegative ? ~(words[1] as number) : (words[1] as number) ^ SIGN;
  }
  return { low, high };
}

/** Where each digit's rows begin; undefined when all rows have the same. */
function digitStarts(words: Uint32Array, shift: number, flip: number): Uint32Array | undefined {
  const starts = new Uint32Array(DIGITS);
  for (let i = 0; i < words.length; i++) {
    const digit = (((words[i] as number) >>> shift) & DIGIT_MASK) ^ flip;
    starts[digit] = (starts[digit] as number) + 1;
  }
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit] as number;
    if (count === words.length) return undefined;
    starts[digit] = start;
    start += count;
  }
  return starts;
}
