// What Zipkin's server answers beside its query API: how it is, what it is, what its web app is to know.
import type { SpanReader } from '@clew/storage';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { callContext } from '../call-context.ts';
import { failureOf } from '../failure.ts';
import { normalizedTraceId } from './zipkin-parameters.ts';

/** What was received by one way in since the process started. */
interface CollectorCounts {
  readonly messages: number;
  readonly droppedMessages: number;
  readonly bytes: number;
  readonly spans: number;
  readonly droppedSpans: number;
}

/** What the server is to know of the process that it runs in. */
export interface ZipkinServerFacts {
  readonly version: string;
  /** The port of the web app, once it is open; undefined where it is off. */
  readonly webAppPort: () => number | undefined;
  /** What clients sent to this port. */
  readonly collected: () => Promise<CollectorCounts>;
  /** All metrics in Prometheus's form. */
  readonly prometheus: () => Promise<{ readonly type: string; readonly body: string }>;
}

/** What Zipkin's web app asks for first. The lookback is what a search looks through at first, milliseconds. */
const CONFIG = {
  environment: '',
  queryLimit: 10,
  defaultLookback: 900_000,
  searchEnabled: true,
  logsUrl: null,
  supportUrl: null,
  archivePostUrl: null,
  archiveUrl: null,
  dependency: { enabled: true, lowErrorRate: 0.5, highErrorRate: 0.75 },
} as const;
const CONFIG_SECONDS = 600;
/** How long the store may take to say that it is well. */
const HEALTH_MILLIS = 10_000;

/** Adds the routes. */
export function zipkinServerRoutes(
  app: FastifyInstance,
  deps: ZipkinServerFacts & { readonly store: SpanReader },
): void {
  for (const path of ['/config.json', '/zipkin/config.json']) {
    app.get(path, (_request, reply) =>
      reply.header('cache-control', `max-age=${CONFIG_SECONDS}`).send(CONFIG),
    );
  }
  for (const path of ['/info', '/actuator/info']) {
    app.get(path, () => ({ zipkin: { version: deps.version, commit: 'clew' } }));
  }
  for (const path of ['/health', '/actuator/health']) {
    app.get(path, async (request, reply) => {
      const error = await faultOf(deps.store, request);
      return reply.code(error === undefined ? 200 : 503).send(healthOf(error));
    });
  }
  for (const path of ['/prometheus', '/actuator/prometheus']) {
    app.get(path, async (_request, reply) => {
      const { type, body } = await deps.prometheus();
      return reply.type(type).send(body);
    });
  }
  app.get('/metrics', async () => {
    const { messages, droppedMessages, bytes, spans, droppedSpans } = await deps.collected();
    return {
      'counter.zipkin_collector.messages.http': messages,
      'counter.zipkin_collector.messages_dropped.http': droppedMessages,
      'counter.zipkin_collector.bytes.http': bytes,
      'counter.zipkin_collector.spans.http': spans,
      'counter.zipkin_collector.spans_dropped.http': droppedSpans,
    };
  });

  // Bookmarks of Zipkin's web app lead to Clew's.
  for (const path of ['/', '/zipkin', '/zipkin/', '/zipkin/dependency']) {
    app.get(path, (request, reply) => toWebApp(request, reply, '/'));
  }
  app.get('/zipkin/traces/:id', (request, reply) => {
    const { id } = request.params as { readonly id: string };
    return toWebApp(request, reply, `/trace/${normalizedTraceId(id)}`);
  });

  function toWebApp(request: FastifyRequest, reply: FastifyReply, path: string): FastifyReply {
    const port = deps.webAppPort();
    if (port === undefined) {
      reply.callNotFound();
      return reply;
    }
    return reply.redirect(`${request.protocol}://${request.hostname}:${port}${path}`, 302);
  }
}

async function faultOf(store: SpanReader, request: FastifyRequest): Promise<string | undefined> {
  try {
    await store.services(callContext(request, HEALTH_MILLIS));
    return undefined;
  } catch (error) {
    return failureOf(error, request).message;
  }
}

function healthOf(error: string | undefined): object {
  const status = error === undefined ? 'UP' : 'DOWN';
  const store = error === undefined ? { status } : { status, details: { error } };
  return { status, zipkin: { status, details: { 'Clew{}': store } } };
}
