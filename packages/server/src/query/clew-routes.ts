// Clew's own API, which the UI talks to; docs/api.md describes it.
import { type ServiceShare, spanKindName, type TraceSummary } from '@clew/model';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { callContext } from './call-context.ts';
import { clewSearch, nextCursor } from './clew-search-query.ts';
import { type Failure, failureHeaders, failureOf } from './failure.ts';
import { histogramRoute } from './histogram-route.ts';
import { openApiRoute } from './openapi/openapi-route.ts';
import { oneOf, text, wholeNumber } from './parameter-readers.ts';
import { Parameters } from './parameters.ts';
import type { QueryApiDependencies } from './query-api-dependencies.ts';
import { systemRoute } from './system-route.ts';
import { traceDownloadRoutes } from './trace-downloads.ts';
import { traceRoutes } from './trace-routes.ts';

/** Adds the routes below the instance's prefix. */
export function clewRoutes(app: FastifyInstance, deps: QueryApiDependencies): void {
  const { store } = deps;

  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error, request);
    failureHeaders(reply, failure, error);
    return fail(reply, failure);
  });
  app.setNotFoundHandler((request, reply) =>
    fail(reply, {
      status: 404,
      code: 'CLEW_NO_SUCH_PATH',
      message: `there is no ${request.method} ${request.url.replace(/\?.*$/s, '')}; see docs/api.md`,
    }),
  );

  app.get('/v1/search', async (request) => {
    const query = clewSearch(new Parameters(request.query), BigInt(Date.now()) * 1_000_000n);
    const page = await store.search(query, callContext(request));
    const cursor = page.cursor === undefined ? {} : { cursor: nextCursor(query, page.cursor) };
    return { traces: page.traces.map(summaryJson), ...cursor, partial: page.partial };
  });

  histogramRoute(app, store);
  traceRoutes(app, store);
  traceDownloadRoutes(app, deps);

  app.get('/v1/services', async (request) => ({
    services: await store.services(callContext(request)),
  }));

  app.get('/v1/operations', async (request) => {
    const service = new Parameters(request.query).required('service', text);
    const operations = await store.operations(service, callContext(request));
    return { operations: operations.map(({ name, kind }) => ({ name, kind: spanKindName(kind) })) };
  });

  app.get('/v1/attribute-keys', async (request) => ({
    keys: (await store.attributeKeys(callContext(request))).map(({ scope, key }) => ({
      scope,
      key,
    })),
  }));

  app.get('/v1/attribute-values', async (request) => {
    const parameters = new Parameters(request.query);
    const scope = parameters.required('scope', oneOf('span', 'event', 'link', 'scope', 'resource'));
    const key = parameters.required('key', text);
    const limit = parameters.optional('limit', wholeNumber(1, 1000)) ?? 100;
    return { values: await store.attributeValues({ scope, key }, limit, callContext(request)) };
  });

  app.get('/v1/status', () => deps.status());
  systemRoute(app, deps);
  openApiRoute(app);
}

/** A summary as JSON can hold it. */
function summaryJson(trace: TraceSummary): object {
  const { traceId: id, rootService, rootName, rootMissing, spanCount, errorCount } = trace;
  return {
    traceId: id,
    start: String(trace.start),
    duration: String(trace.duration),
    ...{ rootService, rootName, rootMissing, spanCount, errorCount },
    services: trace.services.map(shareJson),
    hosts: trace.hosts.map(shareJson),
  };
}

function shareJson({ name, spanCount, errorCount }: ServiceShare): object {
  return { name, spanCount, errorCount };
}

function fail(reply: FastifyReply, failure: Failure): FastifyReply {
  const { status, code, message, parameter } = failure;
  return reply.code(status).send({ error: { code, message, parameter } });
}
