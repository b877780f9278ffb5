import { compareText } from '@clew/model';

/** A number for each text, in the order in which a reader wants them: by number where all are numbers, else by code unit. */
export function textRanks(texts: readonly string[]): Float64Array {
  const numbers = Float64Array.from(texts, (text) => (text.trim() === '' ? Number.NaN : +text));
  if (!numbers.some(Number.isNaN)) return numbers;
  const order = texts.map((_, index) => index);
  order.sort((a, b) => compareText(texts[a] ?? '', texts[b] ?? ''));
  const ranks = new Float64Array(texts.length);
  for (const [rank, index] of order.entries()) ranks[index] = rank;
  return ranks;
}
