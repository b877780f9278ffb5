// "3 minutes ago", with the unit that says it shortest.

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

/** How far `then` lies from `now` (both milliseconds) in the words of a language. */
export function relativeTimeText(
  then: number,
  now: number,
  format: Intl.RelativeTimeFormat,
): string {
  const seconds = Math.round((then - now) / 1000);
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}
