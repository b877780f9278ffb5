/** A value of the configuration that can't be used. */
export class TracerConfigError extends Error {
  readonly code = 'CLEW_TRACER_CONFIG';
  override readonly name = 'TracerConfigError';
  /** The key of the value, such as `sampler.param`, or the variable that it came from. */
  readonly key: string;

  constructor(key: string, reason: string) {
    super(`${key} ${reason}`);
    this.key = key;
  }
}
