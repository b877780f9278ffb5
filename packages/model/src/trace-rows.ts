// A trace as rows: its spans in the order of a timeline, as columns. No span is an object here, so that a million
// of them take a second and some 50 MB.

import { hostKey, hostOf } from './host.ts';
import { hexDecodeInto } from './id.ts';
import { adjustedStarts } from './row-clock-skew.ts';
import { RowPlace, rowParentsOf } from './row-parents.ts';
import type { SpanBatch } from './span-batch.ts';
import { Extra } from './span-batch-layout.ts';
import { StatusCode } from './span-kind.ts';
import { SpanBatchReader } from './span-view.ts';
import { type ChildRuns, childRunsOf, sortRun } from './trace-times.ts';

/** What is special about a row; bits of `TraceRows.marks`. */
export const RowMark = {
  error: 1,
  /** Its parent is not among the spans. */
  parentMissing: 2,
  /** It follows from its parent, which did not wait for it. */
  followsFrom: 4,
  /** Its start was moved because its host's clock differs from its parent's. */
  skewAdjusted: 8,
  warning: 16,
  /** It has events. */
  events: 32,
} as const;
export type RowMark = (typeof RowMark)[keyof typeof RowMark];

/** The spans of a trace by row: parents before children, siblings by start. Each column has a value a row. */
export interface TraceRows {
  readonly count: number;
  /** Unix nanoseconds of the earliest start. */
  readonly start: bigint;
  /** From the earliest start to the latest end, nanoseconds. */
  readonly duration: number;
  /** Levels of nesting. */
  readonly levels: number;
  readonly errorCount: number;
  /** Index of the span in the batch. */
  readonly ordinal: Uint32Array;
  /** Row of the parent, or −1. */
  readonly parent: Int32Array;
  /** The row after the last descendant. */
  readonly end: Uint32Array;
  /** 0 for whatever stands under nothing. */
  readonly depth: Uint32Array;
  /** Nanoseconds after the trace's start, with clocks set right. */
  readonly offset: Float64Array;
  /** Nanoseconds. */
  readonly length: Float64Array;
  /** Index into `services`. */
  readonly service: Uint32Array;
  /** Index into `hosts`. */
  readonly host: Uint32Array;
  /** Bits of `RowMark`. */
  readonly marks: Uint8Array;
  /** The names of services, in the order in which they come up in the rows. */
  readonly services: readonly string[];
  /** The names of hosts (`hostOf`), in the order in which they come up; the empty text where nothing tells. */
  readonly hosts: readonly string[];
}

/** Clocks that differ by more than a day are not skewed but wrong, and their spans stay where they say. */
const MAX_SKEW_NANOS = 86_400_000_000_000;

/**
 * Puts the spans of one trace, or of its skeleton, into the order of rows: each under its parent as `buildTraceTree` has it, spans
 * sent twice once, clock skew set right as `adjustTrace` does. Times are exact while the trace's starts lie within 104 days.
 * @param traceId 32 hex digits: a skeleton does not say it
 * @param batch in the store's order, in which of equal starts the first counts as earlier
 */
