// Numbers, dates and durations in one language, through Intl.
import { bytesText } from './bytes.ts';
import { durationText } from './duration.ts';
import { relativeTimeText } from './relative-time.ts';

const NANOS_PER_MILLI = 1_000_000n;
const NANOS_PER_MS = 1_000_000;

/** How exactly a time is told. */
export type ClockPrecision = 'day' | 'minute' | 'second' | 'milli';

const MINUTE = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const SECOND = { ...MINUTE, second: '2-digit' } as const;
const CLOCK = {
  minute: MINUTE,
  second: SECOND,
  milli: { ...SECOND, fractionalSecondDigits: 3 },
} as const;

/** The precision that tells moments apart that lie so many milliseconds from each other. */
export function precisionOf(stepMillis: number): ClockPrecision {
  if (stepMillis < 1_000) return 'milli';
  if (stepMillis < 60_000) return 'second';
  return stepMillis < 86_400_000 ? 'minute' : 'day';
}

/** The formats of one language. */
export class Format {
  readonly #plain: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #digits: readonly Intl.NumberFormat[];
  readonly #millis: Intl.NumberFormat;
  readonly #dateTime: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;
  readonly #clocks: Readonly<Record<ClockPrecision, Intl.DateTimeFormat>>;
  readonly #moments: Readonly<Record<ClockPrecision, Intl.DateTimeFormat>>;

  readonly #fixed = (value: number, digits: number): string =>
    (this.#digits[digits] ?? this.#plain).format(value);

  constructor(language: string) {
    this.#plain = new Intl.NumberFormat(language);
    this.#percent = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 });
    this.#digits = [0, 1, 2].map(
      (digits) =>
        new Intl.NumberFormat(language, {
          minimumFractionDigits: digits,
          maximumFractionDigits: digits,
        }),
    );
    this.#millis = new Intl.NumberFormat(language, {
      minimumFractionDigits: 3,
      maximumFractionDigits: 3,
    });
    this.#dateTime = new Intl.DateTimeFormat(language, {
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      fractionalSecondDigits: 3,
      hourCycle: 'h23',
    });
    this.#relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    const day = { month: 'short', day: 'numeric' } as const;
    const formats = (options: Intl.DateTimeFormatOptions) => ({
      day: new Intl.DateTimeFormat(language, day),
      minute: new Intl.DateTimeFormat(language, { ...options, ...CLOCK.minute }),
      second: new Intl.DateTimeFormat(language, { ...options, ...CLOCK.second }),
      milli: new Intl.DateTimeFormat(language, { ...options, ...CLOCK.milli }),
    });
    this.#clocks = formats({});
    this.#moments = formats(day);
  }

  number(value: number): string {
    return this.#plain.format(value);
  }

  /** A share of one: 0.5 is 50 %. */
  percent(value: number): string {
    return this.#percent.format(value);
  }

  bytes(value: number): string {
    return bytesText(value, this.#fixed);
  }

  /** How often in a second; below ten with a digit or two behind the point, where they say something. */
  rate(perSecond: number): string {
    const digits = perSecond >= 10 ? 0 : perSecond >= 1 ? 1 : 2;
    const rounded = Number(perSecond.toFixed(digits));
    return this.#fixed(rounded, Number.isInteger(rounded) ? 0 : digits);
  }

  /** Nanoseconds. */
  duration(nanos: number | bigint): string {
    return durationText(Number(nanos), this.#fixed);
  }

  /** A moment, nanoseconds after another one, to the microsecond: `+12.345 ms`, so that near ones differ. */
  timeAfter(nanos: number): string {
    return `${nanos < 0 ? '−' : '+'}${this.#millis.format(Math.abs(nanos) / NANOS_PER_MS)} ms`;
  }

  /** Unix nanoseconds, to the millisecond, in the reader's time zone. */
  dateTime(nanos: bigint): string {
    return this.#dateTime.format(Number(nanos / NANOS_PER_MILLI));
  }

  /** Unix milliseconds as a mark of an axis: the time of day, or the day, in the reader's time zone. */
  clock(millis: number, precision: ClockPrecision): string {
    return this.#clocks[precision].format(millis);
  }

  /** Unix milliseconds as day and time of day, without the year, in the reader's time zone. */
  moment(millis: number, precision: ClockPrecision): string {
    return this.#moments[precision].format(millis);
  }

  /** From one moment to another, both Unix milliseconds, with what they share said once. */
  timeSpan(fromMillis: number, toMillis: number, precision: ClockPrecision): string {
    return this.#moments[precision].formatRange(fromMillis, toMillis);
  }

  /** Unix nanoseconds against Unix milliseconds. */
  relative(nanos: bigint, nowMillis: number): string {
    return relativeTimeText(Number(nanos / NANOS_PER_MILLI), nowMillis, this.#relative);
  }
}

const formats = new Map<string, Format>();

/** The formats of a language; made once, since Intl's objects are costly. */
export function formatOf(language: string): Format {
  let format = formats.get(language);
  if (format === undefined) {
    format = new Format(language);
    formats.set(language, format);
  }
  return format;
}
