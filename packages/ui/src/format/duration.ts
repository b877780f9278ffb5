// Durations as people read them: three significant digits and the unit that fits.

const MICRO = 1e3;
const MILLI = 1e6;
const SECOND = 1e9;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const DECIMAL_UNITS = [
  { nanos: 1, symbol: 'ns', limit: MICRO },
  { nanos: MICRO, symbol: 'µs', limit: MILLI },
  { nanos: MILLI, symbol: 'ms', limit: SECOND },
  { nanos: SECOND, symbol: 's', limit: MINUTE },
] as const;

const LONG_UNITS = [
  { nanos: MINUTE, symbol: 'm', rest: SECOND, restSymbol: 's', limit: HOUR },
  { nanos: HOUR, symbol: 'h', rest: MINUTE, restSymbol: 'm', limit: DAY },
  { nanos: DAY, symbol: 'd', rest: HOUR, restSymbol: 'h', limit: Number.POSITIVE_INFINITY },
] as const;

/** Writes numbers in the reader's language. */
export type NumberText = (value: number, fractionDigits: number) => string;

/** A duration in nanoseconds as text: `340 ns`, `12.3 ms`, `2 m 5 s`. */
export function durationText(nanos: number, numberText: NumberText): string {
  if (nanos < 0) return `−${durationText(-nanos, numberText)}`;
  for (const { nanos: unit, symbol, limit } of DECIMAL_UNITS) {
    if (nanos >= limit) continue;
    const value = nanos / unit;
    const digits = unit === 1 ? 0 : fractionDigits(value);
    const rounded = Number(value.toFixed(digits));
    // 999.96 µs would read "1000 µs": the next unit says it better.
    if (rounded * unit >= limit && limit < MINUTE) continue;
    return `${numberText(rounded, Number.isInteger(rounded) ? 0 : digits)} ${symbol}`;
  }
  for (const { nanos: unit, symbol, rest, restSymbol, limit } of LONG_UNITS) {
    if (nanos >= limit) continue;
    const whole = Math.floor(nanos / unit);
    const left = Math.floor((nanos - whole * unit) / rest);
    const head = `${numberText(whole, 0)} ${symbol}`;
    return left === 0 ? head : `${head} ${numberText(left, 0)} ${restSymbol}`;
  }
  return numberText(nanos, 0);
}

function fractionDigits(value: number): number {
  return value < 10 ? 2 : value < 100 ? 1 : 0;
}

const DURATION_PART = /(\d+(?:\.\d+)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy;

const PART_NANOS: Readonly<Record<string, number>> = {
  ns: 1,
  us: MICRO,
  µs: MICRO,
  μs: MICRO,
  ms: MILLI,
  s: SECOND,
  m: MINUTE,
  h: HOUR,
};

/** The nanoseconds that a duration as Go writes it stands for (`1.5s`, `1m30s`); undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const trimmed = text.replaceAll(' ', '');
  if (trimmed === '0') return 0;
  let total = 0;
  let end = 0;
  DURATION_PART.lastIndex = 0;
  for (const part of trimmed.matchAll(DURATION_PART)) {
    total += Number(part[1]) * (PART_NANOS[part[2] ?? ''] ?? 0);
    end = part.index + part[0].length;
  }
  return trimmed !== '' && end === trimmed.length ? total : undefined;
}
