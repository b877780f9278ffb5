// Opens the embedded store as the configuration has it.
import { type Engine, type EngineEvent, openEngine } from '@clew/engine';
import type { Logger } from 'pino';
import type { Config } from '../config/index.ts';

/** The data directory can't be used; the message says why and what to do. */
class DataDirectoryError extends Error {
  readonly code = 'CLEW_DATA_DIRECTORY';
}

/**
 * Opens the store.
 * @throws {DataDirectoryError} when the system refuses the directory; what the engine throws otherwise
 */
export async function openStore(
  { storage, dataDir, memoryLimit, retention, maxDisk }: Config,
  onEvent: (event: EngineEvent) => void,
): Promise<Engine> {
  if (storage === 'memory') {
    return await openEngine({ memoryLimitBytes: memoryLimit, retentionMillis: retention, onEvent });
  }
  try {
    return await openEngine({
      dataDir,
      retentionMillis: retention,
      maxDiskBytes: maxDisk,
      onEvent,
    });
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new DataDirectoryError(
      `the data directory ${dataDir} can't be used (${reasonOf(error)}): make it a directory that Clew may write to, or choose another with --data-dir`,
      { cause: error },
    );
  }
}

/** What the system says without the operation and the file within, which tell an operator nothing. */
function reasonOf(error: Error): string {
  return /^[A-Z]+: ([^,]+),/.exec(error.message)?.[1] ?? error.message;
}

/** Logs what an operator wants to know of the store. */
export function logStoreEvent(logger: Logger, event: EngineEvent): void {
  switch (event.type) {
    case 'problem':
      logger.error({ err: event.error }, `store: ${event.message}`);
      break;
    case 'log-fault':
      logger.warn(
        event,
        'a part of the log is not whole: at its end, a write that was never finished',
      );
      break;
    case 'recovered':
      logger.info(event, 'spans were read back from the log');
      break;
    case 'dropped-segments':
      logger.info(event, 'old spans were dropped');
      break;
    case 'sealed':
      logger.debug(event, 'a segment was written');
      break;
    case 'synced':
      break;
  }
}
