// Goes through the traces that satisfy a query's conditions, once each. Batches and blocks are opened in
// descending order of the latest start they can hold, and whoever takes the traces may say that it wants
// none of those left. A span's start is never before its trace's, so whatever is opened later holds only
// traces that are older.
import { type SpanBatch, SpanBatchReader } from '@clew/model';
import {
  matchesTrace,
  type SpanExpression,
  type TimeRange,
  type TraceExpression,
  type TraceQuery,
} from '@clew/storage';
import type { HeadBatch } from '../head/head.ts';
import { type BatchRowNumbers, traceKey } from '../head/head-index.ts';
import type { FragmentColumns } from '../segment/fragment-table.ts';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { bigIntOf, notBelow } from '../segment/words.ts';
import { BatchRows } from './batch-rows.ts';
import { RecentBlocks, RowAnswers } from './block-answers.ts';
import { chooseDriver } from './driver.ts';
import {
  areDistinct,
  type FoundTrace,
  FragmentTrace,
  HeadTrace,
  MergedTrace,
} from './found-trace.ts';
import { PatternTests } from './pattern-tests.ts';
import { and, type RowMask, rangeMask } from './row-source.ts';
import { type SpanCondition, spanCondition } from './span-condition.ts';
import { blocksOf, type FragmentPlace, type StoreView, type TracePlaces } from './store-view.ts';
import type { Turn } from './turn.ts';

/** How many traces are looked for before an index over the heads is worth its while. */
const FEW_TRACES = 200;

/** Whoever takes the traces. */
export interface TraceSink {
  /** Whether no trace is wanted any more that starts at most at a bound: then it ends. */
  isDoneBefore(bound: number): boolean;
  /** Asked before the conditions on the trace are, which cost more. */
  wants(trace: FoundTrace): boolean;
  /** Takes a trace that it wants and that satisfies the conditions. */
  add(trace: FoundTrace): void;
}

/** A batch or a block that may hold matches. */
type Unit =
  | { readonly bound: number; readonly batch: HeadBatch }
  | { readonly bound: number; readonly segment: SegmentReader; readonly block: number };

/** A trace that has a span within the range which satisfies the driver. */
interface Candidate {
  /** A number of nanoseconds not below the trace's start. */
  readonly bound: number;
  readonly id: Uint8Array;
  readonly idAt: number;
  /** The fragment by which it came up. */
  readonly place?: FragmentPlace;
  /** Whether the fragment has rows in other blocks too, by which it may come up again. */
  readonly crosses?: boolean;
}

/** The traces that satisfy a query's conditions, on one view. */
export class MatchingTraces {
  readonly #view: StoreView;
  readonly #range: TimeRange;
  readonly #where: TraceExpression | undefined;
  readonly #turn: Turn;
  /** What some span of every match satisfies; undefined when nothing of the kind is known. */
  readonly #driver: SpanCondition | undefined;
  /** Whether the driver alone decides. */
  readonly #driverDecides: boolean;
  readonly #conditions: Map<SpanExpression, SpanCondition> = new Map();
  readonly #patterns: PatternTests = new PatternTests();
  readonly #blocks: RecentBlocks;
  readonly #batches: Map<HeadBatch, RowAnswers> = new Map();
  /** What was merged for a trace whose conditions may yet be interrupted. */
  #merged:
    | { readonly key: string; readonly trace: MergedTrace; readonly batch: SpanBatch }
    | undefined;
  /** The traces that could come up again. */
  readonly #seen: Set<string> = new Set();

