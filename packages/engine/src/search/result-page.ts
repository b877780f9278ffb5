// The best traces of a search so far, a bounded number of them: one more than the page holds, which tells
// whether there is a next page.
import {
  compareRanked,
  decodeCursor,
  encodeCursor,
  type RankedPlace,
  rankIn,
  type TraceOrder,
  type TraceQuery,
} from '@clew/storage';
import type { FoundTrace } from './found-trace.ts';
import type { TraceSink } from './matching-traces.ts';

/** Gathers a page in the order of its query. */
export class ResultPage implements TraceSink {
  readonly #order: TraceOrder;
  readonly #limit: number;
  readonly #after: RankedPlace | undefined;
  readonly #best: Ranked[] = [];

  /** @throws {StoreError} for a cursor that is none of this order */
  constructor({ order = 'start', limit, cursor }: TraceQuery) {
    this.#order = order;
    this.#limit = limit;
    this.#after = cursor === undefined ? undefined : decodeCursor(order, cursor);
  }

  /** The traces of the page. */
  get traces(): readonly FoundTrace[] {
    return this.#best.slice(0, this.#limit).map((one) => one.trace);
  }

  /** For the next page, where there is one. */
  get cursor(): string | undefined {
    const last = this.#best.length > this.#limit ? this.#best[this.#limit - 1] : undefined;
    return last === undefined ? undefined : encodeCursor(this.#order, last);
  }

  /** Only newest first do starts tell what is not worth looking at. */
  isDoneBefore(bound: number): boolean {
    const worst = this.#order === 'start' ? this.#worst : undefined;
    return worst !== undefined && bound < Number(worst.start) * (1 - Number.EPSILON) - 1;
  }

  wants(trace: FoundTrace): boolean {
    const one = new Ranked(this.#order, trace);
    const worst = this.#worst;
    return (
      (worst === undefined || compareRanked(one, worst) < 0) &&
      (this.#after === undefined || compareRanked(this.#after, one) < 0)
    );
  }

  add(trace: FoundTrace): void {
    const one = new Ranked(this.#order, trace);
    let low = 0;
    let high = this.#best.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareRanked(this.#best[middle] as Ranked, one) < 0) low = middle + 1;
      else high = middle;
    }
    this.#best.splice(low, 0, one);
    if (this.#best.length > this.#limit + 1) this.#best.pop();
  }

  /** The last one, once there are as many as are wanted. */
  get #worst(): Ranked | undefined {
    return this.#best.length > this.#limit ? this.#best.at(-1) : undefined;
  }
}

/** A trace with its rank. Its id is asked for where it decides. */
class Ranked implements RankedPlace {
  readonly trace: FoundTrace;
  readonly rank: bigint;

  constructor(order: TraceOrder, trace: FoundTrace) {
    this.trace = trace;
    this.rank = rankIn(order, trace);
  }

  get start(): bigint {
    return this.trace.start;
  }

  get traceId(): string {
    return this.trace.traceId;
  }
}
