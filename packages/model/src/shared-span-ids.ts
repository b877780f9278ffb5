// Zipkin's clients and servers may share a span id, which Jaeger's UI and everything that looks spans up by id can't show. The
// server's half gets an id of its own, as Jaeger does. Hot for traces of a million spans: numbers of rows, no objects.
import { hexEncode } from './id.ts';
import type { Span } from './span.ts';
import { SpanIdIndex } from './span-id-index.ts';
import { SpanKind } from './span-kind.ts';
import { type SpanBatchReader, spanObject } from './span-view.ts';
import { ROWS_A_STEP, rowSteps, type Steps } from './steps.ts';

const NO_ROW = -1;

/** The ids of a trace's spans when each has one of its own, as word pairs in the order of a batch's bytes. */
export class OwnSpanIds {
  readonly #given: Uint32Array;
  readonly #givenParents: Uint32Array;
  /** The batch's own where no span's changed. */
  readonly ids: Uint32Array;
  /** The ids of the spans that spans stand under; zeros for none. */
  readonly parents: Uint32Array;
  /** Rows by `ids`. */
  readonly index: SpanIdIndex;

  constructor(
    given: { readonly ids: Uint32Array; readonly parents: Uint32Array },
    own: {
      readonly ids: Uint32Array;
      readonly parents: Uint32Array;
      readonly index: SpanIdIndex;
    },
  ) {
    this.#given = given.ids;
    this.#givenParents = given.parents;
    this.ids = own.ids;
    this.parents = own.parents;
    this.index = own.index;
  }

  /** The first row that has the id of a row's parent, or −1. */
  parentOf(row: number): number {
    if (isNone(this.parents, row)) return NO_ROW;
    return this.index.find(this.parents[row * 2] as number, this.parents[row * 2 + 1] as number);
  }

  /** A row's span with its own id and the parent that follows from the others' ids; links that named the old parent go with it. */
  applied(row: number, span: Span): Span {
    const isShared = !areEqual(this.ids, this.#given, row);
    if (!isShared && areEqual(this.parents, this.#givenParents, row)) return span;
    const oldParent = isNone(this.#givenParents, row) ? '' : idText(this.#givenParents, row);
    const parent = idText(this.parents, row);
    return {
      ...spanObject(span),
      spanId: idText(this.ids, row),
      parentSpanId: isShared || span.parentSpanId !== '' ? parent : '',
      links: span.links.map((link) =>
        link.traceId === span.traceId && link.spanId === oldParent
          ? { ...link, spanId: parent }
          : link,
      ),
    };
  }
}

/**
 * Gives each server span of one trace that shares its id with a client span the lowest id that the trace does not use, and
 * the shared id as its parent. Children of the shared id become the server's: the one of their own service or, if there is
 * none, the last.
 * @param reader of a trace in the order of a trace
 * @param parents the ids of the spans that spans stand under, as word pairs
 */
export function* ownSpanIds(reader: SpanBatchReader, parents: Uint32Array): Steps<OwnSpanIds> {
  const { batch } = reader;
  const index = yield* SpanIdIndex.of(batch.spanId);
  const given = { ids: wordsOf(batch.spanId), parents };
  const shares = yield* sharedRows(batch.kind, index);
  if (shares === undefined) return new OwnSpanIds(given, { ...given, index });

  const ids = given.ids.slice();
  const servers = new Servers(reader, batch.spanCount);
  let last = 0;
  for (let row = 0; row < batch.spanCount; row++) {
    if (row % ROWS_A_STEP === 0) yield;
    if (shares[row] === 0) continue;
    do last++;
    while (index.find(0, swapped(last)) !== NO_ROW);
    ids[row * 2] = 0;
    ids[row * 2 + 1] = swapped(last);
    servers.add(index.find(given.ids[row * 2] as number, given.ids[row * 2 + 1] as number), row);
  }
  const own = parents.slice();
  for (let row = 0; row < batch.spanCount; row++) {
    if (row % ROWS_A_STEP === 0) yield;
    let from = given.ids;
    let parent = row;
    if (shares[row] === 0) {
      const first = index.find(parents[row * 2] as number, parents[row * 2 + 1] as number);
      from = ids;
      parent = servers.above(first, row);
      if (parent === NO_ROW) continue;
    }
    own[row * 2] = from[parent * 2] as number;
    own[row * 2 + 1] = from[parent * 2 + 1] as number;
  }
  const bytes = new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength);
  return new OwnSpanIds(given, { ids, parents: own, index: yield* SpanIdIndex.of(bytes) });
}

/** 1 for each server that shares its id with a client; undefined where none does. */
function* sharedRows(kind: Uint8Array, { next }: SpanIdIndex): Steps<Uint8Array | undefined> {
  const seen = new Uint8Array(next.length);
  const shares = new Uint8Array(next.length);
  let any = false;
  yield* rowSteps(next.length, (from, to) => {
    for (let first = from; first < to; first++) {
      if (next[first] === NO_ROW || seen[first] === 1) continue;
      let hasClient = false;
      for (let row = first; row !== NO_ROW; row = next[row] as number) {
        seen[row] = 1;
        hasClient ||= kind[row] === SpanKind.client;
      }
      if (!hasClient) continue;
      for (let row = first; row !== NO_ROW; row = next[row] as number) {
        if (kind[row] !== SpanKind.server) continue;
        shares[row] = 1;
        any = true;
      }
    }
  });
  return any ? shares : undefined;
}

/** The servers that shared an id, by the first row that has it. */
class Servers {
  readonly #reader: SpanBatchReader;
  readonly #last: Int32Array;
  /** By service, where there are several. */
  readonly #several = new Map<number, Map<string, number>>();

  constructor(reader: SpanBatchReader, rows: number) {
    this.#reader = reader;
    this.#last = new Int32Array(rows).fill(NO_ROW);
  }

  add(first: number, row: number): void {
    const before = this.#last[first] as number;
    this.#last[first] = row;
    if (before === NO_ROW) return;
    const byService = this.#several.get(first) ?? new Map([[this.#service(before), before]]);
    byService.set(this.#service(row), row);
    this.#several.set(first, byService);
  }

  /** The server that a row stands under whose parent's id was shared, or −1 where it was not. */
  above(first: number, row: number): number {
    if (first === NO_ROW) return NO_ROW;
    const last = this.#last[first] as number;
    if (last === NO_ROW) return NO_ROW;
    return this.#several.get(first)?.get(this.#service(row)) ?? last;
  }

  #service(row: number): string {
    const { resource, resourceService } = this.#reader.batch;
    return this.#reader.text(resourceService[resource[row] as number] as number);
  }
}

function areEqual(a: Uint32Array, b: Uint32Array, row: number): boolean {
  return a[row * 2] === b[row * 2] && a[row * 2 + 1] === b[row * 2 + 1];
}

function isNone(ids: Uint32Array, row: number): boolean {
  return ids[row * 2] === 0 && ids[row * 2 + 1] === 0;
}

/** A row's id in hex. */
export function idText(ids: Uint32Array, row: number): string {
  return hexEncode(new Uint8Array(ids.buffer, ids.byteOffset + row * 8, 8), 0, 8);
}

/** Ids of 8 bytes as word pairs. */
export function wordsOf(ids: Uint8Array): Uint32Array {
  return new Uint32Array(ids.buffer, ids.byteOffset, ids.length >>> 2);
}

/** A number as the word that its four bytes make, the highest first. */
function swapped(number: number): number {
  const bytes = ((number & 0xff) << 24) | ((number & 0xff00) << 8);
  return (bytes | ((number >>> 8) & 0xff00) | (number >>> 24)) >>> 0;
}
