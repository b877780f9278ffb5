// A refusal as an answer over HTTP.
import type { FastifyReply } from 'fastify';
import type { RefusalError } from './refusal.ts';

/** Sets what every refusal sets, whatever its body. */
export function refusalHeaders(
  reply: FastifyReply,
  { httpStatus, retryAfterSeconds, reason }: RefusalError,
): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (reason === 'slow') reply.header('connection', 'close');
  return reply.code(httpStatus);
}

/** Sends a refusal to clients that log the body as text, as those of Jaeger, Zipkin and SkyWalking do. */
export function sendRefusalText(reply: FastifyReply, refusal: RefusalError): FastifyReply {
  return refusalHeaders(reply, refusal)
    .type('text/plain; charset=utf-8')
    .send(`${refusal.message}\n`);
}
