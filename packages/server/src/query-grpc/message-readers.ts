// Values of messages as the store takes them.
import { ParameterError } from '../query/parameters.ts';

/** A google.protobuf.Timestamp or Duration. */
export interface TimeMessage {
  readonly seconds: string;
  readonly nanos: number;
}

const SECOND_NANOS = 1_000_000_000n;
/** The latest time that a span can have. */
const LATEST = 0xffff_ffff_ffff_ffffn;
/** The start of the year 1: what Go's clients send where no time is meant. */
const GO_ZERO_SECONDS = '-62135596800';

/**
 * A time in Unix nanoseconds; undefined when there is none. One before 1970 is 0, one that is too late the latest.
 * @param field to blame
 * @throws {ParameterError} when it is no time
 */
export function timeOf(time: TimeMessage | null, field: string): bigint | undefined {
  if (time === null || (time.seconds === GO_ZERO_SECONDS && time.nanos === 0)) return undefined;
  if (time.nanos < 0 || time.nanos > 999_999_999) {
    throw new ParameterError(field, 'must have 0 to 999999999 nanos');
  }
  const nanos = BigInt(time.seconds) * SECOND_NANOS + BigInt(time.nanos);
  if (nanos < 0n) return 0n;
  return nanos > LATEST ? LATEST : nanos;
}

/**
 * A length of time in nanoseconds; undefined when there is none.
 * @param field to blame
 * @throws {ParameterError} when it is negative
 */
export function durationOf(duration: TimeMessage | null, field: string): bigint | undefined {
  if (duration === null) return undefined;
  const nanos = BigInt(duration.seconds) * SECOND_NANOS + BigInt(duration.nanos);
  if (nanos < 0n) throw new ParameterError(field, 'must not be negative');
  return nanos > LATEST ? LATEST : nanos;
}

/**
 * A trace id's 16 bytes from 16, or from the last 8.
 * @throws {ParameterError} when it is none, or zero
 */
export function traceIdOf(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 8 && bytes.length !== 16) {
    throw new ParameterError('trace_id', `must be 16 bytes, not ${bytes.length}`);
  }
  if (bytes.every((byte) => byte === 0)) {
    throw new ParameterError('trace_id', 'must not be zero');
  }
  const id = new Uint8Array(16);
  id.set(bytes, 16 - bytes.length);
  return id;
}
