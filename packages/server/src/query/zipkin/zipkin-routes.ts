// Zipkin's query API, version 2, as its server has it: below the root, and below `/zipkin` for its web app.
// After Zipkin 3.5, ZipkinQueryApiV2, and https://zipkin.io/zipkin-api/
import { compareText, parseTraceId, type SpanBatch, SpanBatchReader } from '@clew/model';
import { writeZipkinJson } from '@clew/protocols/zipkin';
import type { SpanReader } from '@clew/storage';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext } from '../call-context.ts';
import { listPieces, startingWith, streamJson } from '../json-stream.ts';
import { failZipkin, ZipkinRefusal } from './zipkin-failure.ts';
import { lowerNames, servicesNamed } from './zipkin-names.ts';
import { normalizedTraceId, ZipkinParameters } from './zipkin-parameters.ts';
import { rangeOf, traceQuery, zipkinSearch } from './zipkin-search.ts';
import { type ZipkinServerFacts, zipkinServerRoutes } from './zipkin-server-routes.ts';

/** What the API works with. */
export interface ZipkinApiDependencies extends ZipkinServerFacts {
  readonly store: SpanReader;
  /** Called when a request ends, with its route (`/api/v2/traces`) and how long it took. */
  readonly observe: (endpoint: string, seconds: number) => void;
}

/** Names are cached where there are more than so many: who begins should see new ones at once. */
const UNCACHED_NAMES = 3;
const CACHED = 'max-age=300, must-revalidate';
/** How many keys and values of tags are offered for completion. */
const MAX_COMPLETIONS = 1000;
const MAX_TRACES = 1000;

/** Adds Zipkin's query API and everything else that its server answers to a GET. */
export function zipkinRoutes(app: FastifyInstance, deps: ZipkinApiDependencies): void {
  app.setErrorHandler(failZipkin);
  app.addHook('onResponse', (request, reply, next) => {
    const { url } = request.routeOptions;
    if (url !== undefined) deps.observe(url, reply.elapsedTime / 1000);
    next();
  });
  zipkinServerRoutes(app, deps);
  for (const prefix of ['/api/v2', '/zipkin/api/v2']) {
    app.register(
      (api, _options, done) => {
        queryRoutes(api, deps.store);
        done();
      },
      { prefix },
    );
  }
}

