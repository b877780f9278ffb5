import type { FastifyInstance } from 'fastify';
import { openApiDocument } from './document.ts';

/** Adds the description of the API below the instance's prefix. */
export function openApiRoute(app: FastifyInstance): void {
  app.get('/v1/openapi.json', () => openApiDocument);
}
