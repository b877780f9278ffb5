/** Where the tracer says what it does and what goes wrong; `console` is one. */
export interface Logger {
  info(message: string): void;
  error(message: string): void;
  /** Taken for what is suspicious but no failure; `error` where there is none. */
  warn?(message: string): void;
}

/** How many messages the default logger lets through a minute, for the whole process. */
const MESSAGES_A_MINUTE = 10;
const MINUTE_MS = 60_000;

let minuteStart = Number.NEGATIVE_INFINITY;
let messages = 0;

/** Warns as Node itself does, on standard error, and not more than ten times a minute. */
export const processLogger: Required<Logger> = {
  info() {},
  warn: warnOfProcess,
  error: warnOfProcess,
};

function warnOfProcess(message: string): void {
  const now = Date.now();
  if (now - minuteStart >= MINUTE_MS || now < minuteStart) {
    minuteStart = now;
    messages = 0;
  }
  messages += 1;
  if (messages > MESSAGES_A_MINUTE) return;
  const more =
    messages === MESSAGES_A_MINUTE ? ' (further warnings are left out for a minute)' : '';
  process.emitWarning(`${message}${more}`, 'ClewTracerWarning');
}

/** Keeps everything to itself. */
export const nullLogger: Required<Logger> = { info() {}, warn() {}, error() {} };

/** A logger that has every method and never throws into the application. */
export function safeLogger(logger: Logger): Required<Logger> {
  const guard =
    (call: (message: string) => void) =>
    (message: string): void => {
      try {
        call(message);
      } catch {
        // A logger that fails has nowhere to say so, and tracing must not fail the application.
      }
    };
  return {
    info: guard((message) => logger.info(message)),
    error: guard((message) => logger.error(message)),
    warn: guard((message) => (logger.warn ? logger.warn(message) : logger.error(message))),
  };
}
