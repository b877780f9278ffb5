// `clew all-in-one`: starts the server, says where it is, and ends it when it is told to.
import { startAllInOne } from '@clew/server';
import { ConfigError, type ConfigSources, effectiveConfig } from '@clew/server/config';
import { destination, type Logger, pino } from 'pino';
import { ExitCode } from './exit-code.ts';
import { runUntilStopped } from './run-until-stopped.ts';
import { startMessage } from './start-message.ts';

/** Runs until a signal or a fault ends it; sets the exit code. */
export async function runAllInOne(sources: ConfigSources, version: string): Promise<void> {
  try {
    const { config, warnings } = effectiveConfig(sources);
    const logger = await createLogger(config.logLevel);
    for (const warning of warnings) logger.warn(warning);
    await runUntilStopped(logger, async () => {
      const running = await startAllInOne(config, { logger, version });
      const place =
        config.storage === 'memory'
          ? `up to ${sizeOf(config.memoryLimit)} in memory`
          : `in ${config.dataDir}`;
      console.log(startMessage(version, place, running.addresses));
      return running;
    });
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (process.exitCode === ExitCode.fault) console.error(error);
    else console.error(`clew: ${error instanceof Error ? error.message : error}`);
  }
}

async function createLogger(level: string): Promise<Logger> {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  // What a user asked for goes to standard output, what happens to standard error: as JSON for
  // programs, as lines where a person looks on.
  if (!process.stderr.isTTY) return pino(options, destination(2));
  const { default: pretty } = await import('pino-pretty');
  return pino(options, pretty({ destination: 2, sync: true, translateTime: 'SYS:HH:MM:ss' }));
}

/** Errors with a code of Clew's say in one line what to do; others are faults, with their stack. */
function exitCodeOf(error: unknown): number {
  if (error instanceof ConfigError) return ExitCode.usage;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('CLEW_') ? ExitCode.start : ExitCode.fault;
}

function sizeOf(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
