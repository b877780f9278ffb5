/** A sampler was given something that it can't work with. */
export class SamplerError extends Error {
  readonly code = 'CLEW_TRACER_SAMPLER';
  override readonly name = 'SamplerError';
}

/**
 * A probability.
 *
 * @throws {SamplerError} if it is none
 */
export function checkedProbability(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  throw new SamplerError(`${what} must be a number from 0 to 1, not ${value}`);
}

/**
 * A rate.
 *
 * @throws {SamplerError} if it is none
 */
export function checkedRate(value: unknown, what: string): number {
  if (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new SamplerError(`${what} must be a number of 0 or more, not ${value}`);
}
