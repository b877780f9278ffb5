// Searches traces newest first. Batches and blocks are opened in descending order of the latest
// start they can hold; the search ends when none left can beat the page. A span's start is never
// before its trace's, so whatever is opened later holds only traces that are older.
import { SpanBatchReader, type TraceSummary } from '@clew/model';
import {
  type CallContext,
  compareNewestFirst,
  decodeCursor,
  encodeCursor,
  matchesTrace,
  type SearchPage,
  type SpanExpression,
  type TimeRange,
  type TraceExpression,
  type TracePlace,
  type TraceQuery,
} from '@clew/storage';
import type { HeadBatch } from '../head/head.ts';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { notBelow } from '../segment/words.ts';
import { BatchRows } from './batch-rows.ts';
import { BlockRows } from './block-rows.ts';
import { type FoundTrace, FragmentTrace, MergedTrace } from './found-trace.ts';
import { FragmentHosts } from './fragment-hosts.ts';
import { type RowMask, type RowSource, wordsMask } from './row-source.ts';
import { type SpanCondition, spanCondition } from './span-condition.ts';
import { blocksOf, type FragmentPlace, type StoreView } from './store-view.ts';
import { Turn } from './turn.ts';

/** A batch or a block that may hold matches. */
type Unit =
  | { readonly bound: number; readonly batch: HeadBatch }
  | { readonly bound: number; readonly segment: SegmentReader; readonly block: number };

interface Candidate {
  /** A number of nanoseconds not below the trace's start. */
  readonly bound: number;
  readonly id: Uint8Array;
  readonly idAt: number;
}

/** Answers one query on one view. */
export async function searchTraces(
  view: StoreView,
  query: TraceQuery,
  context: CallContext,
): Promise<SearchPage> {
  return await new TraceSearch(view, query, context).run();
}

class TraceSearch {
  readonly #view: StoreView;
  readonly #query: TraceQuery;
  readonly #turn: Turn;
  readonly #cursor: TracePlace | undefined;
  /** What some span of every match satisfies; undefined when nothing of the kind is known. */
  readonly #driver: SpanCondition | undefined;
  /** Whether the driver alone decides. */
  readonly #driverDecides: boolean;
  readonly #conditions: Map<SpanExpression, SpanCondition> = new Map();
  readonly #seen: Set<string> = new Set();
  readonly #page: FoundTrace[] = [];

  constructor(view: StoreView, query: TraceQuery, context: CallContext) {
    this.#view = view;
    this.#query = query;
    this.#turn = new Turn(context);
    this.#cursor = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    const driver = query.where === undefined ? undefined : driverOf(query.where);
    this.#driver = driver === undefined ? undefined : this.#condition(driver);
    this.#driverDecides = query.where === undefined || query.where.op === 'some';
  }

