// A trace that a search came upon. What decides about it is at hand; its summary is made when it is to
// be shown, since a search may come upon many more traces than it shows.
import {
  compareText,
  hexEncode,
  SpanBatchReader,
  summarizeTrace,
  type TraceSummary,
} from '@clew/model';
import type { TracePlace, TraceTotals } from '@clew/storage';
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
    const names = new SpanBatchReader(segment.dictionary());
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
    const names = new SpanBatchReader(this.#segment.dictionary());
    return names.text(symbols[this.#fragment] as number);
  }
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
