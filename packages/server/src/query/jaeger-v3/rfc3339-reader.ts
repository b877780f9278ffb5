// Times as RFC 3339 writes them, which is how version 3 of Jaeger's API takes them over HTTP.
import { shown } from '../parameter-readers.ts';
import { UnreadableError } from '../parameters.ts';

// Grafana does not escape the plus of an offset, which then arrives as a space.
const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,100}))?(?:Z|([+\- ])(\d\d):(\d\d))$/;

/** Unix nanoseconds; a time before 1970 is 0. */
export function rfc3339(value: string): bigint {
  const [, local = '', fraction = '', sign, hours = '0', minutes = '0'] = FORM.exec(value) ?? [];
  const millis = Date.parse(`${local}Z`);
  // Dates that there are not are read as others, such as February 30 as March 2.
  const isDate = Number.isFinite(millis) && new Date(millis).toISOString().startsWith(local);
  if (local === '' || !isDate || Number(hours) > 23 || Number(minutes) > 59) {
    throw new UnreadableError(
      `must be a time as RFC 3339 has it, such as 2026-11-23T16:25:01.5Z, not ${shown(value)}`,
    );
  }
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1);
  const nanos = BigInt(millis - offset) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return nanos < 0n ? 0n : nanos;
}
