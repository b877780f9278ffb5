// Reads the body of an HTTP request within limits of bytes, time and of all requests together.
import type { IncomingMessage } from 'node:http';
import type { BufferPool } from '../pipeline/buffer-pool.ts';
import type { Reservation } from '../pipeline/in-flight-budget.ts';
import { RefusalError } from './refusal.ts';

/** What a body may take. */
export interface BodyLimits {
  readonly maxBytes: number;
  readonly millis: number;
}

/**
 * Reads a body to its end.
 * @param memory lends what the body is put together in; who is done with the body gives it back
 * @param reservation grows with what comes in
 * @throws {RefusalError} when a limit is reached; what still comes is then read and forgotten, so that
 *   the client gets to read the answer
 */
export function readBody(
  request: IncomingMessage,
  { maxBytes, millis }: BodyLimits,
  memory: BufferPool,
  reservation: Reservation,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;

    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > maxBytes) refuse(tooLarge(maxBytes));
      else if (!reservation.grow(chunk.length)) refuse(busy());
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      finish();
      const [first] = chunks;
      resolve(chunks.length === 1 && first !== undefined ? first : joined(chunks, length, memory));
    };
    const onCut = (): void => refuse(new RefusalError('aborted', 'the body ended too early'));
    const timer = setTimeout(() => {
      refuse(new RefusalError('slow', `the body did not come within ${millis / 1000} s`));
    }, millis);
    const finish = (): void => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onCut).off('close', onCut);
    };
    const refuse = (error: RefusalError): void => {
      finish();
      request.on('error', () => undefined);
      request.resume();
      reject(error);
    };

    request.on('data', onData).on('end', onEnd).on('error', onCut).on('close', onCut);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > maxBytes) refuse(tooLarge(maxBytes));
  });
}

function joined(chunks: readonly Buffer[], length: number, memory: BufferPool): Uint8Array {
  const body = memory.take(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** A body over the limit. */
export function tooLarge(maxBytes: number): RefusalError {
  return new RefusalError(
    'too-large',
    `the body is larger than ${maxBytes} bytes; send fewer spans at once, or raise --max-request-bytes`,
  );
}

/** All requests together are over their limit. */
export function busy(): RefusalError {
  return new RefusalError('busy', 'too much is being taken in at once; send again later');
}
