/** A wrong flag, variable or configuration file. The message is one line: what is wrong, where, and what is allowed. */
export class ConfigError extends Error {
  readonly code = 'CLEW_CONFIG';
}
