// How the command ends; `clew --help` says it, and scripts may rely on it.

/** Exit codes of `clew`. */
export const ExitCode = {
  /** It did what it was asked for; a server was stopped by SIGTERM or SIGINT and everything is durable. */
  ok: 0,
  /** A fault that nobody expected; the log describes it. */
  fault: 1,
  /** A wrong command, flag, variable or configuration file. */
  usage: 2,
  /** It can't start: a port is taken, or the data directory is locked or not writable. */
  start: 3,
  /** It was stopped before it could end well: a second signal, or closing took too long. */
  cutOff: 4,
} as const;
