import fastify from 'fastify';
import { expect, test } from 'vitest';
import { streamJson } from './json-stream.ts';

/** Longer than a read may compute at a stretch. */
const PIECE_MILLIS = 10;
const PIECES = 5;

/** Pieces that take their time to be written. */
function* slowPieces(): Generator<string> {
  for (let piece = 0; piece < PIECES; piece++) {
    const began = performance.now();
    while (performance.now() - began < PIECE_MILLIS);
    yield piece === 0 ? '[0' : `,${piece}`;
  }
  yield ']';
}

test('others have their turn between the pieces of an answer', async () => {
  let turns = 0;
  let isWritten = false;
  const count = (): void => {
    turns++;
    if (!isWritten) setImmediate(count);
  };
  const app = fastify();
  app.get('/', (_request, reply) => {
    setImmediate(count);
    return streamJson(
      reply,
      (async function* () {
        yield slowPieces();
        isWritten = true;
      })(),
    );
  });
  const { body } = await app.inject('/');
  expect(JSON.parse(body)).toEqual([0, 1, 2, 3, 4]);
  expect(turns).toBeGreaterThanOrEqual(PIECES);
  await app.close();
});
