// A trace as Clew's own API gives it: whole, or its skeleton first and its spans by range (ADR 6).
import { batchRange, type SpanBatch, skeletonOf } from '@clew/model';
import type { SpanReader } from '@clew/storage';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext } from './call-context.ts';
import { TraceNotFoundError } from './failure.ts';
import { wholeNumber } from './parameter-readers.ts';
import { ParameterError, Parameters, readParameter } from './parameters.ts';
import { RecentTraces } from './recent-traces.ts';
import { traceId } from './trace-id-reader.ts';

/** Spans that one range may hold. */
const MOST_SPANS = 65_536;
/** Spans that a batch may hold, and more. */
const MOST_ORDINAL = 0xffff_ffff;

/** Adds the routes below the instance's prefix. */
export function traceRoutes(app: FastifyInstance, store: SpanReader): void {
  const recent = new RecentTraces(store);

  app.get('/v1/traces/:traceId', async (request, reply) =>
    sendBatch(reply, found(await store.trace(idOf(request), callContext(request)))),
  );

  app.get('/v1/traces/:traceId/skeleton', async (request, reply) => {
    const trace = found(await recent.read(idOf(request), callContext(request)));
    return sendBatch(reply, skeletonOf(trace));
  });

  app.get('/v1/traces/:traceId/spans', async (request, reply) => {
    const parameters = new Parameters(request.query);
    const from = parameters.optional('from', wholeNumber(0, MOST_ORDINAL)) ?? 0;
    const to = parameters.optional('to', wholeNumber(0, MOST_ORDINAL)) ?? from + MOST_SPANS;
    if (to < from) throw new ParameterError('from', "must not be greater than 'to'");
    if (to - from > MOST_SPANS) {
      throw new ParameterError('to', `must be at most ${MOST_SPANS} greater than 'from'`);
    }
    const trace = found(await recent.remember(idOf(request), callContext(request)));
    return sendBatch(reply, batchRange(trace, from, to));
  });
}

function idOf(request: FastifyRequest): Uint8Array {
  const { traceId: given } = request.params as { readonly traceId: string };
  return readParameter('traceId', given, traceId);
}

function found(trace: SpanBatch | undefined): SpanBatch {
  if (trace === undefined) throw new TraceNotFoundError();
  return trace;
}

function sendBatch(reply: FastifyReply, { bytes }: SpanBatch): FastifyReply {
  const { buffer, byteOffset, length } = bytes;
  return reply
    .type('application/vnd.clew.span-batch')
    .send(Buffer.from(buffer, byteOffset, length));
}
