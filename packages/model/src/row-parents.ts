// Which span of a batch stands under which, on columns: the rules of `buildTraceTree`, without an object a span.
import { CHILD_OF, REF_TYPE_KEY } from './parent.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanIdIndex } from './span-id-index.ts';
import { SpanKind } from './span-kind.ts';
import type { SpanBatchReader } from './span-view.ts';
import { atOnce } from './steps.ts';

/** Why a row stands where it does: see `TracePlace`. */
export const RowPlace = { root: 0, child: 1, orphan: 2, cycle: 3 } as const;
export type RowPlace = (typeof RowPlace)[keyof typeof RowPlace];

/** The parents of the rows of a batch that holds one trace. */
export interface RowParents {
  /** Row of the parent, or −1 for whatever stands under nothing. */
  readonly parent: Int32Array;
  /** A `RowPlace` each. */
  readonly place: Uint8Array;
  /** 1 for a row that another row of the same identity (span id, kind, start, duration, service) stands for. */
  readonly isDuplicate: Uint8Array;
  /** 1 for a row that only follows from its parent. */
  readonly follows: Uint8Array;
}

/**
 * Finds each row's parent.
 * @param service a number for the service of each resource of the batch, the same for the same name
 */
export function rowParentsOf(
  reader: SpanBatchReader,
  traceId: Uint8Array,
  service: Uint32Array,
): RowParents {
  const finder = new ParentFinder(reader, traceId, service);
  finder.dropDuplicates();
  finder.placeRows();
  finder.cutCycles();
  finder.markFollowers();
  return finder;
}

class ParentFinder implements RowParents {
  readonly parent: Int32Array;
  readonly place: Uint8Array;
  readonly isDuplicate: Uint8Array;
  readonly follows: Uint8Array;
  readonly #batch: SpanBatch;
  readonly #service: Uint32Array;
  readonly #index: SpanIdIndex;
  readonly #ids: Uint32Array;
  readonly #parentIds: Uint32Array;
  readonly #links: TraceLinks | undefined;

  constructor(reader: SpanBatchReader, traceId: Uint8Array, service: Uint32Array) {
    const { batch } = reader;
    const count = batch.spanCount;
    this.#batch = batch;
    this.#service = service;
    this.#index = atOnce(SpanIdIndex.of(batch.spanId));
    this.#ids = wordsOf(batch.spanId);
    this.#parentIds = wordsOf(batch.parentSpanId);
    this.#links = batch.linkTraceId.length === 0 ? undefined : new TraceLinks(reader, traceId);
    this.parent = new Int32Array(count).fill(-1);
    this.place = new Uint8Array(count);
    this.isDuplicate = new Uint8Array(count);
    this.follows = new Uint8Array(count);
  }

  dropDuplicates(): void {
    const { next } = this.#index;
    for (let row = 0; row < next.length; row++) {
      if (this.isDuplicate[row] === 1) continue;
      for (let other = next[row] as number; other >= 0; other = next[other] as number) {
        if (this.#areSame(row, other)) this.isDuplicate[other] = 1;
      }
    }
  }

  #areSame(a: number, b: number): boolean {
    const { kind, start, duration, resource } = this.#batch;
    return (
      kind[a] === kind[b] &&
      start[a * 2] === start[b * 2] &&
      start[a * 2 + 1] === start[b * 2 + 1] &&
      duration[a * 2] === duration[b * 2] &&
      duration[a * 2 + 1] === duration[b * 2 + 1] &&
      this.#service[resource[a] as number] === this.#service[resource[b] as number]
    );
  }

  placeRows(): void {
    const count = this.#batch.spanCount;
    const ids = this.#ids;
    for (let row = 0; row < count; row++) {
      if (this.isDuplicate[row] === 1) continue;
      const client = this.#clientOf(row);
      if (client >= 0) {
        this.parent[row] = client;
        this.place[row] = RowPlace.child;
        continue;
      }
      let high = this.#parentIds[row * 2] as number;
      let low = this.#parentIds[row * 2 + 1] as number;
      const named = high !== 0 || low !== 0;
      if (!named) {
        const link = this.#links?.parentOf(row, ids[row * 2] as number, ids[row * 2 + 1] as number);
        if (link === undefined || link < 0) continue;
        high = this.#links?.ids[link * 2] as number;
        low = this.#links?.ids[link * 2 + 1] as number;
      }
      if (high === ids[row * 2] && low === ids[row * 2 + 1]) {
        this.place[row] = RowPlace.cycle;
        continue;
      }
      const parent = this.#nearest(this.#index.find(high, low), row);
      this.parent[row] = parent;
      if (parent >= 0) this.place[row] = RowPlace.child;
      else if (named) this.place[row] = RowPlace.orphan;
    }
  }

