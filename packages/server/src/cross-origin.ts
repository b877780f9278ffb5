import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';

/** How long a browser may remember what it is allowed. */
const CORS_SECONDS = 7200;

/**
 * Lets web pages of other origins ask.
 * @param origins which, `*` for all; undefined: none
 */
export async function allowOrigins(
  app: FastifyInstance,
  origins: readonly string[] | undefined,
  methods: readonly ('GET' | 'POST')[],
): Promise<void> {
  if (origins === undefined) return;
  await app.register(cors, {
    origin: origins.includes('*') ? '*' : [...origins],
    methods: [...methods],
    maxAge: CORS_SECONDS,
    exposedHeaders: ['retry-after'],
  });
}