export function assembleTrace(traceId: string, batch: SpanBatch): TraceRows {
  const reader = new SpanBatchReader(batch);
  const resources = numberedResources(reader);
  const id = new Uint8Array(16);
  hexDecodeInto(traceId, id, 0, 16);
  const { parent, place, isDuplicate, follows } = rowParentsOf(reader, id, resources.service);
  const origin = earliestStart(batch);
  const sent = startsAfter(batch, origin);
  const duration = durationsOf(batch);
  const children = childRunsOf({ count: batch.spanCount, parent });
  const host = Uint32Array.from(batch.resource, (one) => resources.skewHost[one] as number);
  const start = adjustedStarts({ parent, children, start: sent, duration, host }, MAX_SKEW_NANOS);
  const order = rowOrder(parent, isDuplicate, children, start);

  const count = order.ordinal.length;
  const offset = new Float64Array(count);
  const length = new Float64Array(count);
  const service = new Uint32Array(count);
  const hostName = new Uint32Array(count);
  const marks = new Uint8Array(count);
  const services = new FirstSeen(resources.services);
  const hosts = new FirstSeen(resources.hosts);
  let earliest = count === 0 ? 0 : Number.POSITIVE_INFINITY;
  for (let row = 0; row < count; row++) {
    earliest = Math.min(earliest, start[order.ordinal[row] as number] as number);
  }
  let latest = 0;
  let errorCount = 0;
  for (let row = 0; row < count; row++) {
    const at = order.ordinal[row] as number;
    const begins = (start[at] as number) - earliest;
    offset[row] = begins;
    length[row] = duration[at] as number;
    latest = Math.max(latest, begins + (duration[at] as number));
    const resource = batch.resource[at] as number;
    service[row] = services.number(resources.service[resource] as number);
    hostName[row] = hosts.number(resources.host[resource] as number);
    let mark = 0;
    if (batch.status[at] === StatusCode.error) {
      mark |= RowMark.error;
      errorCount++;
    }
    if (place[at] === RowPlace.orphan) mark |= RowMark.parentMissing;
    if (follows[at] === 1) mark |= RowMark.followsFrom;
    if (start[at] !== sent[at]) mark |= RowMark.skewAdjusted;
    if (at === 0 ? batch.eventEnd[0] !== 0 : batch.eventEnd[at] !== batch.eventEnd[at - 1]) {
      mark |= RowMark.events;
    }
    marks[row] = mark;
  }
  markWarnings(batch, order.ordinal, marks);
  return {
    ...{
      count,
      start: origin + BigInt(earliest),
      duration: latest,
      levels: order.levels,
      errorCount,
    },
    ...{ ordinal: order.ordinal, parent: order.parent, end: order.end, depth: order.depth },
    ...{ offset, length, service, host: hostName, marks },
    ...{ services: services.seen, hosts: hosts.seen },
  };
}

/** Numbers for what tells resources apart; an index a resource each. */
interface NumberedResources {
  readonly services: readonly string[];
  readonly service: Uint32Array;
  readonly hosts: readonly string[];
  readonly host: Uint32Array;
  /** The host as clock skew tells hosts apart; 0 where it is not known. */
  readonly skewHost: Uint32Array;
}

function numberedResources(reader: SpanBatchReader): NumberedResources {
  const count = reader.batch.resourceService.length;
  const services = new Map<string, number>();
  const hosts = new Map<string, number>();
  const skewHosts = new Map<string, number>([['', 0]]);
  const [service, host, skewHost] = [0, 1, 2].map(() => new Uint32Array(count)) as [
    Uint32Array,
    Uint32Array,
    Uint32Array,
  ];
  for (let index = 0; index < count; index++) {
    const resource = reader.resource(index);
    service[index] = numberOf(services, resource.serviceName);
    host[index] = numberOf(hosts, hostOf(resource));
    skewHost[index] = numberOf(skewHosts, hostKey(resource));
  }
  return { services: [...services.keys()], service, hosts: [...hosts.keys()], host, skewHost };
}

function numberOf(numbers: Map<string, number>, text: string): number {
  const known = numbers.get(text) ?? numbers.size;
  numbers.set(text, known);
  return known;
}

