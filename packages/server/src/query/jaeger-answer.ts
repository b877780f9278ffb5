// Jaeger's answer: the one structure that all its endpoints give, failures too.
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

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

/** How many characters are sent at once. */
const CHUNK_LENGTH = 65_536;

/**
 * Sends an answer piece by piece: a million spans as JSON do not fit into one text.
 * @param items the elements of `data`, each as the pieces of its JSON
 * @param errors read after the last item
 */
export function streamJaegerAnswer(
  reply: FastifyReply,
  items: AsyncIterable<Iterable<string>>,
  errors: readonly JaegerError[],
): FastifyReply {
  const chunks = Readable.from(inChunks(answerPieces(items, errors)), { objectMode: false });
  return reply.type('application/json').send(chunks);
}

async function* answerPieces(
  items: AsyncIterable<Iterable<string>>,
  errors: readonly JaegerError[],
): AsyncGenerator<Iterable<string>> {
  let opening = '{"data":[';
  for await (const pieces of items) {
    yield [opening];
    opening = ',';
    yield pieces;
  }
  if (opening !== ',') yield [opening];
  const listed = JSON.stringify(errors.length === 0 ? null : errors);
  yield [`],"total":0,"limit":0,"offset":0,"errors":${listed}}`];
}

async function* inChunks(pieces: AsyncIterable<Iterable<string>>): AsyncGenerator<string> {
  let chunk = '';
  for await (const some of pieces) {
    for (const piece of some) {
      chunk += piece;
      if (chunk.length < CHUNK_LENGTH) continue;
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
