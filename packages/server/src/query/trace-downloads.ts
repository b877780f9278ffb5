// A stored trace as a file, in the formats that other tools and Clew's own app open.
import { hexEncode, type SpanBatch, SpanBatchReader, type Steps } from '@clew/model';
import { groupedSpans, writeOtlpJson } from '@clew/protocols/otlp';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext, turnOf } from './call-context.ts';
import { foundUnder, givenTraceId } from './given-trace-id.ts';
import { streamJaegerAnswer } from './jaeger-answer.ts';
import { jaegerTraceJson } from './jaeger-trace-json.ts';
import { streamJson } from './json-stream.ts';
import { readParameter } from './parameters.ts';
import type { QueryApiDependencies } from './query-api-dependencies.ts';

/** Adds the routes below the instance's prefix. */
export function traceDownloadRoutes(app: FastifyInstance, deps: QueryApiDependencies): void {
  const { store, maxClockSkewNanos = 0n } = deps;

  app.get('/v1/traces/:traceId/jaeger.json', async (request, reply) => {
    const trace = await asFile(request, reply, 'jaeger');
    return streamJaegerAnswer(reply, only(request, jaegerTraceJson(trace, maxClockSkewNanos)), []);
  });

  app.get('/v1/traces/:traceId/otlp.json', async (request, reply) => {
    const trace = await asFile(request, reply, 'otlp');
    return streamJson(reply, only(request, otlpJson(trace)));
  });

  /** The trace that a request asks for, with an answer that browsers save under a name. */
  async function asFile(
    request: FastifyRequest,
    reply: FastifyReply,
    format: string,
  ): Promise<SpanBatch> {
    const { traceId: given } = request.params as { readonly traceId: string };
    const { id, trace } = await foundUnder(
      'traceId',
      readParameter('traceId', given, givenTraceId),
      async (one) => {
        const found = await store.trace(one, callContext(request));
        return found && { id: one, trace: found };
      },
    );
    const name = `trace-${hexEncode(id, 0, id.length)}.${format}.json`;
    reply.header('content-disposition', `attachment; filename="${name}"`);
    return trace;
  }
}

function* otlpJson(trace: SpanBatch): Steps<Iterable<string>> {
  return writeOtlpJson(yield* groupedSpans(new SpanBatchReader(trace)));
}

async function* only<T>(request: FastifyRequest, one: Steps<T>): AsyncGenerator<T> {
  yield await turnOf(request).finish(one);
}