/** Renumbers names in the order in which they come up. */
class FirstSeen {
  readonly seen: string[] = [];
  readonly #names: readonly string[];
  /** One more than the new number; 0 before the name came up. */
  readonly #numbers: Uint32Array;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#numbers = new Uint32Array(names.length);
  }

  number(name: number): number {
    if (this.#numbers[name] === 0) {
      this.seen.push(this.#names[name] as string);
      this.#numbers[name] = this.seen.length;
    }
    return (this.#numbers[name] as number) - 1;
  }
}

function earliestStart({ spanCount, start }: SpanBatch): bigint {
  let high = spanCount === 0 ? 0 : (start[1] as number);
  let low = spanCount === 0 ? 0 : (start[0] as number);
  for (let i = 1; i < spanCount; i++) {
    const highOne = start[i * 2 + 1] as number;
    const lowOne = start[i * 2] as number;
    if (highOne > high || (highOne === high && lowOne >= low)) continue;
    high = highOne;
    low = lowOne;
  }
  return (BigInt(high) << 32n) | BigInt(low);
}

const WORD = 0x1_0000_0000;

/** Starts as nanoseconds after a moment, which a double holds where Unix nanoseconds are too large. */
function startsAfter({ spanCount, start }: SpanBatch, origin: bigint): Float64Array {
  const low = Number(origin & 0xffff_ffffn);
  const high = Number(origin >> 32n);
  const starts = new Float64Array(spanCount);
  for (let i = 0; i < spanCount; i++) {
    starts[i] = ((start[i * 2 + 1] as number) - high) * WORD + ((start[i * 2] as number) - low);
  }
  return starts;
}

function durationsOf({ spanCount, duration }: SpanBatch): Float64Array {
  const durations = new Float64Array(spanCount);
  for (let i = 0; i < spanCount; i++) {
    durations[i] = (duration[i * 2 + 1] as number) * WORD + (duration[i * 2] as number);
  }
  return durations;
}

interface RowOrder extends Pick<TraceRows, 'ordinal' | 'parent' | 'end' | 'depth' | 'levels'> {}

/** Depth first, siblings by start; nothing recurses, since a trace may be a million spans deep. */
function rowOrder(
  parent: Int32Array,
  isDuplicate: Uint8Array,
  { first, child }: ChildRuns,
  start: Float64Array,
): RowOrder {
  const byStart = (a: number, b: number): number =>
    (start[a] as number) - (start[b] as number) || a - b;
  const total = parent.length;
  const roots = new Uint32Array(total);
  let rootCount = 0;
  let count = 0;
  for (let at = 0; at < total; at++) {
    if (isDuplicate[at] === 1) continue;
    count++;
    if ((parent[at] as number) < 0) roots[rootCount++] = at;
    sortRun(child, first[at] as number, first[at + 1] as number, byStart);
  }
  sortRun(roots, 0, rootCount, byStart);

  const ordinal = new Uint32Array(count);
  const parentRow = new Int32Array(count);
  const end = new Uint32Array(count);
  const depth = new Uint32Array(count);
  const rowOf = new Int32Array(total);
  const pending = new Uint32Array(total);
  let waiting = 0;
  for (let i = rootCount - 1; i >= 0; i--) pending[waiting++] = roots[i] as number;
  let row = 0;
  let levels = 0;
  while (waiting > 0) {
    const at = pending[--waiting] as number;
    const above = parent[at] as number;
    const parentOfRow = above < 0 ? -1 : (rowOf[above] as number);
    const deep = above < 0 ? 0 : (depth[parentOfRow] as number) + 1;
    ordinal[row] = at;
    parentRow[row] = parentOfRow;
    depth[row] = deep;
    rowOf[at] = row;
    if (deep >= levels) levels = deep + 1;
    row++;
    for (let i = (first[at + 1] as number) - 1; i >= (first[at] as number); i--) {
      pending[waiting++] = child[i] as number;
    }
  }
  for (let one = count - 1; one >= 0; one--) {
    if (end[one] === 0) end[one] = one + 1;
    const above = parentRow[one] as number;
    if (above >= 0 && (end[above] as number) < (end[one] as number))
      end[above] = end[one] as number;
  }
  return { ordinal, parent: parentRow, end, depth, levels };
}

function markWarnings(
  { extra, spanCount }: SpanBatch,
  ordinal: Uint32Array,
  marks: Uint8Array,
): void {
  let warned: Uint8Array | undefined;
  for (let i = 0; i < extra.length; i += 3) {
    if (extra[i] !== Extra.warning) continue;
    warned ??= new Uint8Array(spanCount);
    warned[extra[i + 1] as number] = 1;
  }
  if (warned === undefined) return;
  for (let row = 0; row < ordinal.length; row++) {
    if (warned[ordinal[row] as number] === 1) marks[row] = (marks[row] as number) | RowMark.warning;
  }
}
