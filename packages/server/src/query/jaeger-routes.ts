// Jaeger's query API, version 1: what Jaeger's UI, Grafana's data source and people's scripts call.
// After Jaeger 1.62 and 2.20, cmd/query/app/http_handler.go and query_parser.go.
import type { SpanBatch } from '@clew/model';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext, turnOf } from './call-context.ts';
import { failureHeaders, failureOf } from './failure.ts';
import { foundUnder, givenTraceId } from './given-trace-id.ts';
import { type JaegerError, jaegerAnswer, streamJaegerAnswer } from './jaeger-answer.ts';
import { jaegerOperations } from './jaeger-operations.ts';
import { jaegerSearch, jaegerService } from './jaeger-search-query.ts';
import { jaegerTraceJson } from './jaeger-trace-json.ts';
import { searchedTraces } from './jaeger-trace-search.ts';
import { startingWith } from './json-stream.ts';
import { boolean, spanKind, text, wholeTime } from './parameter-readers.ts';
import { Parameters, readParameter } from './parameters.ts';
import type { QueryApiDependencies } from './query-api-dependencies.ts';

/** A day: how far `/api/dependencies` looks back when nobody says. */
const DEPENDENCIES_LOOKBACK_NANOS = 86_400_000_000_000n;

/** Adds the routes below the instance's prefix. */
export function jaegerRoutes(app: FastifyInstance, deps: QueryApiDependencies): void {
  const { store, maxClockSkewNanos = 0n } = deps;

  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error, request);
    failureHeaders(reply, failure, error);
    return fail(reply, failure.status, failure.message);
  });
  app.setNotFoundHandler((request, reply) =>
    fail(reply, 404, `there is no ${request.method} ${request.url.replace(/\?.*$/s, '')}`),
  );

  app.get('/services', async (request) => {
    const services = await store.services(callContext(request));
    return jaegerAnswer(services, services.length);
  });

  app.get('/operations', async (request) => {
    const parameters = new Parameters(request.query);
    const service = parameters.required('service', jaegerService);
    const kind = parameters.optional('spanKind', spanKind);
    const operations = await jaegerOperations(store, service, kind, request);
    return jaegerAnswer(operations, operations.length);
  });

  // A wildcard, as Grafana does not escape a slash within a service's name.
  app.get('/services/*', async (request, reply) => {
    const [, service] = /^(.+)\/operations$/s.exec(wildcard(request)) ?? [];
    if (service === undefined) return reply.callNotFound();
    const operations = await store.operations(jaegerService(service), callContext(request));
    const names = [...new Set(operations.map((operation) => operation.name))];
    return jaegerAnswer(names, names.length);
  });

  // A wildcard, as an id in base64 may have slashes.
  app.get('/traces/*', async (request, reply) => {
    const given = readParameter('traceID', wildcard(request), givenTraceId);
    const parameters = new Parameters(request.query);
    // A hint where to look, with Jaeger too; and Grafana sends it in milliseconds.
    parameters.optional('start', wholeTime('microseconds'));
    parameters.optional('end', wholeTime('microseconds'));
    const raw = parameters.optional('raw', boolean) ?? false;
    const trace = await foundUnder('traceID', given, (id) => store.trace(id, callContext(request)));
    return streamJaegerAnswer(reply, jsonOf(request, [trace], raw), []);
  });

  app.get('/traces', async (request, reply) => {
    const search = jaegerSearch(new Parameters(request.query), BigInt(Date.now()) * 1_000_000n);
    const errors: JaegerError[] = [];
    const traces = searchedTraces(store, search, request, errors);
    // The first one is awaited, so that what fails at once fails with a status.
    const first = await traces.next();
    if (first.done === true) return jaegerAnswer([], 0, errors.length === 0 ? null : errors);
    return streamJaegerAnswer(
      reply,
      jsonOf(request, startingWith(first.value, traces), search.raw),
      errors,
    );
  });

  app.get('/dependencies', async (request) => {
    const parameters = new Parameters(request.query);
    const milliseconds = wholeTime('milliseconds');
    const to = parameters.optional('endTs', milliseconds) ?? BigInt(Date.now()) * 1_000_000n;
    const back = parameters.optional('lookback', milliseconds) ?? DEPENDENCIES_LOOKBACK_NANOS;
    const service = parameters.optional('service', text);
    const range = { from: to > back ? to - back : 0n, to };
    const links = (await store.dependencies(range, callContext(request))).filter(
      ({ parent, child }) => service === undefined || parent === service || child === service,
    );
    return jaegerAnswer(
      links.map(({ parent, child, callCount }) => ({ parent, child, callCount })),
    );
  });

  async function* jsonOf(
    request: FastifyRequest,
    traces: Iterable<SpanBatch> | AsyncIterable<SpanBatch>,
    raw: boolean,
  ): AsyncGenerator<Iterable<string>> {
    const turn = turnOf(request);
    for await (const trace of traces) {
      yield await turn.finish(jaegerTraceJson(trace, raw ? undefined : maxClockSkewNanos));
    }
  }
}

function fail(reply: FastifyReply, status: number, msg: string): FastifyReply {
  return reply.code(status).send(jaegerAnswer(null, 0, [{ code: status, msg }]));
}

function wildcard(request: FastifyRequest): string {
  return (request.params as { readonly '*': string })['*'];
}
