// Sorts the rows of a large table by a column of numbers: a radix sort, which compares nothing and makes no objects, so
// that a million rows take some 100 ms.

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;
const SIGN = 0x8000_0000;

/**
 * The rows in the order of their keys; those with the same key stay as they are.
 * @param rows not changed
 * @param keys a number for each row of the trace, NaN for one without: those come last in either order
 */
export function sortRows(rows: Int32Array, keys: Float64Array, isDescending: boolean): Int32Array {
  const known = rows.filter((row) => !Number.isNaN(keys[row]));
  const sorted = new Int32Array(rows.length);
  sorted.set(sortKnown(known, keys, isDescending));
  if (known.length < rows.length) {
    sorted.set(
      rows.filter((row) => Number.isNaN(keys[row])),
      known.length,
    );
  }
  return sorted;
}

function sortKnown(rows: Int32Array, keys: Float64Array, isDescending: boolean): Int32Array {
  const words = orderedWords(rows, keys, isDescending);
  let from = Uint32Array.from(rows, (_, index) => index);
  let to = new Uint32Array(rows.length);
  for (const half of [0, 1]) {
    for (const shift of [0, DIGIT_BITS]) {
      const starts = digitStarts(words, half, shift);
      // Where all have the same digit there is nothing to move.
      if (starts === undefined) continue;
      for (let i = 0; i < from.length; i++) {
        const index = from[i] as number;
        const digit = ((words[index * 2 + half] as number) >>> shift) & DIGIT_MASK;
        const at = starts[digit] as number;
        to[at] = index;
        starts[digit] = at + 1;
      }
      [from, to] = [to, from];
    }
  }
  return Int32Array.from(from, (index) => rows[index] as number);
}

/** The keys as pairs of words, low before high, that as unsigned numbers are in the wanted order. */
function orderedWords(rows: Int32Array, keys: Float64Array, isDescending: boolean): Uint32Array {
  const numbers = new Float64Array(rows.length);
  // −0 and 0 are the same.
  for (let i = 0; i < rows.length; i++) numbers[i] = (keys[rows[i] as number] as number) + 0;
  const words = new Uint32Array(numbers.buffer);
  const flip = isDescending ? 0xffff_ffff : 0;
  for (let i = 0; i < words.length; i += 2) {
    const high = words[i + 1] as number;
    // As IEEE 754 has them, negative numbers are the larger the smaller their bits are.
    const isNegative = high >= SIGN;
    words[i] = (isNegative ? ~(words[i] as number) : (words[i] as number)) ^ flip;
    words[i + 1] = (isNegative ? ~high : high ^ SIGN) ^ flip;
  }
  return words;
}

/** Where each digit's rows begin; undefined when all rows have the same. */
function digitStarts(words: Uint32Array, half: number, shift: number): Uint32Array | undefined {
  const starts = new Uint32Array(DIGITS);
  for (let i = half; i < words.length; i += 2) {
    const digit = ((words[i] as number) >>> shift) & DIGIT_MASK;
    starts[digit] = (starts[digit] as number) + 1;
  }
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const count = starts[digit] as number;
    if (count === words.length / 2) return undefined;
    starts[digit] = start;
    start += count;
  }
  return starts;
}
