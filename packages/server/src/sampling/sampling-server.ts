// The port on which Jaeger's agent tells clients how to sample.
import type { Logger } from 'pino';
import { closeHttpServer, createHttpServer, listen } from '../http-server.ts';
import type { ListenAddress } from '../listen-error.ts';
import type { Receiver } from '../receivers/receiver.ts';
import { agentSamplingRoutes, type SamplingSource } from './sampling-routes.ts';

/** What {@link openSamplingServer} is opened with. */
export interface SamplingServerOptions {
  readonly address: ListenAddress;
  readonly logger: Logger;
  readonly source: SamplingSource;
}

/**
 * Opens `/sampling`, `/` and `/baggageRestrictions`.
 * @throws {ListenError} when the port can't be had
 */
export async function openSamplingServer({
  address,
  logger,
  source,
}: SamplingServerOptions): Promise<Receiver> {
  const app = createHttpServer(logger);
  agentSamplingRoutes(app, source);
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}
