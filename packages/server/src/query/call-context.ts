// What a request's calls to the store carry: the client's patience, and an end for all patience.
import type { CallContext } from '@clew/storage';
import type { FastifyRequest } from 'fastify';

/** How long one call to the store may take. */
const CALL_MILLIS = 30_000;

/**
 * The context of a call that begins now; it ends when the client goes away.
 * @param millis how long it may take
 */
export function callContext(request: FastifyRequest, millis: number = CALL_MILLIS): CallContext {
  return { tenant: '', signal: request.signal, deadline: Date.now() + millis };
}