  async run(): Promise<SearchPage> {
    const partial = !(await this.#fillPage());
    const traces = await this.#summaries();
    const last = traces.at(-1);
    if (this.#page.length <= this.#query.limit || last === undefined) return { traces, partial };
    return { traces, partial, cursor: encodeCursor(last) };
  }

  /** What was found is given, also when the deadline has passed: there is not much left to do. */
  async #summaries(): Promise<readonly TraceSummary[]> {
    const hosts = new FragmentHosts(this.#turn);
    const summaries: TraceSummary[] = [];
    for (const trace of this.#page.slice(0, this.#query.limit)) {
      summaries.push(await trace.summary(hosts));
    }
    return summaries;
  }

  /** @returns false when the deadline ended it early */
  async #fillPage(): Promise<boolean> {
    if (!(await this.#turn.mayGoOn())) return false;
    for (const unit of unitsOf(this.#view, this.#query.range)) {
      if (this.#isFullBefore(unit.bound)) break;
      if (!(await this.#turn.mayGoOn())) return false;
      for (const candidate of this.#candidates(unit)) {
        if (this.#isFullBefore(candidate.bound)) break;
        if (!(await this.#turn.mayGoOn())) return false;
        this.#consider(candidate);
      }
    }
    return true;
  }

  /** Whether the page is full of traces that start after everything up to a bound. */
  #isFullBefore(bound: number): boolean {
    // One more than the page tells whether there is a next page.
    const worst = this.#page.length > this.#query.limit ? this.#page.at(-1) : undefined;
    return worst !== undefined && bound < Number(worst.start) * (1 - Number.EPSILON) - 1;
  }

  #candidates(unit: Unit): readonly Candidate[] {
    if ('batch' in unit) return this.#batchCandidates(unit.batch);
    return this.#blockCandidates(unit.segment, unit.block);
  }

  #batchCandidates({ batch }: HeadBatch): readonly Candidate[] {
    const rows = new BatchRows(batch);
    const mask = this.#matchingRows(rows, false);
    const found: Candidate[] = [];
    for (let row = mask.indexOf(1); row >= 0; row = mask.indexOf(1, row + 1)) {
      const bound = roughStart(batch.start, row);
      found.push({ bound, id: batch.traceId, idAt: row * 16 });
    }
    return found.sort((a, b) => b.bound - a.bound);
  }

  #blockCandidates(segment: SegmentReader, index: number): readonly Candidate[] {
    const footer = segment.footer.blocks[index];
    if (footer === undefined) return [];
    if (this.#driver?.mayMatch(segment.summary(index)) === false) return [];
    const block = segment.block(index);
    const { from, to } = this.#query.range;
    const inRange = BigInt(footer.minStart) >= from && BigInt(footer.maxStart) <= to;
    const mask = this.#matchingRows(new BlockRows(block), inRange);
    const { start } = segment.fragments();
    const ids = segment.traceIds();
    const found: Candidate[] = [];
    let last = -1;
    for (let row = mask.indexOf(1); row >= 0; row = mask.indexOf(1, row + 1)) {
      const fragment = block.fragment[row] as number;
      if (fragment === last) continue;
      last = fragment;
      found.push({ bound: roughStart(start, fragment), id: ids, idAt: fragment * 16 });
    }
    return found.sort((a, b) => b.bound - a.bound);
  }

  /** Rows within the range that satisfy the driver. */
  #matchingRows(source: RowSource, allInRange: boolean): RowMask {
    const mask = allInRange
      ? new Uint8Array(source.rows).fill(1)
      : rangeMask(source, this.#query.range);
    if (this.#driver !== undefined && mask.includes(1)) and(mask, this.#driver.rows(source));
    return mask;
  }

  #consider({ id, idAt }: Candidate): void {
    const key = Buffer.from(id.buffer, id.byteOffset + idAt, 16).toString('latin1');
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const places = this.#view.find(id, idAt);
    const only = this.#view.onlyFragment(places);
    if (only !== undefined) {
      const trace = new FragmentTrace(only);
      // Within one segment there are no duplicates: a row that satisfied the driver stands.
      if (
        this.#isOnLaterPage(trace) &&
        (this.#driverDecides || this.#matches(trace, fragmentParts(only, this.#query.range)))
      ) {
        this.#insert(trace);
      }
      return;
    }
    const merged = this.#view.merge(places);
    const trace = new MergedTrace(new SpanBatchReader(merged));
    if (!this.#isOnLaterPage(trace)) return;
    const source = new BatchRows(merged);
    const inRange = rangeMask(source, this.#query.range);
    if (this.#matches(trace, [{ source, inRange }])) this.#insert(trace);
  }

  #isOnLaterPage(trace: FoundTrace): boolean {
    return this.#cursor === undefined || compareNewestFirst(this.#cursor, trace) < 0;
  }

  #matches(trace: FoundTrace, parts: readonly TracePart[]): boolean {
    if (!parts.some(({ inRange }) => inRange.includes(1))) return false;
    const { where } = this.#query;
    if (where === undefined) return true;
    return matchesTrace(where, trace, (span) => {
      const condition = this.#condition(span);
      return parts.some(({ source, inRange }) => {
        const rows = condition.rows(source);
        return inRange.some((inside, row) => inside === 1 && rows[row] === 1);
      });
    });
  }

  #insert(trace: FoundTrace): void {
    let at = this.#page.length;
    while (at > 0 && compareNewestFirst(trace, this.#page[at - 1] as FoundTrace) < 0) at -= 1;
    if (at > this.#query.limit) return;
    this.#page.splice(at, 0, trace);
    if (this.#page.length > this.#query.limit + 1) this.#page.pop();
  }

  #condition(expression: SpanExpression): SpanCondition {
    const known = this.#conditions.get(expression) ?? spanCondition(expression);
    this.#conditions.set(expression, known);
    return known;
  }
}

/** Rows of one trace, and which of them start within the query's range. */
interface TracePart {
  readonly source: RowSource;
  readonly inRange: RowMask;
}

function fragmentParts(
  { segment, fragment }: FragmentPlace,
  range: TimeRange,
): readonly TracePart[] {
  const parts: TracePart[] = [];
  for (const { block, first, last } of blocksOf(segment, fragment)) {
    const source = new BlockRows(block);
    const inRange = rangeMask(source, range);
    inRange.fill(0, 0, first).fill(0, last);
    parts.push({ source, inRange });
  }
  return parts;
}

function rangeMask(source: RowSource, { from, to }: TimeRange): RowMask {
  const mask = wordsMask(source.start, source.rows, '>=', from);
  and(mask, wordsMask(source.start, source.rows, '<=', to));
  return mask;
}

/** A condition that some span of every matching trace satisfies, if the expression has one. */
function driverOf(expression: TraceExpression): SpanExpression | undefined {
  switch (expression.op) {
    case 'some':
      return expression.span;
    case 'and':
      for (const one of expression.of) {
        const driver = driverOf(one);
        if (driver !== undefined) return driver;
      }
      return undefined;
    case 'or': {
      const drivers = expression.of.map(driverOf);
      const known = drivers.filter((driver) => driver !== undefined);
      return known.length === drivers.length ? { op: 'or', of: known } : undefined;
    }
    default:
      // Roots and totals say nothing of the spans within the range.
      return undefined;
  }
}

/** Every batch and block with spans in the range, the one with the latest possible start first. */
function unitsOf(view: StoreView, range: TimeRange): readonly Unit[] {
  const units: Unit[] = view.batches.map((batch) => ({ bound: batch.startBound, batch }));
  for (const segment of view.segments) {
    const { footer, blockBound } = segment;
    if (BigInt(footer.minStart) > range.to || BigInt(footer.maxStart) < range.from) continue;
    footer.blocks.forEach((block, index) => {
      if (BigInt(block.minStart) > range.to || BigInt(block.maxStart) < range.from) return;
      units.push({ bound: blockBound[index] as number, segment, block: index });
    });
  }
  return units.sort((a, b) => b.bound - a.bound);
}

function roughStart(words: Uint32Array, index: number): number {
  const start = (words[index * 2 + 1] as number) * 0x1_0000_0000 + (words[index * 2] as number);
  return notBelow(start);
}

function and(mask: RowMask, other: RowMask): void {
  for (let row = 0; row < mask.length; row++) {
    mask[row] = (mask[row] as number) & (other[row] as number);
  }
}
