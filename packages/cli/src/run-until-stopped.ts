// A server's life as a process: signals, faults that nobody caught, and how it ends.
import type { Running } from '@clew/server';
import type { Logger } from 'pino';
import { ExitCode } from './exit-code.ts';

/** When closing counts as stuck; a role closes within this by itself. */
const CLOSE_MILLIS = 5_000;

/** Signals this close together are one: npm passes on the Ctrl-C that a terminal has sent to both already. */
const SAME_SIGNAL_MILLIS = 300;

/** What sockets come with when the other side goes away, which takes nothing else down. */
const passingCodes: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ERR_STREAM_PREMATURE_CLOSE',
  'ERR_HTTP2_STREAM_ERROR',
  'ERR_HTTP2_SESSION_ERROR',
]);

/**
 * Starts a server and waits until it has closed: after SIGTERM or SIGINT with exit code 0, after a fault
 * with 1. A second signal that is more than an echo of the first, or closing for longer than 5 s, ends the process at once.
 * @throws what `start` throws
 */
export async function runUntilStopped(
  logger: Logger,
  start: () => Promise<Running>,
): Promise<void> {
  const stop = Promise.withResolvers<number>();
  let running: Running | undefined;

  let stopping = false;
  let signalledAt = Number.NEGATIVE_INFINITY;
  const onSignal = (signal: NodeJS.Signals): void => {
    const now = performance.now();
    if (now - signalledAt < SAME_SIGNAL_MILLIS) return;
    signalledAt = now;
    if (stopping) {
      logger.warn({ signal }, 'stopped at once');
      process.exit(ExitCode.cutOff);
    }
    stopping = true;
    // Until it has started there is nothing to close well.
    if (running === undefined) process.exit(ExitCode.ok);
    logger.info({ signal }, 'stopping; a second signal stops at once');
    stop.resolve(ExitCode.ok);
  };
  const onFault = (error: unknown): void => {
    running?.countFault();
    if (isPassing(error)) {
      logger.error({ err: error }, 'a connection failed where nobody waited for it');
      return;
    }
    logger.fatal({ err: error }, 'a fault of Clew; it stops');
    if (running === undefined) process.exit(ExitCode.fault);
    stop.resolve(ExitCode.fault);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  process.on('uncaughtException', onFault);
  process.on('unhandledRejection', onFault);

  running = await start();
  running.failed.then(onFault, onFault);
  const exitCode = await stop.promise;

  setTimeout(() => {
    logger.error(`closing took longer than ${CLOSE_MILLIS / 1000} s; stopped at once`);
    process.exit(exitCode === ExitCode.ok ? ExitCode.cutOff : exitCode);
  }, CLOSE_MILLIS).unref();
  stopping = true;
  try {
    await running.close();
    logger.info('stopped');
    process.exit(exitCode);
  } catch (error) {
    logger.error({ err: error }, 'not everything could be closed well');
    process.exit(exitCode === ExitCode.ok ? ExitCode.cutOff : exitCode);
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && passingCodes.has(String(error.code));
}
