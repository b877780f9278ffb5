// Durations as Go prints them, which Jaeger's users know from its answers.
const MICRO = 1000n;
const MILLI = 1_000_000n;
const SECOND = 1_000_000_000n;

/**
 * Nanoseconds as Go's `time.Duration` prints them: `1.5s`, `-762.5µs`, `1h0m2s`, `0s`.
 * https://pkg.go.dev/time#Duration.String
 */
export function formatGoDuration(nanos: bigint): string {
  if (nanos < 0n) return `-${formatGoDuration(-nanos)}`;
  if (nanos === 0n) return '0s';
  if (nanos < MICRO) return `${nanos}ns`;
  if (nanos < MILLI) return `${decimal(nanos, MICRO)}µs`;
  if (nanos < SECOND) return `${decimal(nanos, MILLI)}ms`;
  const minutes = nanos / (60n * SECOND);
  const seconds = `${decimal(nanos % (60n * SECOND), SECOND)}s`;
  if (minutes === 0n) return seconds;
  return minutes < 60n ? `${minutes}m${seconds}` : `${minutes / 60n}h${minutes % 60n}m${seconds}`;
}

/** A quotient with as many decimals as it needs. */
function decimal(nanos: bigint, unit: bigint): string {
  const fraction = nanos % unit;
  if (fraction === 0n) return `${nanos / unit}`;
  const width = `${unit}`.length - 1;
  return `${nanos / unit}.${`${fraction}`.padStart(width, '0').replace(/0+$/, '')}`;
}
