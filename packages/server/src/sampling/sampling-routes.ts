// Jaeger's remote sampling over HTTP, in the JSON and with the errors of its agent and its collector:
// https://www.jaegertracing.io/docs/1.62/apis/#remote-sampling-configuration-stable
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Strategies, Strategy } from './strategies.ts';

/** What answers questions for strategies. */
export interface SamplingSource {
  /** What counts now. */
  readonly strategies: () => Strategies;
  /** A question was answered. */
  readonly onAnswer: (transport: SamplingTransport) => void;
}

/** Over what questions come: the agent's port, the collector's, gRPC. */
export type SamplingTransport = 'http' | 'collector-http' | 'grpc';

/** The agent's paths: those below `/`, and `/` itself in the words of its first versions. */
export function agentSamplingRoutes(app: FastifyInstance, source: SamplingSource): void {
  samplingRoutes(app, source, 'http', '');
  app.get('/', (request, reply) =>
    answer(request, reply, source, 'http', (strategy) => legacyStrategy(strategy)),
  );
}

/** The collector's paths, which are below `/api`. */
export function collectorSamplingRoutes(app: FastifyInstance, source: SamplingSource): void {
  samplingRoutes(app, source, 'collector-http', '/api');
}

function samplingRoutes(
  app: FastifyInstance,
  source: SamplingSource,
  transport: SamplingTransport,
  prefix: string,
): void {
  app.get(`${prefix}/sampling`, (request, reply) =>
    answer(request, reply, source, transport, (strategy) => strategy),
  );
  // As with Jaeger, which has none: to be told of an empty list would make clients drop all baggage.
  app.get(`${prefix}/baggageRestrictions`, (request, reply) =>
    serviceOf(request) === undefined
      ? refuse(reply)
      : sendText(reply, 501, 'there are no baggage restrictions'),
  );
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { strategies, onAnswer }: SamplingSource,
  transport: SamplingTransport,
  shown: (strategy: Strategy) => unknown,
): FastifyReply {
  const service = serviceOf(request);
  if (service === undefined) return refuse(reply);
  onAnswer(transport);
  return reply.type('application/json').send(JSON.stringify(shown(strategies().of(service))));
}

/** The one service that is asked for; undefined where there is none, or several. */
function serviceOf({ query }: FastifyRequest): string | undefined {
  const { service } = query as Readonly<Record<string, unknown>>;
  return typeof service === 'string' ? service : undefined;
}

function refuse(reply: FastifyReply): FastifyReply {
  return sendText(reply, 400, 'give exactly one parameter: service');
}

function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/plain; charset=utf-8').send(`${text}\n`);
}

/** The type as a number, as clients read it that were made with Thrift 0.9.2. */
function legacyStrategy({ strategyType, ...strategy }: Strategy): unknown {
  return { strategyType: strategyType === 'PROBABILISTIC' ? 0 : 1, ...strategy };
}
