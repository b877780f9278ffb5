// Durations as Go writes them (`1.5s`, `1h30m`), as every parameter of Jaeger's that takes one has
// them: https://pkg.go.dev/time#ParseDuration. Exact, unlike a walk through floating point.
import { shown } from './parameter-readers.ts';
import { UnreadableError } from './parameters.ts';

const UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1000n,
  // Both the micro sign and the Greek letter, as in Go.
  µs: 1000n,
  μs: 1000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** How Jaeger's UI names ranges, beside Go's units. */
const LONG_UNIT_NANOS: Readonly<Record<string, bigint>> = {
  ...UNIT_NANOS,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
};

/** Go's greatest duration: 2^63 − 1 nanoseconds, 292 years. */
const LONGEST = 0x7fff_ffff_ffff_ffffn;

/** Nanoseconds from a duration that is not negative. */
export function duration(value: string): bigint {
  const nanos = nanosOf(value, UNIT_NANOS);
  if (nanos !== undefined) return nanos;
  throw new UnreadableError(
    `must be a duration with a unit (ns, us, ms, s, m, h), such as 1.5s or 20ms, not ${shown(value)}`,
  );
}

/**
 * The `lookback` of a search: how far a search without `start` looks back. Jaeger's UI sends it beside
 * `start` and Jaeger itself ignores it, so what is no duration (`custom`) is no error but undefined.
 */
export function lookback(value: string): bigint | undefined {
  return nanosOf(value, LONG_UNIT_NANOS);
}

function nanosOf(value: string, units: Readonly<Record<string, bigint>>): bigint | undefined {
  const body = value.replace(/^\+/, '');
  if (body === '0') return 0n;
  let nanos = 0n;
  let end = 0;
  for (const part of body.matchAll(/(\d{0,100})(?:\.(\d{0,100}))?([a-zµμ]{1,2})/gy)) {
    const [matched, whole = '', fraction = '', name = ''] = part;
    const unit = Object.hasOwn(units, name) ? units[name] : undefined;
    if (unit === undefined || whole + fraction === '') return undefined;
    nanos += (BigInt(whole + fraction) * unit) / 10n ** BigInt(fraction.length);
    end = part.index + matched.length;
  }
  return end > 0 && end === body.length && nanos <= LONGEST ? nanos : undefined;
}