function queryRoutes(app: FastifyInstance, store: SpanReader): void {
  let serviceCount = 0;

  app.get('/services', async (request, reply) => {
    const names = lowerNames(await store.services(callContext(request)));
    serviceCount = names.length;
    return cached(reply, serviceCount > UNCACHED_NAMES).send(names);
  });

  app.get('/spans', async (request, reply) => {
    const names = await namesOfService(request, async (service, context) =>
      (await store.operations(service, context)).map(({ name }) => name),
    );
    return cached(reply, serviceCount > UNCACHED_NAMES).send(names);
  });

  app.get('/remoteServices', async (request, reply) => {
    const names = await namesOfService(request, (service, context) =>
      store.remoteServices(service, context),
    );
    return cached(reply, serviceCount > UNCACHED_NAMES).send(names);
  });

  app.get('/traces', async (request, reply) => {
    const search = zipkinSearch(new ZipkinParameters(request.query), Date.now());
    const query = await traceQuery(store, search, callContext(request));
    if (query === undefined) return [];
    const page = await store.search(query, callContext(request));
    if (page.partial) {
      reply.header('warning', '299 clew "the search ended early: there may be more traces"');
    }
    return await sendTraces(
      request,
      reply,
      page.traces.map(({ traceId }) => traceId),
    );
  });

  // A wildcard, as what is too long to be an id is refused as such.
  app.get('/trace/*', async (request, reply) => {
    const id = normalizedTraceId((request.params as { readonly '*': string })['*']);
    const trace = await traceOf(request, id);
    if (trace === undefined) throw new ZipkinRefusal(404, `${id} not found`);
    return streamJson(reply, only(jsonOf(trace)));
  });

  app.get('/traceMany', async (request, reply) => {
    const given = new ZipkinParameters(request.query).requiredText('traceIds');
    if (given === '') throw new ZipkinRefusal(400, 'traceIds parameter is empty');
    const ids = new Set<string>();
    for (const one of given.split(',')) {
      const id = normalizedTraceId(one);
      if (ids.has(id)) throw new ZipkinRefusal(400, `redundant traceId: ${one}`);
      ids.add(id);
    }
    if (ids.size === 1) {
      const message = 'Use /api/v2/trace/{traceId} endpoint to retrieve a single trace';
      throw new ZipkinRefusal(400, message);
    }
    if (ids.size > MAX_TRACES) throw new ZipkinRefusal(400, `traceIds.length > ${MAX_TRACES}`);
    return await sendTraces(request, reply, [...ids]);
  });

  app.get('/dependencies', async (request) => {
    const parameters = new ZipkinParameters(request.query);
    const endTs = parameters.requiredPositive('endTs');
    const range = rangeOf(endTs, parameters.positive('lookback'));
    const links = new Map<
      string,
      { parent: string; child: string; calls: number; errors: number }
    >();
    for (const link of await store.endpointLinks(range, callContext(request))) {
      const parent = link.parent.toLowerCase();
      const child = link.child.toLowerCase();
      const key = JSON.stringify([parent, child]);
      const sum = links.get(key) ?? { parent, child, calls: 0, errors: 0 };
      sum.calls += link.callCount;
      sum.errors += link.errorCount;
      links.set(key, sum);
    }
    return [...links.values()]
      .sort((a, b) => compareText(a.parent, b.parent) || compareText(a.child, b.child))
      .map(({ parent, child, calls, errors }) => ({
        ...{ parent, child, callCount: calls },
        ...(errors === 0 ? {} : { errorCount: errors }),
      }));
  });

  app.get('/autocompleteKeys', async (request, reply) => {
    const keys = await store.attributeKeys(callContext(request));
    const own = keys.flatMap(({ scope, key }) => (scope === 'span' && key !== '' ? [key] : []));
    return cached(reply, true).send(own.slice(0, MAX_COMPLETIONS));
  });

  app.get('/autocompleteValues', async (request, reply) => {
    const key = new ZipkinParameters(request.query).requiredText('key');
    if (key === '') throw new ZipkinRefusal(400, 'key was empty');
    const place = { scope: 'span', key } as const;
    const values = await store.attributeValues(place, MAX_COMPLETIONS, callContext(request));
    return cached(reply, values.length > UNCACHED_NAMES).send(values);
  });

  /** What is listed of the services that the request's `serviceName` stands for. */
  async function namesOfService(
    request: FastifyRequest,
    namesOf: (
      service: string,
      context: ReturnType<typeof callContext>,
    ) => Promise<readonly string[]>,
  ): Promise<readonly string[]> {
    const service = new ZipkinParameters(request.query).requiredText('serviceName');
    const context = callContext(request);
    const services = service === '' ? [] : await servicesNamed(store, service, context);
    return lowerNames((await Promise.all(services.map((one) => namesOf(one, context)))).flat());
  }

  async function traceOf(request: FastifyRequest, id: string): Promise<SpanBatch | undefined> {
    const bytes = parseTraceId(id);
    return bytes === undefined ? undefined : await store.trace(bytes, callContext(request));
  }

  async function sendTraces(
    request: FastifyRequest,
    reply: FastifyReply,
    ids: readonly string[],
  ): Promise<FastifyReply | readonly []> {
    const traces = tracesOf();
    // The first one is awaited, so that what fails at once fails with a status.
    const first = await traces.next();
    if (first.done === true) return [];
    return streamJson(
      reply,
      listPieces('[', startingWith(first.value, traces), () => ']'),
    );

    async function* tracesOf(): AsyncGenerator<Iterable<string>> {
      for (const id of ids) {
        const trace = await traceOf(request, id);
        if (trace !== undefined) yield jsonOf(trace);
      }
    }
  }
}

function jsonOf(trace: SpanBatch): Iterable<string> {
  return writeZipkinJson(new SpanBatchReader(trace).spans());
}

function cached(reply: FastifyReply, isCached: boolean): FastifyReply {
  return isCached ? reply.header('cache-control', CACHED) : reply;
}

async function* only<T>(one: T): AsyncGenerator<T> {
  yield one;
}
