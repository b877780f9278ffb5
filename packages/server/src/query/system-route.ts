// How the process, its receivers and its store are, for those who run Clew.
import type { FastifyInstance } from 'fastify';
import type { QueryApiDependencies } from './query-api-dependencies.ts';

/** Adds the route below the instance's prefix. */
export function systemRoute(app: FastifyInstance, { system }: QueryApiDependencies): void {
  app.get('/v1/system', () => system());
}
