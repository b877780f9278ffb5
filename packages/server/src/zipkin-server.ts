// The port that stands in for a Zipkin server: what its clients send and what its readers ask share it.
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { allowOrigins } from './cross-origin.ts';
import { closeHttpServer, createHttpServer, listen } from './http-server.ts';
import type { ListenAddress } from './listen-error.ts';
import type { Receiver } from './receivers/receiver.ts';

/** What {@link openZipkinServer} is opened with. */
export interface ZipkinServerOptions {
  readonly address: ListenAddress;
  readonly logger: Logger;
  /** Web pages that may send and ask; undefined: none of another origin. */
  readonly corsOrigins: readonly string[] | undefined;
  /** Each adds its routes, with parsers of content of its own. */
  readonly routes: readonly ((app: FastifyInstance) => void)[];
}

/**
 * Opens the port.
 * @throws {ListenError} when it can't be had
 */
export async function openZipkinServer({
  address,
  logger,
  corsOrigins,
  routes,
}: ZipkinServerOptions): Promise<Receiver> {
  const app = createHttpServer(logger);
  // As with Zipkin: pages may read, and send with a content-type.
  await allowOrigins(app, corsOrigins, ['GET', 'POST']);
  for (const add of routes) {
    await app.register((scope, _options, done) => {
      add(scope);
      done();
    });
  }
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}
