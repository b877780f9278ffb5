// What Zipkin's query API is to know of the process.
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../admin/metrics.ts';
import { type ZipkinApiDependencies, zipkinRoutes } from '../query/zipkin/zipkin-routes.ts';

/** The receiver whose counts are Zipkin's collector's. */
const RECEIVER = 'zipkin';

/** Adds Zipkin's query API to a server. */
export function zipkinApi(
  metrics: Metrics,
  deps: Pick<ZipkinApiDependencies, 'store' | 'version' | 'webAppPort'>,
): (app: FastifyInstance) => void {
  return (app) =>
    zipkinRoutes(app, {
      ...deps,
      observe: (endpoint, seconds) => metrics.observeQuery(endpoint, seconds),
      prometheus: async () => ({
        type: metrics.registry.contentType,
        body: await metrics.registry.metrics(),
      }),
      collected: async () => {
        const counts = await metrics.receivers.counts(RECEIVER);
        return {
          ...{ messages: counts.requests, bytes: counts.bytes },
          droppedMessages: sumOf(counts.refusedRequests),
          // As with Zipkin, of all spans that came.
          spans: counts.spans + sumOf(counts.refusedSpans),
          droppedSpans: sumOf(counts.refusedSpans),
        };
      },
    });
}

function sumOf(counts: readonly { readonly count: number }[]): number {
  return counts.reduce((sum, { count }) => sum + count, 0);
}
