// Long answers, sent piece by piece: a million spans as JSON do not fit into one text.
import { Readable } from 'node:stream';
import { Turn } from '@clew/engine';
import type { FastifyReply } from 'fastify';

/** How many characters are sent at once. */
const CHUNK_LENGTH = 65_536;

/** Sends JSON whose pieces come one after another, the next ones when the client has taken the last. */
export function streamJson(
  reply: FastifyReply,
  pieces: AsyncIterable<Iterable<string>>,
): FastifyReply {
  const chunks = Readable.from(inChunks(pieces), { objectMode: false });
  return reply.type('application/json').send(chunks);
}

/** The elements of a list, each as the pieces of its JSON, with what stands around them. */
export async function* listPieces(
  opening: string,
  items: AsyncIterable<Iterable<string>>,
  closing: () => string,
): AsyncGenerator<Iterable<string>> {
  let separator = opening;
  for await (const pieces of items) {
    yield [separator];
    separator = ',';
    yield pieces;
  }
  if (separator !== ',') yield [separator];
  yield [closing()];
}

/** A list of which the first element was awaited, so that what fails at once fails with a status. */
export async function* startingWith<T>(first: T, others: AsyncIterable<T>): AsyncGenerator<T> {
  yield first;
  yield* others;
}

async function* inChunks(pieces: AsyncIterable<Iterable<string>>): AsyncGenerator<string> {
  let chunk = '';
  // A client that reads as fast as is written would keep everybody else waiting.
  const turn = new Turn({ tenant: '' });
  for await (const some of pieces) {
    for (const piece of some) {
      chunk += piece;
      if (turn.isOver) await turn.pause();
      if (chunk.length < CHUNK_LENGTH) continue;
      yield chunk;
      chunk = '';
    }
  }
  if (chunk !== '') yield chunk;
}
