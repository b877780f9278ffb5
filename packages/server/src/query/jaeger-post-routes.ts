// What Jaeger's query API, version 1, does beside answering questions: it keeps a trace for good, and turns
// OpenTelemetry's JSON into its own.
import { type Span, SpanBatchBuilder, SpanBatchReader } from '@clew/model';
import { writeJaegerTrace } from '@clew/protocols/jaeger';
import { decodeOtlpJson } from '@clew/protocols/otlp';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { leaveBodiesUnread } from '../http-server.ts';
import { BufferPool } from '../pipeline/buffer-pool.ts';
import { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import { decodeContent } from '../receivers/content-decoding.ts';
import { refusalOf } from '../receivers/refusal.ts';
import { readBody } from '../receivers/request-body.ts';
import { callContext } from './call-context.ts';
import { foundUnder, givenTraceId } from './given-trace-id.ts';
import { type JaegerError, jaegerAnswer, streamJaegerAnswer } from './jaeger-answer.ts';
import { readParameter } from './parameters.ts';
import type { QueryApiDependencies } from './query-api-dependencies.ts';

const BODY_MILLIS = 30_000;
const MIB = 2 ** 20;

/** Adds the routes below the instance's prefix; the instance's parsers of bodies go. */
export function jaegerPostRoutes(app: FastifyInstance, deps: QueryApiDependencies): void {
  const { store, uploads = { maxBytes: 64 * MIB, budget: new InFlightBudget(128 * MIB) } } = deps;
  const memory = new BufferPool(0);

  leaveBodiesUnread(app);

  // A wildcard, as an id in base64 may have slashes.
  app.post('/archive/*', async (request) => {
    const { '*': given } = request.params as { readonly '*': string };
    await foundUnder('traceID', readParameter('traceID', given, givenTraceId), async (id) =>
      (await store.archive(id, callContext(request))) ? id : undefined,
    );
    return jaegerAnswer([], 0, []);
  });

  app.post('/transform', async (request, reply) => {
    const errors: JaegerError[] = [];
    const traces = await readTraces(request, errors);
    return streamJaegerAnswer(reply, piecesOf(traces), errors);
  });

  /** The traces of a body, in the order in which their first spans come. */
  async function readTraces(
    request: FastifyRequest,
    errors: JaegerError[],
  ): Promise<Iterable<readonly Span[]>> {
    const { budget, maxBytes } = uploads;
    const reservation = budget.open();
    try {
      const limits = { maxBytes, millis: BODY_MILLIS };
      const wire = await readBody(request.raw, limits, memory, reservation);
      const encoding = request.headers['content-encoding'];
      const body = await decodeContent(wire, encoding, maxBytes, reservation);
      const builder = new SpanBatchBuilder();
      const { rejected } = decodeOtlpJson(body, builder);
      for (const [reason, count] of rejected) {
        errors.push({
          code: 400,
          msg: `${count} ${count === 1 ? 'span' : 'spans'} left out: ${reason}`,
        });
      }
      return byTrace(new SpanBatchReader(builder.finish()).spans());
    } catch (error) {
      const refusal = refusalOf(error);
      // What nobody expected is logged as such.
      throw refusal.reason === 'internal' ? error : refusal;
    } finally {
      reservation.release();
    }
  }
}

function byTrace(spans: Iterable<Span>): Iterable<readonly Span[]> {
  const traces = new Map<string, Span[]>();
  for (const span of spans) {
    const trace = traces.get(span.traceId);
    if (trace === undefined) traces.set(span.traceId, [span]);
    else trace.push(span);
  }
  return traces.values();
}

async function* piecesOf(traces: Iterable<readonly Span[]>): AsyncGenerator<Iterable<string>> {
  for (const trace of traces) yield writeJaegerTrace(trace, 'as-sent');
}
