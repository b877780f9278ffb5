// The time that a search covers, in words.
import type { TFunction } from 'i18next';
import type { Format } from '../format/format.ts';
import type { SearchTime } from './search-state.ts';
import { lookbackParts, parseLookback } from './time-range.ts';

const UNIT_MESSAGES = {
  s: 'time.lastSeconds',
  m: 'time.lastMinutes',
  h: 'time.lastHours',
  d: 'time.lastDays',
  w: 'time.lastWeeks',
} as const;

/** A lookback in words: "Last 15 minutes". */
export function lookbackText(t: TFunction, lookback: string): string {
  const { count, unit } = lookbackParts(lookback);
  return t(UNIT_MESSAGES[unit as keyof typeof UNIT_MESSAGES] ?? 'time.lastSeconds', { count });
}

/** The time of a search in words: a length, or from when to when. */
export function rangeText(
  t: TFunction,
  format: Format,
  { lookback, start, end }: SearchTime,
): string {
  if (parseLookback(lookback) !== undefined) return lookbackText(t, lookback);
  const millis = (micros: string) => Number(micros) / 1000;
  if (start === '' || end === '') {
    const moment = (micros: string) => format.dateTime(BigInt(micros) * 1000n);
    if (start !== '') return t('range.since', { time: moment(start) });
    return end === '' ? t('range.ever') : t('range.until', { time: moment(end) });
  }
  return format.timeSpan(millis(start), millis(end), 'second');
}
