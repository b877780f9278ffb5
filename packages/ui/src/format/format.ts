// Numbers, dates and durations in one language, through Intl.
import { durationText } from './duration.ts';
import { relativeTimeText } from './relative-time.ts';

const NANOS_PER_MILLI = 1_000_000n;

/** The formats of one language. */
export class Format {
  readonly #plain: Intl.NumberFormat;
  readonly #percent: Intl.NumberFormat;
  readonly #digits: readonly Intl.NumberFormat[];
  readonly #dateTime: Intl.DateTimeFormat;
  readonly #relative: Intl.RelativeTimeFormat;

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
  }

  number(value: number): string {
    return this.#plain.format(value);
  }

  /** A share of one: 0.5 is 50 %. */
  percent(value: number): string {
    return this.#percent.format(value);
  }

  /** Nanoseconds. */
  duration(nanos: number | bigint): string {
    return durationText(Number(nanos), (value, digits) =>
      (this.#digits[digits] ?? this.#plain).format(value),
    );
  }

  /** Unix nanoseconds, to the millisecond, in the reader's time zone. */
  dateTime(nanos: bigint): string {
    return this.#dateTime.format(Number(nanos / NANOS_PER_MILLI));
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
