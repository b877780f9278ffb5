// Counts the matching traces of one view in cells of time and duration. Hot: most traces are one fragment
// each, and all that is asked of them stands in the table.
import {
  type CallContext,
  expectHistogramQuery,
  expectPatterns,
  type Histogram,
  type HistogramCell,
  type HistogramQuery,
} from '@clew/storage';
import type { FoundTrace } from './found-trace.ts';
import { MatchingTraces, type TraceSink } from './matching-traces.ts';
import type { StoreView } from './store-view.ts';
import { Turn } from './turn.ts';

/** Answers one histogram on one view. */
export async function countTraces(
  view: StoreView,
  query: HistogramQuery,
  context: CallContext,
): Promise<Histogram> {
  expectHistogramQuery(query);
  expectPatterns(query.where);
  const counts = new TraceCounts(query);
  const complete = await new MatchingTraces(view, query, new Turn(context)).visit(counts);
  return counts.histogram(!complete);
}

/** The counts of all cells, a row of durations for each part of the time. */
class TraceCounts implements TraceSink {
  readonly #from: bigint;
  readonly #span: bigint;
  readonly #timeCells: bigint;
  readonly #edges: readonly bigint[];
  readonly #traces: Uint32Array;
  readonly #errors: Uint32Array;

  constructor({ range, timeCells, durationEdges }: HistogramQuery) {
    this.#from = range.from;
    this.#span = range.to - range.from + 1n;
    this.#timeCells = BigInt(timeCells);
    this.#edges = durationEdges;
    const cells = timeCells * (durationEdges.length + 1);
    this.#traces = new Uint32Array(cells);
    this.#errors = new Uint32Array(cells);
  }

  isDoneBefore(): boolean {
    return false;
  }

  wants(): boolean {
    return true;
  }

  add({ start, duration, errorCount }: FoundTrace): void {
    // A trace may start before the range, and none after it.
    const after = start < this.#from ? 0n : start - this.#from;
    const time = Number((after * this.#timeCells) / this.#span);
    const cell = time * (this.#edges.length + 1) + this.#durationIndex(duration);
    this.#traces[cell] = (this.#traces[cell] as number) + 1;
    if (errorCount > 0) this.#errors[cell] = (this.#errors[cell] as number) + 1;
  }

  histogram(partial: boolean): Histogram {
    const width = this.#edges.length + 1;
    const cells: HistogramCell[] = [];
    let traceCount = 0;
    let errorTraceCount = 0;
    this.#traces.forEach((traces, cell) => {
      if (traces === 0) return;
      const errors = this.#errors[cell] as number;
      cells.push([Math.floor(cell / width), cell % width, traces, errors]);
      traceCount += traces;
      errorTraceCount += errors;
    });
    return { cells, traceCount, errorTraceCount, partial };
  }

  /** How many edges are at most a duration. */
  #durationIndex(duration: bigint): number {
    let low = 0;
    let high = this.#edges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#edges[middle] as bigint) <= duration) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
