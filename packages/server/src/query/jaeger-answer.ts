// Jaeger's answer: the one structure that all its endpoints give, failures too.
import type { FastifyReply } from 'fastify';
import { listPieces, streamJson } from './json-stream.ts';

/** An error within an answer. */
export interface JaegerError {
  /** An HTTP status. */
  readonly code?: number;
  readonly msg: string;
  /** The trace that it is about, in Jaeger's form. */
  readonly traceID?: string;
}

/** A whole answer as an object. */
export function jaegerAnswer(
  data: unknown,
  total = 0,
  errors: readonly JaegerError[] | null = null,
): object {
  return { data, total, limit: 0, offset: 0, errors };
}

/**
 * Sends an answer piece by piece.
 * @param items the elements of `data`, each as the pieces of its JSON
 * @param errors read after the last item
 */
export function streamJaegerAnswer(
  reply: FastifyReply,
  items: AsyncIterable<Iterable<string>>,
  errors: readonly JaegerError[],
): FastifyReply {
  const closing = (): string => {
    const listed = JSON.stringify(errors.length === 0 ? null : errors);
    return `],"total":0,"limit":0,"offset":0,"errors":${listed}}`;
  };
  return streamJson(reply, listPieces('{"data":[', items, closing));
}
