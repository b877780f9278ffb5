// The port that stands in for a Zipkin server: what its clients send and what its readers ask share it.
import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { closeHttpServer, createHttpServer, listen } from './http-server.ts';
import type { ListenAddress } from './listen-error.ts';
import type { Receiver } from './receivers/receiver.ts';

/** How long a browser may remember what it is allowed. */
const CORS_SECONDS = 7200;

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
  if (corsOrigins !== undefined) {
    const origin = corsOrigins.includes('*') ? '*' : [...corsOrigins];
    // As with Zipkin: pages may read, and send with a content-type.
    await app.register(cors, {
      origin,
      methods: ['GET', 'POST'],
      maxAge: CORS_SECONDS,
      exposedHeaders: ['retry-after'],
    });
  }
  for (const add of routes) {
    await app.register((scope, _options, done) => {
      add(scope);
      done();
    });
  }
  const bound = await listen(app, address);
  return { ...bound, close: (patience) => closeHttpServer(app, patience) };
}
