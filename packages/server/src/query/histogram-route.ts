// Counts all matches of a search in cells of time and duration, for a heatmap.
import type { HistogramQuery, SpanReader } from '@clew/storage';
import type { FastifyInstance } from 'fastify';
import { callContext } from './call-context.ts';
import { conditionsOf, rangeOf } from './clew-conditions.ts';
import { wholeNumber } from './parameter-readers.ts';
import { Parameters } from './parameters.ts';

/** A picture that comes later than this is no help while one narrows a search. */
const CALL_MILLIS = 5000;
const DEFAULT_TIME_CELLS = 100;
const MAX_TIME_CELLS = 500;

/** Six numbers a decade, about as far apart as each other: the preferred numbers of the series E6 (IEC 60063), in tenths. */
const MANTISSAS = [10n, 15n, 22n, 33n, 47n, 68n] as const;

/** From a microsecond to a thousand seconds, in nanoseconds. */
const durationEdges: readonly bigint[] = [
  ...Array.from({ length: 9 }, (_, decade) =>
    MANTISSAS.map((one) => one * 10n ** BigInt(decade + 2)),
  ),
  [1_000_000_000_000n],
].flat();

/** Adds the route below the instance's prefix. */
export function histogramRoute(app: FastifyInstance, store: SpanReader): void {
  app.get('/v1/histogram', async (request) => {
    const query = histogramQuery(new Parameters(request.query), BigInt(Date.now()) * 1_000_000n);
    const { range, timeCells } = query;
    const { cells, traceCount, errorTraceCount, partial } = await store.histogram(
      query,
      callContext(request, CALL_MILLIS),
    );
    return {
      ...{ from: String(range.from), to: String(range.to), timeCells },
      durationEdges: durationEdges.map(String),
      ...{ cells, traceCount, errorTraceCount, partial },
    };
  });
}

function histogramQuery(parameters: Parameters, nowNanos: bigint): HistogramQuery {
  return {
    range: rangeOf(parameters, nowNanos),
    where: conditionsOf(parameters),
    timeCells: parameters.optional('cells', wholeNumber(1, MAX_TIME_CELLS)) ?? DEFAULT_TIME_CELLS,
    durationEdges,
  };
}
