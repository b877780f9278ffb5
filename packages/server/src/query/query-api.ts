// Puts the query APIs on a server: Jaeger's and ours, each with its own errors.
import type { FastifyInstance } from 'fastify';
import { clewRoutes } from './clew-routes.ts';
import { jaegerPostRoutes } from './jaeger-post-routes.ts';
import { jaegerRoutes } from './jaeger-routes.ts';
import { jaegerV3Routes } from './jaeger-v3/v3-routes.ts';
import type { QueryApiDependencies } from './query-api-dependencies.ts';

/**
 * Registers Jaeger's query API (versions 1 and 3) and Clew's own below `/api`. Every other path below `/api`
 * answers 404 in JSON; paths elsewhere stay free for the UI.
 */
export function registerQueryApi(app: FastifyInstance, deps: QueryApiDependencies): void {
  app.register(
    (api, _options, done) => {
      api.addHook('onSend', (_request, reply, _payload, next) => {
        reply.header('cache-control', 'no-store');
        next();
      });
      api.addHook('onResponse', (request, reply, next) => {
        const { url } = request.routeOptions;
        if (url !== undefined) deps.observe(url, reply.elapsedTime / 1000);
        next();
      });
      jaegerRoutes(api, deps);
      answerUnknown(api);
      api.register((posts, _none, ready) => {
        jaegerPostRoutes(posts, deps);
        ready();
      });
      api.register(
        (v3, _none, ready) => {
          jaegerV3Routes(v3, deps);
          answerUnknown(v3);
          ready();
        },
        { prefix: '/v3' },
      );
      api.register(
        (own, _none, ready) => {
          clewRoutes(own, deps);
          answerUnknown(own);
          ready();
        },
        { prefix: '/clew' },
      );
      done();
    },
    { prefix: '/api' },
  );
}

/** Else the web app's page would be the answer, which is there for any path. */
function answerUnknown(app: FastifyInstance): void {
  app.get('/*', (_request, reply) => {
    reply.callNotFound();
  });
}