  /** The client's half that a server's half with the same id stands under, or −1. */
  #clientOf(row: number): number {
    const { kind } = this.#batch;
    if (kind[row] !== SpanKind.server) return -1;
    const { next } = this.#index;
    const first = this.#index.find(this.#ids[row * 2] as number, this.#ids[row * 2 + 1] as number);
    if ((next[first] as number) < 0) return -1;
    let found = first;
    while (found >= 0 && kind[found] !== SpanKind.client) found = next[found] as number;
    return found;
  }

  /** Of the rows with one id the one that a child stands under: that of its own service, the server's half before others. */
  #nearest(first: number, child: number): number {
    const { next } = this.#index;
    if (first < 0 || (next[first] as number) < 0) return first;
    const { kind, resource } = this.#batch;
    const service = this.#service[resource[child] as number];
    let nearest = -1;
    let ofService = -1;
    for (let row = first; row >= 0; row = next[row] as number) {
      if (this.isDuplicate[row] === 1) continue;
      const isServer = kind[row] === SpanKind.server;
      if (nearest < 0 || (isServer && kind[nearest] !== SpanKind.server)) nearest = row;
      if (this.#service[resource[row] as number] !== service) continue;
      if (ofService < 0 || (isServer && kind[ofService] !== SpanKind.server)) ofService = row;
    }
    return ofService >= 0 ? ofService : nearest;
  }

  /** Cuts each circle of parents at its earliest row. */
  cutCycles(): void {
    const { parent } = this;
    const { start } = this.#batch;
    const walks = new Int32Array(parent.length);
    for (let row = 0; row < parent.length; row++) {
      let at = row;
      while (at >= 0 && walks[at] === 0) {
        walks[at] = row + 1;
        at = parent[at] as number;
      }
      if (at < 0 || walks[at] !== row + 1) continue;
      // This walk met itself: `at` is in a circle.
      let earliest = at;
      for (let one = parent[at] as number; one >= 0 && one !== at; one = parent[one] as number) {
        if (isBefore(start, one, earliest)) earliest = one;
      }
      parent[earliest] = -1;
      this.place[earliest] = RowPlace.cycle;
    }
  }

  markFollowers(): void {
    const links = this.#links;
    if (links === undefined) return;
    const { parent } = this;
    for (let row = 0; row < parent.length; row++) {
      const above = parent[row] as number;
      if (above < 0) continue;
      const high = this.#ids[above * 2] as number;
      const low = this.#ids[above * 2 + 1] as number;
      const isNamed = this.#parentIds[row * 2] !== 0 || this.#parentIds[row * 2 + 1] !== 0;
      if (links.onlyFollows(row, high, low, isNamed)) this.follows[row] = 1;
    }
  }
}

/** What a link is, as OpenTracing has it: a child of its target, or something else that it names; else it says nothing. */
export const LinkReference = { unsaid: 0, childOf: 1, other: 2 } as const;
export type LinkReference = (typeof LinkReference)[keyof typeof LinkReference];

/** The links of a batch that point into its own trace. */
class TraceLinks {
  /** Two words a link. */
  readonly ids: Uint32Array;
  readonly #end: Uint32Array;
  readonly #isOwn: Uint8Array;
  readonly #reference: Uint8Array;

  constructor(reader: SpanBatchReader, traceId: Uint8Array) {
    const { batch } = reader;
    const count = batch.linkTraceId.length >>> 4;
    this.ids = wordsOf(batch.linkSpanId);
    this.#end = batch.linkEnd;
    this.#isOwn = new Uint8Array(count);
    this.#reference = new Uint8Array(count);
    for (let link = 0; link < count; link++) {
      let isOwn = true;
      for (let i = 0; i < 16 && isOwn; i++) isOwn = batch.linkTraceId[link * 16 + i] === traceId[i];
      this.#isOwn[link] = Number(isOwn);
      if (isOwn) this.#reference[link] = referenceOf(reader, link);
    }
  }

  /** The link that names the parent of a row without one, or −1: that of the first ChildOf, else the first. */
  parentOf(row: number, ownHigh: number, ownLow: number): number {
    let followed = -1;
    for (let link = this.#first(row); link < (this.#end[row] as number); link++) {
      const high = this.ids[link * 2] as number;
      const low = this.ids[link * 2 + 1] as number;
      if (this.#isOwn[link] === 0 || (high === 0 && low === 0)) continue;
      if (high === ownHigh && low === ownLow) continue;
      if (this.#reference[link] === LinkReference.childOf) return link;
      if (followed < 0) followed = link;
    }
    return followed;
  }

  /** Whether a row's links say that it only follows from its parent, of which these are the id's words. */
  onlyFollows(row: number, high: number, low: number, isParentNamed: boolean): boolean {
    let known = 0;
    for (let link = this.#first(row); link < (this.#end[row] as number); link++) {
      if (this.ids[link * 2] !== high || this.ids[link * 2 + 1] !== low) continue;
      const reference = this.#reference[link];
      if (isParentNamed) {
        if (reference === LinkReference.other) return true;
        continue;
      }
      if (reference === LinkReference.childOf) return false;
      known++;
    }
    return !isParentNamed && known > 0;
  }

  #first(row: number): number {
    return row === 0 ? 0 : (this.#end[row - 1] as number);
  }
}

/** What a link of a batch is. */
export function referenceOf(reader: SpanBatchReader, link: number): LinkReference {
  for (const { key, value } of reader.attributes(reader.batch.linkAttributes, link)) {
    if (key !== REF_TYPE_KEY) continue;
    if (value === CHILD_OF) return LinkReference.childOf;
    if (typeof value === 'string') return LinkReference.other;
  }
  return LinkReference.unsaid;
}

function wordsOf(ids: Uint8Array): Uint32Array {
  return new Uint32Array(ids.buffer, ids.byteOffset, ids.length >>> 2);
}

function isBefore(start: Uint32Array, a: number, b: number): boolean {
  const highA = start[a * 2 + 1] as number;
  const highB = start[b * 2 + 1] as number;
  return highA < highB || (highA === highB && (start[a * 2] as number) < (start[b * 2] as number));
}
