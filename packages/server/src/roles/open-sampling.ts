// Opens what tells clients how to sample, as the configuration has it.
import type { Logger } from 'pino';
import type { Metrics } from '../admin/metrics.ts';
import type { Config } from '../config/index.ts';
import type { SamplingSource } from '../sampling/sampling-routes.ts';
import { EVERY_TRACE } from '../sampling/strategies.ts';
import { StrategiesFile } from '../sampling/strategies-file.ts';

/** A source of strategies that is open. */
export interface OpenSampling {
  readonly source: SamplingSource;
  close(): Promise<void>;
}

/**
 * Opens the file of strategies, if there is one.
 * @throws {StrategiesError} when it can't be used
 */
export async function openSampling(
  { samplingStrategies }: Config,
  { sampling: metrics }: Metrics,
  logger: Logger,
): Promise<OpenSampling> {
  const onAnswer = metrics.onAnswer.bind(metrics);
  if (samplingStrategies === undefined) {
    return { source: { strategies: () => EVERY_TRACE, onAnswer }, close: async () => {} };
  }
  const onReload = metrics.onReload.bind(metrics);
  const file = await StrategiesFile.open(samplingStrategies, { logger, onReload });
  return {
    source: { strategies: () => file.current, onAnswer },
    close: () => file.close(),
  };
}
