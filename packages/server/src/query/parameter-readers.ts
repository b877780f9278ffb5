// Readers for the kinds of values that parameters have; durations and trace ids have files of their own.
import { type SpanKind, spanKindOf } from '@clew/model';
import { type ParameterReader, UnreadableError } from './parameters.ts';

/** Any text. */
export const text: ParameterReader<string> = (value) => value;

/** A whole number between two bounds, both included. */
export function wholeNumber(min: number, max: number): ParameterReader<number> {
  return (value) => {
    const number = /^\+?\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new UnreadableError(`must be a whole number from ${min} to ${max}, not ${shown(value)}`);
  };
}

/** Units of Unix time in nanoseconds. */
export const UNIT_NANOS = {
  milliseconds: 1_000_000n,
  microseconds: 1000n,
  nanoseconds: 1n,
} as const;

/** The latest time that a span can have. */
const LATEST = 0xffff_ffff_ffff_ffffn;

/** A whole count of a unit as nanoseconds: a time since 1970, or a length of time. What 64 bits can't hold is their greatest value. */
export function wholeTime(unit: keyof typeof UNIT_NANOS): ParameterReader<bigint> {
  return (value) => {
    if (!/^\+?\d{1,100}$/.test(value)) {
      throw new UnreadableError(`must be a whole number of ${unit}, not ${shown(value)}`);
    }
    const nanos = BigInt(value.replace('+', '')) * UNIT_NANOS[unit];
    return nanos > LATEST ? LATEST : nanos;
  };
}

/** A boolean as Go writes it, since Jaeger's clients do. */
export const boolean: ParameterReader<boolean> = (value) => {
  if (['1', 't', 'T', 'true', 'TRUE', 'True'].includes(value)) return true;
  if (['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(value)) return false;
  throw new UnreadableError(`must be true or false, not ${shown(value)}`);
};

/** One of some words. */
export function oneOf<T extends string>(...words: readonly T[]): ParameterReader<T> {
  return (value) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new UnreadableError(`must be one of ${words.join(', ')}, not ${shown(value)}`);
  };
}

/** A span kind by its name. */
export const spanKind: ParameterReader<SpanKind> = (value) => {
  const kind = spanKindOf(value.toLowerCase());
  if (kind !== undefined) return kind;
  const names = 'unspecified, internal, server, client, producer, consumer';
  throw new UnreadableError(`must be one of ${names}, not ${shown(value)}`);
};

/** A client's text as an error message shows it: quoted, and cut where it is long. */
export function shown(value: string): string {
  return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
}
