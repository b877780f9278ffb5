// The port for those who run Clew: whether it lives, whether it is ready, and its metrics.

import type { Logger } from 'pino';
import { closeHttpServer, createHttpServer, listen } from '../http-server.ts';
import type { ListenAddress } from '../listen-error.ts';
import type { Receiver } from '../receivers/receiver.ts';
import type { Metrics } from './metrics.ts';

/** What {@link openAdminServer} is opened with. */
export interface AdminOptions {
  readonly address: ListenAddress;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Whether everything else is open. */
  readonly isReady: () => boolean;
}

/**
 * Opens `/health`, `/ready` and `/metrics`; `/` is as `/health`, where Jaeger has it.
 * @throws {ListenError} when the port can't be had
 */
export async function openAdminServer({
  address,
  metrics,
  logger,
  isReady,
}: AdminOptions): Promise<Receiver> {
  const app = createHttpServer(logger);
  for (const path of ['/', '/health']) {
    app.get(path, () => ({ status: 'alive', uptimeSeconds: Math.floor(process.uptime()) }));
  }
  app.get('/ready', (_request, reply) =>
    reply.code(isReady() ? 200 : 503).send({ status: isReady() ? 'ready' : 'not ready' }),
  );
  app.get('/metrics', async (_request, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}
