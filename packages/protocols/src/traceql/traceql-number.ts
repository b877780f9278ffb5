// Numbers and durations: exact where they are whole, and durations down to the nanosecond.
import type { TraceqlValue } from './traceql-ast.ts';
import { shortened, TraceqlError, type TraceqlFound } from './traceql-error.ts';

type NumberToken = Extract<TraceqlValue, { readonly type: 'integer' | 'float' | 'duration' }>;

/** A sign and everything that may go on a number: the whole of it must then read as one. */
const NUMBER_LIKE = /-?\.?\d(?:[eE][+-]?\d|[\w.µμ])*/y;
const INTEGER = /^-?\d+$/;
const FLOAT = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const DURATION = /^-?(?:(?:\d+(?:\.\d*)?|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w))+$/;
const DURATION_PART = /(\d*)\.?(\d*)([a-zµμ]+)/g;

/** Nanoseconds, the greatest first: the printer takes the first that goes without a rest. */
const UNIT_NANOS: ReadonlyMap<string, bigint> = new Map([
  ['h', 3_600_000_000_000n],
  ['m', 60_000_000_000n],
  ['s', 1_000_000_000n],
  ['ms', 1_000_000n],
  ['us', 1000n],
  ['ns', 1n],
]);
const FURTHER_UNIT_NANOS: ReadonlyMap<string, bigint> = new Map([
  ...UNIT_NANOS,
  // Both the micro sign and the Greek letter, as in Go.
  ['µs', 1000n],
  ['μs', 1000n],
  ['d', 86_400_000_000_000n],
  ['w', 604_800_000_000_000n],
]);

/** The number or the duration that begins at an index; undefined when none does. */
export function numberToken(query: string, start: number): NumberToken | undefined {
  NUMBER_LIKE.lastIndex = start;
  const source = NUMBER_LIKE.exec(query)?.[0];
  if (source === undefined) return undefined;
  const end = start + source.length;
  if (INTEGER.test(source)) {
    const value = in64Bits(BigInt(source));
    if (value !== undefined) return { type: 'integer', value, start, end };
  } else if (FLOAT.test(source)) {
    const value = Number(source);
    if (Number.isFinite(value)) return { type: 'float', value, start, end };
  } else if (DURATION.test(source)) {
    const value = in64Bits(nanosOf(source));
    if (value !== undefined) return { type: 'duration', value, start, end };
  } else {
    throw new TraceqlError('badNumber', foundIn(source), [], { start, end });
  }
  throw new TraceqlError('bigNumber', foundIn(source), [], { start, end });
}

function foundIn(source: string): TraceqlFound {
  return { type: 'source', text: shortened(source) };
}

/** The number or the duration that a whole text reads as; undefined when it reads as none. */
export function numberValue(text: string): NumberToken | undefined {
  try {
    const token = numberToken(text, 0);
    return token?.end === text.length ? token : undefined;
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
}

/** A duration as a query has it. */
export function durationText(nanos: bigint): string {
  for (const [unit, size] of UNIT_NANOS) {
    if (nanos % size === 0n && nanos !== 0n) return `${nanos / size}${unit}`;
  }
  return `${nanos}ns`;
}

/** A float as a query has it, told from an integer. */
export function floatText(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

function nanosOf(source: string): bigint {
  let nanos = 0n;
  for (const [, whole = '', fraction = '', unit = ''] of source.matchAll(DURATION_PART)) {
    const size = FURTHER_UNIT_NANOS.get(unit) ?? 0n;
    nanos += (BigInt(whole + fraction) * size) / 10n ** BigInt(fraction.length);
  }
  return source.startsWith('-') ? -nanos : nanos;
}

function in64Bits(value: bigint): bigint | undefined {
  return BigInt.asIntN(64, value) === value ? value : undefined;
}