  constructor(view: StoreView, { range, where }: Pick<TraceQuery, 'range' | 'where'>, turn: Turn) {
    this.#view = view;
    this.#range = range;
    this.#where = where;
    this.#turn = turn;
    this.#driver =
      where === undefined
        ? undefined
        : chooseDriver(where, (expression) => this.#condition(expression), view.segments);
    this.#driverDecides = where === undefined || where.op === 'some';
    this.#blocks = new RecentBlocks(range);
  }

  /**
   * Gives the traces to a sink, until it is done.
   * @returns false when the deadline ended it early
   */
  async visit(sink: TraceSink): Promise<boolean> {
    if (!(await this.#turn.mayGoOn())) return false;
    let considered = 0;
    for (const unit of unitsOf(this.#view, this.#range)) {
      if (sink.isDoneBefore(unit.bound)) break;
      if (!(await this.#turn.mayGoOn())) return false;
      const candidates = await this.#finish(() => this.#candidates(unit));
      if (candidates === undefined) return false;
      for (const candidate of candidates.done) {
        if (sink.isDoneBefore(candidate.bound)) break;
        if (this.#turn.isOver && !(await this.#turn.mayGoOn())) return false;
        considered += 1;
        if (considered === FEW_TRACES && !(await this.#view.indexHeads(this.#turn))) return false;
        const decided =
          // Hardly anything is interrupted, and awaiting each would cost more than it.
          this.#patterns.attempt(() => this.#consider(candidate, sink)) ??
          (await this.#finish(() => this.#consider(candidate, sink)));
        if (decided === undefined) return false;
      }
    }
    return true;
  }

  /**
   * Does a piece of work that may be interrupted, until it is done.
   * @returns undefined when the deadline ended it
   */
  async #finish<T>(work: () => T): Promise<{ readonly done: T } | undefined> {
    for (;;) {
      const result = this.#patterns.attempt(work);
      if (result !== undefined) return result;
      if (!(await this.#turn.mayGoOn())) return undefined;
    }
  }

  /** The traces by which a unit may hold matches, the latest first. */
  #candidates(unit: Unit): Iterable<Candidate> {
    if ('batch' in unit) return this.#batchCandidates(unit.batch);
    const { segment, block } = unit;
    if (this.#driver === undefined) return this.#tableCandidates(segment, block);
    if (!this.#driver.mayMatch(segment.summary(block))) return [];
    const mask = this.#blocks.answers(segment, block).rows(this.#driver);
    return mask.includes(1) ? this.#blockCandidates(segment, block, mask) : [];
  }

  #batchCandidates(head: HeadBatch): readonly Candidate[] {
    const { batch } = head;
    const answers = this.#batchAnswers(head);
    const mask = this.#driver === undefined ? answers.inRange : answers.rows(this.#driver);
    const found: Candidate[] = [];
    for (let row = mask.indexOf(1); row >= 0; row = mask.indexOf(1, row + 1)) {
      const bound = roughStart(batch.start, row);
      found.push({ bound, id: batch.traceId, idAt: row * 16 });
    }
    return found.sort((a, b) => b.bound - a.bound);
  }

  *#blockCandidates(
    segment: SegmentReader,
    index: number,
    mask: RowMask,
  ): IterableIterator<Candidate> {
    const { fragment } = segment.block(index);
    const table = segment.fragments();
    const ids = segment.traceIds();
    // Fragments stand in order of their starts, rounded as the bounds are.
    let last = -1;
    for (let row = mask.lastIndexOf(1); row >= 0; ) {
      const found = fragment[row] as number;
      if (found !== last) yield this.#fragmentCandidate(segment, index, table, ids, found);
      last = found;
      row = row === 0 ? -1 : mask.lastIndexOf(1, row - 1);
    }
  }

  /** Where any span will do, the table of fragments mostly tells whether one starts in the range. */
  *#tableCandidates(segment: SegmentReader, index: number): IterableIterator<Candidate> {
    const table = segment.fragments();
    const ids = segment.traceIds();
    const { first, end } = segment.rowsOf(index);
    const allInRange = segment.isWithin(index, this.#range);
    const lowest = fragmentOfRow(table, first);
    for (let fragment = fragmentOfRow(table, end - 1); fragment >= lowest; fragment--) {
      if (allInRange || this.#hasSpanInRange(segment, table, fragment)) {
        yield this.#fragmentCandidate(segment, index, table, ids, fragment);
      }
    }
  }

  #hasSpanInRange(segment: SegmentReader, table: FragmentColumns, fragment: number): boolean {
    const { from, to } = this.#range;
    const first = wordsAt(table.start, fragment);
    const last = first + wordsAt(table.startSpread, fragment);
    if (first > to || last < from) return false;
    if (first >= from || last <= to) return true;
    return this.#partsOf({ segment, fragment }).some(({ answers, range }) =>
      hasMark(answers.inRange, range.first, range.last),
    );
  }

  #fragmentCandidate(
    segment: SegmentReader,
    index: number,
    table: FragmentColumns,
    ids: Uint8Array,
    fragment: number,
  ): Candidate {
    const { first, end } = segment.rowsOf(index);
    const begins = fragment === 0 ? 0 : (table.rowEnd[fragment - 1] as number);
    return {
      bound: roughStart(table.start, fragment),
      ...{ id: ids, idAt: fragment * 16, place: { segment, fragment } },
      crosses: begins < first || (table.rowEnd[fragment] as number) > end,
    };
  }

  /** May be interrupted, and so changes nothing before it has decided. */
  #consider(candidate: Candidate, sink: TraceSink): void {
    const { id, idAt, place, crosses } = candidate;
    const isWhole = place !== undefined && this.#view.isWhole(place, id, idAt);
    // What is whole and in one block comes up once, and that is most.
    if (isWhole && !crosses) {
      const trace = this.#wholeMatch(place, sink);
      if (trace !== undefined) sink.add(trace);
      return;
    }
    const key = traceKey(id, idAt);
    if (this.#seen.has(key)) return;
    const trace = isWhole
      ? this.#wholeMatch(place, sink)
      : this.#scatteredMatch(key, candidate, sink);
    this.#seen.add(key);
    this.#merged = undefined;
    if (trace !== undefined) sink.add(trace);
  }

  #wholeMatch(place: FragmentPlace, sink: TraceSink): FoundTrace | undefined {
    const trace = new FragmentTrace(place);
    if (!sink.wants(trace)) return undefined;
    // Within one segment there are no duplicates: a row that satisfied the driver stands.
    return this.#driverDecides || this.#fragmentMatches(trace, place) ? trace : undefined;
  }

  /** The match of a trace that is in several places, or in a head. */
  #scatteredMatch(key: string, { id, idAt }: Candidate, sink: TraceSink): FoundTrace | undefined {
    const places = this.#view.find(id, idAt);
    const { fragments, rows } = places;
    if (fragments.length > 0 || !areDistinct(rows)) return this.#mergedMatch(key, places, sink);
    const trace = new HeadTrace(rows, () => this.#merge(places).trace);
    if (!sink.wants(trace)) return undefined;
    return this.#driverDecides || this.#headMatches(trace, rows) ? trace : undefined;
  }

  #mergedMatch(key: string, places: TracePlaces, sink: TraceSink): FoundTrace | undefined {
    if (this.#merged?.key !== key) this.#merged = { key, ...this.#merge(places) };
    const { trace, batch } = this.#merged;
    return sink.wants(trace) && this.#rowsMatch(trace, new BatchRows(batch)) ? trace : undefined;
  }

  #merge(places: TracePlaces): { readonly trace: MergedTrace; readonly batch: SpanBatch } {
    const batch = this.#view.merge(places);
    return { trace: new MergedTrace(new SpanBatchReader(batch)), batch };
  }

  #headMatches(trace: FoundTrace, places: readonly BatchRowNumbers[]): boolean {
    const where = this.#where;
    if (where === undefined) return true;
    return matchesTrace(where, trace, (span) => {
      const condition = this.#condition(span);
      return places.some(({ batch, rows }) => {
        const mask = this.#batchAnswers(batch).rows(condition);
        return rows.some((row) => mask[row] === 1);
      });
    });
  }

  #batchAnswers(head: HeadBatch): RowAnswers {
    let answers = this.#batches.get(head);
    if (answers === undefined) {
      const source = new BatchRows(head.batch);
      answers = new RowAnswers(source, rangeMask(source, this.#range));
      this.#batches.set(head, answers);
    }
    return answers;
  }

  #fragmentMatches(trace: FoundTrace, place: FragmentPlace): boolean {
    const where = this.#where;
    if (where === undefined) return true;
    let parts: readonly FragmentPart[] | undefined;
    return matchesTrace(where, trace, (span) => {
      const condition = this.#condition(span);
      parts ??= this.#partsOf(place);
      return parts.some(({ answers, range }) =>
        hasMark(answers.rows(condition), range.first, range.last),
      );
    });
  }

  #rowsMatch(trace: FoundTrace, rows: BatchRows): boolean {
    const where = this.#where;
    if (where === undefined) return true;
    const inRange = rangeMask(rows, this.#range);
    return matchesTrace(where, trace, (span) => {
      const mask = this.#condition(span).rows(rows);
      and(mask, inRange);
      return mask.includes(1);
    });
  }

  #partsOf({ segment, fragment }: FragmentPlace): readonly FragmentPart[] {
    return Array.from(blocksOf(segment, fragment), (range) => ({
      ...{ range, answers: this.#blocks.answers(segment, range.block) },
    }));
  }

  #condition(expression: SpanExpression): SpanCondition {
    const known = this.#conditions.get(expression) ?? spanCondition(expression, this.#patterns);
    this.#conditions.set(expression, known);
    return known;
  }
}

/** The rows of a fragment that lie in one block. */
interface FragmentPart {
  readonly answers: RowAnswers;
  readonly range: { readonly first: number; readonly last: number };
}

function hasMark(mask: Uint8Array, first: number, last: number): boolean {
  for (let row = first; row < last; row++) if (mask[row] === 1) return true;
  return false;
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

/** The fragment that a row belongs to. */
function fragmentOfRow({ rowEnd, count }: FragmentColumns, row: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rowEnd[middle] as number) > row) high = middle;
    else low = middle + 1;
  }
  return low;
}

function wordsAt(words: Uint32Array, index: number): bigint {
  return bigIntOf(words[index * 2] as number, words[index * 2 + 1] as number);
}

function roughStart(words: Uint32Array, index: number): number {
  const start = (words[index * 2 + 1] as number) * 0x1_0000_0000 + (words[index * 2] as number);
  return notBelow(start);
}
