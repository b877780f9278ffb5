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
  const { name, pipeline, budget, observer, maxRequestBytes, bodyMillis } = context;
  const { memory } = pipeline;
  const reservation = budget.open();
  try {
    const limits = { maxBytes: maxRequestBytes, millis: bodyMillis };
    const wire = await readBody(request, limits, memory, reservation);
    let taken: Promise<IngestResult>;
    try {
      observer.onBody(wire.length);
      const encoding = request.headers['content-encoding'];
      const body = await decodeContent(wire, encoding, maxRequestBytes, reservation);
      taken = pipeline.ingest(body, decode, { tenant: '', receiver: name, dedupe: true });
    } finally {
      // The pipeline decodes before it returns: what is awaited from here on needs no body.
      memory.giveBack(wire);
    }
    const result = await taken;
    observer.onTaken(result);
    return result;
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
