// Jaeger's query API, version 3, over HTTP: what gRPC's gateway would make of its messages.
// After Jaeger 2.20, jaegerquery/internal/apiv3/http_gateway.go.
import type { SpanBatch } from '@clew/model';
import { writeOtlpResourceSpans } from '@clew/protocols/otlp';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext, turnOf } from '../call-context.ts';
import { failureHeaders, failureOf } from '../failure.ts';
import { foundUnder, givenTraceId } from '../given-trace-id.ts';
import { jaegerOperations } from '../jaeger-operations.ts';
import { jaegerService } from '../jaeger-search-query.ts';
import { completeTraces } from '../jaeger-trace-search.ts';
import { listPieces, startingWith, streamJson } from '../json-stream.ts';
import { boolean, spanKind } from '../parameter-readers.ts';
import { Parameters, readParameter } from '../parameters.ts';
import type { QueryApiDependencies } from '../query-api-dependencies.ts';
import { rfc3339 } from './rfc3339-reader.ts';
import { type V3Summary, v3Summaries } from './trace-summaries.ts';
import { aliased, v3Search } from './v3-search-query.ts';
import { v3Spans } from './v3-spans.ts';

/** Adds the routes below the instance's prefix. */
export function jaegerV3Routes(app: FastifyInstance, deps: QueryApiDependencies): void {
  const { store, maxClockSkewNanos = 0n } = deps;

  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error, request);
    failureHeaders(reply, failure, error);
    return fail(reply, failure.status, failure.message);
  });
  app.setNotFoundHandler((request, reply) =>
    fail(reply, 404, `there is no ${request.method} ${request.url.replace(/\?.*$/s, '')}`),
  );

  // A wildcard, as an id in base64 may have slashes.
  app.get('/traces/*', async (request, reply) => {
    const given = readParameter('trace_id', wildcard(request), givenTraceId);
    const parameters = new Parameters(request.query);
    // A hint where to look.
    aliased(parameters, ['startTime', 'start_time'], rfc3339);
    aliased(parameters, ['endTime', 'end_time'], rfc3339);
    const raw = aliased(parameters, ['rawTraces', 'raw_traces'], boolean) ?? false;
    const trace = await foundUnder('trace_id', given, (id) =>
      store.trace(id, callContext(request)),
    );
    return sendTraces(request, reply, [trace], raw);
  });

  app.get('/traces', async (request, reply) => {
    const search = v3Search(new Parameters(request.query));
    const traces = completeTraces(store, search, request);
    // The first one is awaited, so that what fails at once fails with a status.
    const first = await traces.next();
    if (first.done === true) return fail(reply, 404, 'No traces found');
    return sendTraces(request, reply, startingWith(first.value, traces), search.raw);
  });

  app.get('/trace-summaries', async (request, reply) => {
    const { query } = v3Search(new Parameters(request.query));
    const summaries = v3Summaries(store, query, request);
    const first = await summaries.next();
    if (first.done === true) return { summaries: [] };
    const items = textsOf(startingWith(first.value, summaries));
    return streamJson(
      reply,
      listPieces('{"summaries":[', items, () => ']}'),
    );
  });

  app.get('/services', async (request) => ({
    services: await store.services(callContext(request)),
  }));

  app.get('/operations', async (request) => {
    const parameters = new Parameters(request.query);
    const service = parameters.required('service', jaegerService);
    const kind = aliased(parameters, ['spanKind', 'span_kind'], spanKind);
    const operations = await jaegerOperations(store, service, kind, request);
    return {
      operations: operations.map((operation) => ({
        name: operation.name,
        // OpenTelemetry's kind for what is neither called nor calls.
        spanKind: operation.spanKind === '' ? 'internal' : operation.spanKind,
      })),
    };
  });

  function sendTraces(
    request: FastifyRequest,
    reply: FastifyReply,
    traces: Iterable<SpanBatch> | AsyncIterable<SpanBatch>,
    raw: boolean,
  ): FastifyReply {
    return streamJson(
      reply,
      listPieces('{"result":{"resourceSpans":[', resourceSpans(request, traces, raw), () => ']}}'),
    );
  }

  async function* resourceSpans(
    request: FastifyRequest,
    traces: Iterable<SpanBatch> | AsyncIterable<SpanBatch>,
    raw: boolean,
  ): AsyncGenerator<Iterable<string>> {
    const turn = turnOf(request);
    for await (const trace of traces) {
      const spans = await turn.finish(v3Spans(trace, raw ? undefined : maxClockSkewNanos));
      yield writeOtlpResourceSpans(spans);
    }
  }
}

async function* textsOf(summaries: AsyncIterable<V3Summary>): AsyncGenerator<Iterable<string>> {
  for await (const { start, end, ...rest } of summaries) {
    yield [
      JSON.stringify({
        ...rest,
        minStartTimeUnixNano: String(start),
        maxEndTimeUnixNano: String(end),
      }),
    ];
  }
}

function fail(reply: FastifyReply, httpCode: number, message: string): FastifyReply {
  return reply.code(httpCode).send({ error: { httpCode, message } });
}

function wildcard(request: FastifyRequest): string {
  return (request.params as { readonly '*': string })['*'];
}
