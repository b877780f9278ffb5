// The time a search covers: a length that ends now, or two moments.

/** The lengths on offer, as Jaeger's `lookback` writes them. */
export const LOOKBACKS = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', '2d', '7d'] as const;
export const DEFAULT_LOOKBACK = '1h';

const UNIT_MILLIS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Milliseconds of a lookback such as `15m` or `2d`; undefined when it is none. */
export function parseLookback(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const size = UNIT_MILLIS[unit ?? ''];
  return size === undefined || Number(count) === 0 ? undefined : Number(count) * size;
}

/** The number and the unit of a lookback, to say it in words. */
export function lookbackParts(text: string): { count: number; unit: string } {
  const [, count, unit] = /^(\d+)([smhdw])$/.exec(text) ?? [];
  return { count: Number(count ?? 0), unit: unit ?? 's' };
}

/** Unix microseconds as the value of an `<input type="datetime-local">` in the reader's time zone. */
export function microsToLocalInput(micros: string): string {
  if (!/^\d+$/.test(micros)) return '';
  const date = new Date(Number(micros) / 1000);
  if (Number.isNaN(date.getTime())) return '';
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19);
}

/** The Unix microseconds of such a value; the empty text when it is not filled in. */
export function localInputToMicros(value: string): string {
  const millis = value === '' ? Number.NaN : new Date(value).getTime();
  return Number.isNaN(millis) ? '' : String(millis * 1000);
}
