// A trace that a search came upon. What decides about it is at hand; its summary is made when it is to
// be shown, since a search may come upon many more traces than it shows.
import {
  compareText,
  hexEncode,
  type SpanBatchReader,
  StatusCode,
  summarizeTrace,
  type TraceSummary,
} from '@clew/model';
import type { TracePlace, TraceTotals } from '@clew/storage';
import type { BatchRowNumbers } from '../head/head-index.ts';
import { dictionaryReader } from '../segment/dictionary-reader.ts';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { bigIntOf } from '../segment/words.ts';
import type { FragmentHosts } from './fragment-hosts.ts';
import type { FragmentPlace } from './store-view.ts';

/** A trace that may be shown. */
export interface FoundTrace extends TracePlace, TraceTotals {
  /** @param hosts finds the hosts of fragments */
  summary(hosts: FragmentHosts): Promise<TraceSummary>;
}

/** A trace that is one fragment: the segment's table says it all but for the hosts. Keeps hold of no table. */
export class FragmentTrace implements FoundTrace {
  readonly start: bigint;
  readonly duration: bigint;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly #segment: SegmentReader;
  readonly #fragment: number;
  #traceId: string | undefined;

  constructor({ segment, fragment }: FragmentPlace) {
    this.#segment = segment;
    this.#fragment = fragment;
    const table = segment.fragments();
    this.start = wordsAt(table.start, fragment);
    this.duration = wordsAt(table.duration, fragment);
    const firstRow = fragment === 0 ? 0 : (table.rowEnd[fragment - 1] as number);
    this.spanCount = (table.rowEnd[fragment] as number) - firstRow;
    this.errorCount = table.errors[fragment] as number;
  }

  get traceId(): string {
    this.#traceId ??= hexEncode(this.#segment.traceIds(), this.#fragment * 16, 16);
    return this.#traceId;
  }

  get rootService(): string {
    return this.#text(this.#segment.fragments().rootService);
  }

  get rootName(): string {
    return this.#text(this.#segment.fragments().rootName);
  }

  async summary(hosts: FragmentHosts): Promise<TraceSummary> {
    const { start, duration, spanCount, errorCount, traceId, rootService, rootName } = this;
    const segment = this.#segment;
    const fragment = this.#fragment;
    const table = segment.fragments();
    const names = dictionaryReader(segment.dictionary());
    const firstService = fragment === 0 ? 0 : (table.serviceEnd[fragment - 1] as number);
    const services = [];
    for (let i = firstService; i < (table.serviceEnd[fragment] as number); i++) {
      services.push({
        name: names.text(table.service[i] as number),
        spanCount: table.serviceSpans[i] as number,
        errorCount: table.serviceErrors[i] as number,
      });
    }
    services.sort((a, b) => compareText(a.name, b.name));
    const rootMissing = table.rootMissing[fragment] === 1;
    return {
      ...{ traceId, start, duration, rootService, rootName, rootMissing, spanCount, errorCount },
      services,
      hosts: await hosts.of({ segment, fragment }),
    };
  }

  #text(symbols: Uint32Array): string {
    const names = dictionaryReader(this.#segment.dictionary());
    return names.text(symbols[this.#fragment] as number);
  }
}

/** A trace that lies in heads alone and has no span twice: its totals stand in the columns of its rows. */
export class HeadTrace implements FoundTrace {
  readonly start: bigint;
  readonly duration: bigint;
  readonly spanCount: number;
  readonly errorCount: number;
  readonly #places: readonly BatchRowNumbers[];
  readonly #merge: () => MergedTrace;
  #merged: MergedTrace | undefined;

  /**
   * @param places of at least one row, none of which has the identity of another
   * @param merge merges the rows, for what needs more than totals
   */
  constructor(places: readonly BatchRowNumbers[], merge: () => MergedTrace) {
    this.#places = places;
    this.#merge = merge;
    let first: bigint | undefined;
    let last = 0n;
    let spanCount = 0;
    let errorCount = 0;
    for (const { batch, rows } of places) {
      const { start, duration, status } = batch.batch;
      for (const row of rows) {
        const began = wordsAt(start, row);
        const ended = began + wordsAt(duration, row);
        if (first === undefined || began < first) first = began;
        if (ended > last) last = ended;
        spanCount += 1;
        if (status[row] === StatusCode.error) errorCount += 1;
      }
    }
    this.start = first ?? 0n;
    this.duration = last - this.start;
    this.spanCount = spanCount;
    this.errorCount = errorCount;
  }

  get traceId(): string {
    const [place] = this.#places;
    const [row] = place?.rows ?? [];
    if (place === undefined || row === undefined) throw new RangeError('a trace has a row');
    return hexEncode(place.batch.batch.traceId, row * 16, 16);
  }

  get rootService(): string {
    return this.#whole().rootService;
  }

  get rootName(): string {
    return this.#whole().rootName;
  }

  async summary(): Promise<TraceSummary> {
    return this.#whole().summary();
  }

  #whole(): MergedTrace {
    this.#merged ??= this.#merge();
    return this.#merged;
  }
}

/** Whether no two rows have the same start and span id, without which there are no duplicates. */
export function areDistinct(places: readonly BatchRowNumbers[]): boolean {
  const seen = new Set<string>();
  let count = 0;
  for (const { batch, rows } of places) {
    const { start, spanId } = batch.batch;
    for (const row of rows) {
      const id = Buffer.from(spanId.buffer, spanId.byteOffset + row * 8, 8).toString('latin1');
      seen.add(`${start[row * 2]} ${start[row * 2 + 1]} ${id}`);
      count += 1;
    }
  }
  return seen.size === count;
}

/** A trace whose spans were merged, since they lie in several places. */
export class MergedTrace implements FoundTrace {
  readonly #summary: TraceSummary;

  constructor(spans: SpanBatchReader) {
    this.#summary = summarizeTrace([...spans.spans()]);
  }

  get traceId(): string {
    return this.#summary.traceId;
  }

  get start(): bigint {
    return this.#summary.start;
  }

  get duration(): bigint {
    return this.#summary.duration;
  }

  get spanCount(): number {
    return this.#summary.spanCount;
  }

  get errorCount(): number {
    return this.#summary.errorCount;
  }

  get rootService(): string {
    return this.#summary.rootService;
  }

  get rootName(): string {
    return this.#summary.rootName;
  }

  async summary(): Promise<TraceSummary> {
    return this.#summary;
  }
}

function wordsAt(words: Uint32Array, index: number): bigint {
  return bigIntOf(words[index * 2] as number, words[index * 2 + 1] as number);
}
