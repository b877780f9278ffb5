// A trace as Clew's own API gives it: whole, or its skeleton first and its spans by range (ADR 6).
import { batchRange, type SpanBatch, skeletonOf } from '@clew/model';
import type { SpanReader } from '@clew/storage';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext, turnOf } from './call-context.ts';
import { foundUnder, givenTraceId } from './given-trace-id.ts';
import { wholeNumber } from './parameter-readers.ts';
import { ParameterError, Parameters, readParameter } from './parameters.ts';
import { RecentTraces } from './recent-traces.ts';

/** Spans that one range may hold. */
const MOST_SPANS = 65_536;
/** Spans that a batch may hold, and more. */
const MOST_ORDINAL = 0xffff_ffff;

/** Adds the routes below the instance's prefix. */
export function traceRoutes(app: FastifyInstance, store: SpanReader): void {
  const recent = new RecentTraces(store);

  app.get('/v1/traces/:traceId', async (request, reply) =>
    sendBatch(reply, await found(request, (id) => store.trace(id, callContext(request)))),
  );

  app.get('/v1/traces/:traceId/skeleton', async (request, reply) => {
    const trace = await found(request, (id) => recent.read(id, callContext(request)));
    return sendBatch(reply, await turnOf(request).finish(skeletonOf(trace)));
  });

  app.get('/v1/traces/:traceId/spans', async (request, reply) => {
    const parameters = new Parameters(request.query);
    const from = parameters.optional('from', wholeNumber(0, MOST_ORDINAL)) ?? 0;
    const to = parameters.optional('to', wholeNumber(0, MOST_ORDINAL)) ?? from + MOST_SPANS;
    if (to < from) throw new ParameterError('from', "must not be greater than 'to'");
    if (to - from > MOST_SPANS) {
      throw new ParameterError('to', `must be at most ${MOST_SPANS} greater than 'from'`);
    }
    const trace = await found(request, (id) => recent.remember(id, callContext(request)));
    return sendBatch(reply, await turnOf(request).finish(batchRange(trace, from, to)));
  });
}

async function found(
  request: FastifyRequest,
  find: (id: Uint8Array) => Promise<SpanBatch | undefined>,
): Promise<SpanBatch> {
  const { traceId: given } = request.params as { readonly traceId: string };
  return await foundUnder('traceId', readParameter('traceId', given, givenTraceId), find);
}

function sendBatch(reply: FastifyReply, { bytes }: SpanBatch): FastifyReply {
  const { buffer, byteOffset, length } = bytes;
  return reply
    .type('application/vnd.clew.span-batch')
    .send(Buffer.from(buffer, byteOffset, length));
}
