// Counts traces in cells, word for word as the contract says.
import type { TraceSummary } from '@clew/model';
import type { Histogram } from '../span-store.ts';
import type { HistogramQuery } from '../trace-query.ts';

/** The histogram of all traces that match a query. */
export function histogramOf(traces: readonly TraceSummary[], query: HistogramQuery): Histogram {
  const inCells = Map.groupBy(traces, (trace) =>
    JSON.stringify([timeIndex(trace.start, query), durationIndex(trace.duration, query)]),
  );
  const cells = [...inCells].map(([key, inCell]) => {
    const [time, duration] = JSON.parse(key) as [number, number];
    return [time, duration, inCell.length, inCell.filter(hasErrors).length] as const;
  });
  return {
    cells: cells.sort((a, b) => a[0] - b[0] || a[1] - b[1]),
    traceCount: traces.length,
    errorTraceCount: traces.filter(hasErrors).length,
    partial: false,
  };
}

function timeIndex(start: bigint, { range: { from, to }, timeCells }: HistogramQuery): number {
  const moved = start < from ? from : start > to ? to : start;
  return Number(((moved - from) * BigInt(timeCells)) / (to - from + 1n));
}

function durationIndex(duration: bigint, { durationEdges }: HistogramQuery): number {
  return durationEdges.filter((edge) => edge <= duration).length;
}

function hasErrors(trace: TraceSummary): boolean {
  return trace.errorCount > 0;
}
