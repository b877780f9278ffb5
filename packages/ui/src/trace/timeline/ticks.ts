// Where the time axis has its marks: round numbers of the unit that people read durations in.

const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Steps that are round above a second's decimal ones. */
const LONG_STEPS: readonly number[] = [
  ...[10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
];

/** Round nanoseconds within `[from, to]`, at most `most` of them. */
export function ticks(from: number, to: number, most: number): readonly number[] {
  const span = to - from;
  if (!(span > 0) || most < 1) return [from];
  const step = roundStep(span / most);
  const found: number[] = [];
  const first = Math.ceil(from / step);
  for (let i = first; i * step <= to; i++) found.push(i * step);
  return found;
}

/**
 * What marks say: each its time or, where neighbours would read the same, the first its time and the others what comes
 * on top of it.
 * @param text writes a duration in nanoseconds
 */
export function tickTexts(
  marks: readonly number[],
  text: (nanos: number) => string,
): readonly string[] {
  const texts = marks.map((mark) => (mark === 0 ? '0' : text(mark)));
  const isPlain = texts.every((one, index) => one !== texts[index + 1]);
  if (isPlain) return texts;
  const [first = 0] = marks;
  return texts.map((one, index) => (index === 0 ? one : `+${text((marks[index] ?? 0) - first)}`));
}

function roundStep(least: number): number {
  if (least > 5 * SECOND) {
    const known = LONG_STEPS.find((step) => step >= least);
    if (known !== undefined) return known;
    return decimalStep(least / DAY) * DAY;
  }
  return Math.max(1, decimalStep(least));
}

function decimalStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  return 10 * power;
}
