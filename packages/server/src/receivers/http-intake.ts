// The way of an HTTP request's body into the store, the same for every protocol.
import type { IncomingMessage } from 'node:http';
import type { Decode } from '../pipeline/decode.ts';
import type { IngestResult } from '../pipeline/pipeline.ts';
import { decodeContent } from './content-decoding.ts';
import type { ReceiverContext } from './receiver.ts';
import { type RefusalError, refusalOf } from './refusal.ts';
import { readBody } from './request-body.ts';

/**
 * Reads a request's body, decodes it and waits until its spans are stored.
 * @throws {RefusalError} when it is not taken in; that is counted, and logged where it is our fault
 */
export async function takeIn(
  request: IncomingMessage,
  decode: Decode,
  context: ReceiverContext,
): Promise<IngestResult> {
  const { name, pipeline, observer } = context;
  const result = await withBody(request, context, (body) =>
    pipeline.ingest(body, decode, { tenant: '', receiver: name, dedupe: true }),
  );
  observer.onTaken(result);
  return result;
}

/**
 * Reads a request's body within the limits and undoes its compression.
 * @param use is done with the body when it returns, though what it returns may be awaited
 * @throws {RefusalError} when it is not taken in; that is counted, and logged where it is our fault
 */
export async function withBody<T>(
  request: IncomingMessage,
  context: ReceiverContext,
  use: (body: Uint8Array) => T | Promise<T>,
): Promise<T> {
  const { pipeline, budget, observer, maxRequestBytes, bodyMillis } = context;
  const { memory } = pipeline;
  const reservation = budget.open();
  try {
    const limits = { maxBytes: maxRequestBytes, millis: bodyMillis };
    const wire = await readBody(request, limits, memory, reservation);
    let used: T | Promise<T>;
    try {
      observer.onBody(wire.length);
      const encoding = request.headers['content-encoding'];
      const body = await decodeContent(wire, encoding, maxRequestBytes, reservation);
      used = use(body);
    } finally {
      memory.giveBack(wire);
    }
    return await used;
  } catch (error) {
    throw refused(error, context);
  } finally {
    reservation.release();
  }
}

/** Counts a refusal. */
export function refused(error: unknown, { name, observer, logger }: ReceiverContext): RefusalError {
  const refusal = refusalOf(error);
  observer.onRefused(refusal.reason);
  const facts = { receiver: name, reason: refusal.reason };
  if (refusal.reason === 'internal') logger.error({ ...facts, err: error }, 'a request failed');
  else logger.debug({ ...facts, why: refusal.message }, 'a request was refused');
  return refusal;
}
