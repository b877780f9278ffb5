// A server with the query API over a store, for tests to send requests to.
import type { Span } from '@clew/model';
import { batchOf, SpanFormat, SpanKind, StatusCode } from '@clew/model';
import type { SpanReader } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import fastify, { type FastifyInstance } from 'fastify';
import { systemAnswer } from '../../testing/system-answer.ts';
import { registerQueryApi } from '../query-api.ts';
import type { QueryApiDependencies } from '../query-api-dependencies.ts';
import { StoredTraces } from '../stored-traces.ts';

/** A server that answers from a store. */
export function queryServer(
  store: SpanReader,
  deps: Partial<QueryApiDependencies> = {},
): FastifyInstance {
  const app = fastify();
  registerQueryApi(app, {
    store: new StoredTraces(store),
    status: () => ({}),
    system: async () => systemAnswer(),
    observe: () => {},
    ...deps,
  });
  return app;
}

/** A store with some spans. */
export async function storeOf(...spans: readonly Span[]): Promise<ReferenceStore> {
  const store = new ReferenceStore();
  await store.write(batchOf(spans), { tenant: '' });
  return store;
}

/** When the spans of tests start: 2026-11-23. */
export const START = 1_795_451_101_190_030_000n;

/** A span of the service `shop` that has nothing but what it must have, and what is given. */
export function spanOf(given: Partial<Span> = {}): Span {
  return {
    traceId: '9346bc9e4f8eae5a02ffd1bcda60092e',
    spanId: 'e1e832722c8f5e2e',
    parentSpanId: '',
    name: 'buy',
    kind: SpanKind.unspecified,
    start: START,
    duration: 5_000_000n,
    status: StatusCode.unset,
    statusMessage: '',
    flags: 0,
    traceState: '',
    format: SpanFormat.jaeger,
    attributes: [],
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    warnings: [],
    resource: resourceOf('shop'),
    scope: { name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
    ...given,
  };
}

/** The resource of a service, and what else it has. */
export function resourceOf(
  serviceName: string,
  further: Readonly<Record<string, string>> = {},
): Span['resource'] {
  const attributes = Object.entries({ 'service.name': serviceName, ...further }).map(
    ([key, value]) => ({ key, value }),
  );
  return { serviceName, attributes, schemaUrl: '', droppedAttributesCount: 0 };
}
