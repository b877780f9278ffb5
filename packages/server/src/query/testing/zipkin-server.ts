// A server with Zipkin's query API over a store, for tests to send requests to.
import type { SpanReader } from '@clew/storage';
import fastify, { type FastifyInstance } from 'fastify';
import { type ZipkinApiDependencies, zipkinRoutes } from '../zipkin/zipkin-routes.ts';

/** A server that answers from a store. */
export function zipkinServer(
  store: SpanReader,
  deps: Partial<ZipkinApiDependencies> = {},
): FastifyInstance {
  const app = fastify();
  app.register((scope, _options, done) => {
    zipkinRoutes(scope, {
      store,
      version: '1.2.3',
      webAppPort: () => 16_686,
      collected: async () => ({
        ...{ messages: 1, droppedMessages: 2, bytes: 3, spans: 4, droppedSpans: 5 },
      }),
      prometheus: async () => ({ type: 'text/plain', body: 'up 1\n' }),
      observe: () => {},
      ...deps,
    });
    done();
  });
  return app;
}
