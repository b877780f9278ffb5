// Numbers that stand for texts in the order in which a reader wants them. A million texts take a second and more, so it is
// work that can be left off.
import { compareText } from '@clew/model';
import type { Work } from '../data/turns.ts';

/** Texts that are sorted in one go. */
const RUN = 4096;

/** A number for each of some distinct texts: their own where all are numbers, else their rank by code unit. */
export function* textRanks(texts: readonly string[]): Work<Float64Array> {
  const numbers = yield* asNumbers(texts);
  if (numbers !== undefined) return numbers;
  const order = yield* sortedTexts(texts);
  const ranks = new Float64Array(texts.length);
  for (let rank = 0; rank < order.length; rank++) ranks[order[rank] as number] = rank;
  return ranks;
}

function* asNumbers(texts: readonly string[]): Work<Float64Array | undefined> {
  const numbers = new Float64Array(texts.length);
  for (let i = 0; i < texts.length; i++) {
    const text = texts[i] ?? '';
    const number = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(number)) return undefined;
    numbers[i] = number;
    if (i % RUN === 0) yield;
  }
  return numbers;
}

/** The places of texts in their order: runs are sorted, then merged two by two. */
function* sortedTexts(texts: readonly string[]): Work<Uint32Array> {
  const count = texts.length;
  const at = (index: number): string => texts[index] ?? '';
  let from = new Uint32Array(count);
  for (let i = 0; i < count; i++) from[i] = i;
  for (let start = 0; start < count; start += RUN) {
    from.subarray(start, start + RUN).sort((a, b) => compareText(at(a), at(b)));
    yield;
  }
  let to = new Uint32Array(count);
  for (let width = RUN; width < count; width *= 2) {
    for (let start = 0; start < count; start += width * 2) {
      const middle = Math.min(count, start + width);
      const end = Math.min(count, middle + width);
      let left = start;
      let right = middle;
      for (let i = start; i < end; i++) {
        const isLeft =
          right >= end || (left < middle && at(from[left] as number) <= at(from[right] as number));
        to[i] = from[isLeft ? left++ : right++] as number;
        if (i % RUN === 0) yield;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
