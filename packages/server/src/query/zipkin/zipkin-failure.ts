// Failures in Zipkin's words: its clients show the body, which is plain text, as it is.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { failureHeaders, failureOf } from '../failure.ts';

/** A request can't be answered, for a reason that its client can act on. */
export class ZipkinRefusal extends Error {
  readonly code = 'CLEW_ZIPKIN_REFUSAL';
  readonly status: 400 | 404;

  constructor(status: 400 | 404, message: string) {
    super(message);
    this.status = status;
  }
}

/** Answers a failure. */
export function failZipkin(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (error instanceof ZipkinRefusal) return text(reply.code(error.status), error.message);
  const failure = failureOf(error, request);
  failureHeaders(reply, failure, error);
  return text(reply, failure.message);
}

function text(reply: FastifyReply, message: string): FastifyReply {
  return reply.type('text/plain; charset=utf-8').send(message);
}
