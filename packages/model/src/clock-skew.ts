// Finds spans whose host's clock goes wrong, as Jaeger does when it answers a query: a child that does not fit into a parent on
// another host is moved, and with it what came from the same host. Exact to the nanosecond at any time, since the warnings
// say by how much; hence big integers, but only for rows whose parent is on another host.
import { formatGoDuration } from './go-duration.ts';
import { hostKey } from './host.ts';
import { idText, type OwnSpanIds } from './shared-span-ids.ts';
import type { Span } from './span.ts';
import type { SpanBatch } from './span-batch.ts';
import { type SpanBatchReader, spanObject } from './span-view.ts';
import { ROWS_A_STEP, type Steps } from './steps.ts';

const NO_ROW = -1;

/** How far spans may be moved. */
export interface ClockSkewOptions {
  /** The longest move, nanoseconds; what would need a longer one gets a warning. 0: only warn. */
  readonly maxDeltaNanos: bigint;
  /** The attributes that tell hosts apart, by precedence; Jaeger 1 knows `ip` alone. */
  readonly hostAttributes?: readonly string[];
}

/** How far it is known by how much a row is off. */
const Found = { not: 0, onTheWay: 1, known: 2, inCircle: 3 } as const;

/** By how much the clocks of a trace's spans are off. */
export class ClockSkew {
  readonly #ids: OwnSpanIds;
  readonly #maxDelta: bigint;
  readonly #start: BigUint64Array;
  readonly #duration: BigUint64Array;
  readonly #spanCount: number;
  /** A number for the host of each resource; 0 where it is not known. */
  readonly #host: Uint32Array;
  readonly #resource: Uint32Array;
  readonly #found: Uint8Array;
  /** Nanoseconds by row. */
  readonly #delta: bigint[] = [];

  private constructor(reader: SpanBatchReader, ids: OwnSpanIds, options: ClockSkewOptions) {
    const { batch } = reader;
    this.#ids = ids;
    this.#maxDelta = options.maxDeltaNanos;
    this.#start = numbersOf(batch.start);
    this.#duration = numbersOf(batch.duration);
    this.#spanCount = batch.spanCount;
    this.#host = new Uint32Array(batch.resourceService.length);
    this.#resource = batch.resource;
    this.#found = new Uint8Array(batch.spanCount);
  }

  /**
   * Finds it along the parents.
   * @param reader of a trace in the order of a trace
   */
  static *of(
    reader: SpanBatchReader,
    ids: OwnSpanIds,
    options: ClockSkewOptions,
  ): Steps<ClockSkew> {
    const skew = new ClockSkew(reader, ids, options);
    yield* skew.#numberHosts(reader, options.hostAttributes);
    yield* skew.#findDeltas();
    return skew;
  }

  /** A row's span, moved or with a warning that says why not. */
  applied(row: number, span: Span): Span {
    const { ids } = this.#ids;
    const first = this.#ids.index.find(ids[row * 2] as number, ids[row * 2 + 1] as number);
    if (first !== row) return warned(span, 'duplicate span IDs; skipping clock skew adjustment');
    if (span.parentSpanId !== '' && this.#ids.parentOf(row) === NO_ROW) {
      const id = idText(this.#ids.parents, row);
      return warned(
        span,
        `parent span ID=${id} is not in the trace; skipping clock skew adjustment`,
      );
    }
    const delta = this.#delta[row] as bigint;
    if (delta === 0n) return span;
    const changed = warned(span, this.#warningOf(delta));
    if (!this.#isApplied(delta)) return changed;
    return {
      ...changed,
      start: notNegative(span.start + delta),
      events: span.events.map((event) => ({ ...event, time: notNegative(event.time + delta) })),
    };
  }

  *#numberHosts(reader: SpanBatchReader, keys: readonly string[] | undefined): Steps<void> {
    const numbers = new Map([['', 0]]);
    for (let index = 0; index < this.#host.length; index++) {
      const key = hostKey(reader.resource(index), keys);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      this.#host[index] = number;
      if (index % ROWS_A_STEP === 0) yield;
    }
  }

  *#findDeltas(): Steps<void> {
    const found = this.#found;
    /** The rows between one that is asked for and the first above it that is known; a trace may be deeper than the call stack. */
    const path: number[] = [];
    let done = 0;
    for (let row = 0; row < this.#spanCount; row++) this.#delta.push(0n);
    for (let row = 0; row < this.#spanCount; row++) {
      let at = row;
      while (at !== NO_ROW && found[at] === Found.not) {
        found[at] = Found.onTheWay;
        path.push(at);
        at = this.#parentOf(at);
        if (++done % ROWS_A_STEP === 0) yield;
      }
      const isReached = at === NO_ROW || found[at] === Found.known;
      for (let below = path.pop(); below !== undefined; below = path.pop()) {
        found[below] = isReached ? Found.known : Found.inCircle;
        if (isReached) this.#delta[below] = this.#deltaOf(below, at);
        at = below;
        if (++done % ROWS_A_STEP === 0) yield;
      }
    }
  }

  /** The row above that decides about a row; only the first of one id may be one, and no row is above itself. */
  #parentOf(row: number): number {
    const parent = this.#ids.parentOf(row);
    return parent === row ? NO_ROW : parent;
  }

  /** How far a row is to be moved to fit its parent, which has been moved already. */
  #deltaOf(row: number, parent: number): bigint {
    if (parent === NO_ROW) return 0n;
    const host = this.#hostOf(row);
    if (host !== 0 && host === this.#hostOf(parent)) return this.#delta[parent] as bigint;
    const start = this.#start[row] as bigint;
    const duration = this.#duration[row] as bigint;
    const parentStart = this.#movedStart(parent);
    const parentDuration = this.#duration[parent] as bigint;
    if (duration > parentDuration) {
      // Asynchronous, or the parent gave up: all that is sure is that it did not start earlier.
      return start < parentStart ? parentStart - start : 0n;
    }
    const fits = start >= parentStart && start + duration <= parentStart + parentDuration;
    // Else the way there is taken to be as long as the way back.
    return fits ? 0n : parentStart + (parentDuration - duration) / 2n - start;
  }

  #hostOf(row: number): number {
    return this.#host[this.#resource[row] as number] as number;
  }

  #movedStart(row: number): bigint {
    const start = this.#start[row] as bigint;
    const delta = this.#delta[row] as bigint;
    return delta === 0n || !this.#isApplied(delta) ? start : notNegative(start + delta);
  }

  #isApplied(delta: bigint): boolean {
    return delta <= this.#maxDelta && -delta <= this.#maxDelta;
  }

  #warningOf(delta: bigint): string {
    const text = formatGoDuration(delta);
    if (this.#maxDelta === 0n) {
      return `clock skew adjustment disabled; not applying calculated delta of ${text}`;
    }
    if (this.#isApplied(delta)) return `This span's timestamps were adjusted by ${text}`;
    const most = formatGoDuration(this.#maxDelta);
    return `max clock skew adjustment delta of ${most} exceeded; not applying calculated delta of ${text}`;
  }
}

function warned(span: Span, warning: string): Span {
  return { ...spanObject(span), warnings: [...span.warnings, warning] };
}

/** A column of word pairs as numbers. */
function numbersOf(words: SpanBatch['start']): BigUint64Array {
  return new BigUint64Array(words.buffer, words.byteOffset, words.length >>> 1);
}

function notNegative(nanos: bigint): bigint {
  return nanos < 0n ? 0n : nanos;
}
