// Writes one block of a segment: up to BLOCK_ROWS spans of many batches as compressed columns.
// Hot: runs once for every span that is stored.

import { RemoteServices, type SpanBatch, SpanBatchReader } from '@clew/model';
import { Extra, ExtraIndex, PLAIN_BIT } from '@clew/model/columns';
import { AttributeColumnsWriter, type ShapeTable } from './attribute-columns.ts';
import { BlockStats } from './block-stats.ts';
import { ByteWriter } from './byte-writer.ts';
import type { CatalogCollector } from './catalog.ts';
import { DictionaryColumnWriter, writePlanes } from './column-codec.ts';
import { type FilterItems, LINK_SEEDS, SPAN_SEEDS } from './filter-items.ts';
import type { FrameWriter } from './frame-writer.ts';
import { grown } from './grown.ts';
import { keysEverywhere } from './keys-everywhere.ts';
import type { RowOrder } from './row-order.ts';
import { BLOCK_PLAIN_BYTES, BLOCK_ROWS, type BlockFooter } from './segment-format.ts';
import type { SymbolMaps } from './symbol-merge.ts';

/** What the blocks of a segment have in common. */
export interface BlockSource {
  readonly batches: readonly SpanBatch[];
  readonly symbols: SymbolMaps;
  /** For each batch, for each of its resources and scopes, the dictionary's number. */
  readonly resources: readonly Uint32Array[];
  readonly scopes: readonly Uint32Array[];
  readonly order: RowOrder;
  /** For each row in order, the first row in order of its fragment. */
  readonly fragmentStart: Uint32Array;
  /** For each row in order, how to find its parent: see `parentCodes`. */
  readonly parents: Uint16Array;
}

/** A link's trace id and span id. */
export const LINK_ID_BYTES = 24;

/** A parent code: none; or in the explicit list; or (code − 2, zigzag) rows before this one. */
export const ParentCode = { none: 0, explicit: 1, firstDistance: 2 } as const;

/** Writes blocks one after another, keeping its scratch memory. */
export class BlockWriter {
  readonly #source: BlockSource;
  readonly #shapes: ShapeTable;
  readonly #filter: FilterItems;
  readonly #catalog: CatalogCollector;
  readonly #frames: FrameWriter;
  readonly #extras: (ExtraIndex | undefined)[];
  readonly #hasExtra: (Uint8Array | undefined)[];
  /** Of the batches whose spans may name one. */
  readonly #remoteServices: (RemoteServices | undefined)[];

  readonly #dictionary: DictionaryColumnWriter = new DictionaryColumnWriter();
  readonly #attributes: AttributeColumnsWriter = new AttributeColumnsWriter();
  readonly #eventAttributes: AttributeColumnsWriter = new AttributeColumnsWriter();
  readonly #linkAttributes: AttributeColumnsWriter = new AttributeColumnsWriter();
  readonly #ids: ByteWriter = new ByteWriter(BLOCK_ROWS * 12);
  readonly #out: ByteWriter = new ByteWriter(1 << 16);
  readonly #extraRows: ByteWriter = new ByteWriter(4096);
  readonly #linkIds: ByteWriter = new ByteWriter(1024);

  readonly #start: Uint32Array = new Uint32Array(BLOCK_ROWS * 2);
  readonly #duration: Uint32Array = new Uint32Array(BLOCK_ROWS * 2);
  readonly #name: Uint32Array = new Uint32Array(BLOCK_ROWS);
  readonly #resource: Uint32Array = new Uint32Array(BLOCK_ROWS);
  readonly #scope: Uint32Array = new Uint32Array(BLOCK_ROWS);
  readonly #kind: Uint8Array = new Uint8Array(BLOCK_ROWS);
  readonly #status: Uint8Array = new Uint8Array(BLOCK_ROWS);
  readonly #format: Uint8Array = new Uint8Array(BLOCK_ROWS);
  readonly #flags: Uint32Array = new Uint32Array(BLOCK_ROWS);
  readonly #shape: Uint32Array = new Uint32Array(BLOCK_ROWS);
  readonly #eventCounts: Uint32Array = new Uint32Array(BLOCK_ROWS);
  readonly #linkCounts: Uint32Array = new Uint32Array(BLOCK_ROWS);
  #eventTime: Uint32Array = new Uint32Array(256);
  #eventName: Uint32Array = new Uint32Array(128);
  #eventShape: Uint32Array = new Uint32Array(128);
  #linkState: Uint32Array = new Uint32Array(64);
  #linkFlags: Uint32Array = new Uint32Array(64);
  #linkShape: Uint32Array = new Uint32Array(64);
  #keys: Uint32Array = new Uint32Array(256);
  #events = 0;
  #links = 0;
  #extraCount = 0;

  constructor(
    source: BlockSource,
    shapes: ShapeTable,
    filter: FilterItems,
    catalog: CatalogCollector,
    frames: FrameWriter,
  ) {
    this.#source = source;
    this.#shapes = shapes;
    this.#filter = filter;
    this.#catalog = catalog;
    this.#frames = frames;
    this.#extras = source.batches.map((batch) =>
      batch.extra.length === 0 ? undefined : new ExtraIndex(batch.extra),
    );
    this.#hasExtra = source.batches.map(rowsWithExtras);
    this.#remoteServices = source.batches.map((batch) => {
      const remote = new RemoteServices(new SpanBatchReader(batch));
      return remote.mayBeNamed ? remote : undefined;
    });
  }

  /** Writes the rows of the source's order from `first` on, as many as a block takes. */
  write(first: number): BlockFooter {
    this.#clear();
    const { batches, order, fragmentStart } = this.#source;
    const last = Math.min(first + BLOCK_ROWS, order.rows.length);
    const stats = new BlockStats();
    let position = first;
    // Who wants one span reads its whole block: a few large ones must not make that slow.
    for (; position < last && this.#plainBytes() < BLOCK_PLAIN_BYTES; position++) {
      const row = order.rows[position] as number;
      const b = order.batchOf[row] as number;
      const i = order.rowOf[row] as number;
      const batch = batches[b] as SpanBatch;
      const at = position - first;
      const fragment = order.rows[fragmentStart[position] as number] as number;
      const fragmentBatch = batches[order.batchOf[fragment] as number] as SpanBatch;
      const fragmentRow = order.rowOf[fragment] as number;
      const baseLow = fragmentBatch.start[fragmentRow * 2] as number;
      const baseHigh = fragmentBatch.start[fragmentRow * 2 + 1] as number;
      this.#times(batch, i, at, baseLow, baseHigh, stats);
      this.#fields(batch, b, i, at);
      this.#spanAttributes(batch, b, i, at);
      this.#spanEvents(batch, b, i, at);
      this.#spanLinks(batch, b, i, at);
      if (this.#hasExtra[b]?.[i] === 1) this.#spanExtras(batch, b, i, at);
      const status = batch.status[i] as number;
      if (status === 2) stats.errors += 1;
      stats.kinds |= 1 << ((batch.kind[i] as number) & 31);
    }
    return this.#footer(position - first, first, stats);
  }

  #plainBytes(): number {
    return (
      this.#attributes.plainBytes +
      this.#eventAttributes.plainBytes +
      this.#linkAttributes.plainBytes
    );
  }

  #clear(): void {
    this.#attributes.clear();
    this.#eventAttributes.clear();
    this.#linkAttributes.clear();
    this.#ids.clear();
    this.#extraRows.clear();
    this.#linkIds.clear();
    this.#events = 0;
    this.#links = 0;
    this.#extraCount = 0;
  }

  #times(
    batch: SpanBatch,
    i: number,
    at: number,
    baseLow: number,
    baseHigh: number,
    stats: BlockStats,
  ): void {
    const low = batch.start[i * 2] as number;
    const high = batch.start[i * 2 + 1] as number;
    const durationLow = batch.duration[i * 2] as number;
    const durationHigh = batch.duration[i * 2 + 1] as number;
    this.#start[at * 2] = low - baseLow;
    this.#start[at * 2 + 1] = high - baseHigh - (low < baseLow ? 1 : 0);
    this.#duration[at * 2] = durationLow;
    this.#duration[at * 2 + 1] = durationHigh;
    stats.start(low, high);
    stats.duration(durationLow, durationHigh);
    stats.fragment(baseLow, baseHigh);
  }

  #fields(batch: SpanBatch, b: number, i: number, at: number): void {
    const { symbols, resources, scopes } = this.#source;
    this.#ids.append(batch.spanId, i * 8, i * 8 + 8);
    this.#name[at] = ((symbols[b] as Uint32Array)[batch.name[i] as number] as number) - 1;
    this.#resource[at] = (resources[b] as Uint32Array)[batch.resource[i] as number] as number;
    this.#scope[at] = (scopes[b] as Uint32Array)[batch.scope[i] as number] as number;
    this.#kind[at] = batch.kind[i] as number;
    this.#status[at] = batch.status[i] as number;
    this.#format[at] = batch.format[i] as number;
    this.#flags[at] = batch.flags[i] as number;
    const remote = this.#remoteServices[b]?.of(i) ?? '';
    if (remote !== '') this.#catalog.addRemoteService(this.#resource[at] as number, remote);
  }

  #spanAttributes(batch: SpanBatch, b: number, i: number, at: number): void {
    this.#shape[at] = this.#attributeList(batch, batch.attributes, b, i, this.#attributes);
  }

  /** Adds one owner's attributes to columns and gives the shape of the list. */
  #attributeList(
    batch: SpanBatch,
    columns: SpanBatch['attributes'],
    b: number,
    owner: number,
    to: AttributeColumnsWriter,
  ): number {
    const map = this.#source.symbols[b] as Uint32Array;
    const first = owner === 0 ? 0 : (columns.end[owner - 1] as number);
    const end = columns.end[owner] as number;
    if (end - first > this.#keys.length) this.#keys = new Uint32Array((end - first) * 2);
    const keys = this.#keys;
    for (let a = first; a < end; a++) {
      const key = (map[columns.key[a] as number] as number) - 1;
      keys[a - first] = key;
      const reference = columns.value[a] as number;
      const index = reference >>> 1;
      if ((reference & PLAIN_BIT) !== 0) {
        const start = index === 0 ? 0 : (batch.plainEnd[index - 1] as number);
        to.addPlain(key, batch.plainBytes, start, batch.plainEnd[index] as number);
        continue;
      }
      const symbol = map[index] as number;
      if (symbol !== 0) to.addSymbol(key, symbol - 1);
      else {
        const start = index === 0 ? 0 : (batch.symbolEnd[index - 1] as number);
        to.addPlain(key, batch.symbolBytes, start, batch.symbolEnd[index] as number);
      }
    }
    return this.#shapes.intern(keys, end - first);
  }

  #spanEvents(batch: SpanBatch, b: number, i: number, at: number): void {
    const first = i === 0 ? 0 : (batch.eventEnd[i - 1] as number);
    const end = batch.eventEnd[i] as number;
    this.#eventCounts[at] = end - first;
    if (first === end) return;
    const map = this.#source.symbols[b] as Uint32Array;
    const needed = this.#events + end - first;
    if (needed > this.#eventName.length) {
      this.#eventTime = grown(this.#eventTime, needed * 2);
      this.#eventName = grown(this.#eventName, needed);
      this.#eventShape = grown(this.#eventShape, needed);
    }
    const startLow = batch.start[i * 2] as number;
    const startHigh = batch.start[i * 2 + 1] as number;
    for (let e = first; e < end; e++) {
      const to = this.#events++;
      const low = batch.eventTime[e * 2] as number;
      const high = batch.eventTime[e * 2 + 1] as number;
      this.#eventTime[to * 2] = low - startLow;
      this.#eventTime[to * 2 + 1] = high - startHigh - (low < startLow ? 1 : 0);
      this.#eventName[to] = (map[batch.eventName[e] as number] as number) - 1;
      this.#eventShape[to] = this.#attributeList(
        batch,
        batch.eventAttributes,
        b,
        e,
        this.#eventAttributes,
      );
      const [dropped] = this.#extras[b]?.values(Extra.eventDroppedAttributes, e) ?? [];
      if (dropped !== undefined) this.#extra(Extra.eventDroppedAttributes, to, dropped);
    }
  }

  #spanLinks(batch: SpanBatch, b: number, i: number, at: number): void {
    const first = i === 0 ? 0 : (batch.linkEnd[i - 1] as number);
    const end = batch.linkEnd[i] as number;
    this.#linkCounts[at] = end - first;
    if (first === end) return;
    const map = this.#source.symbols[b] as Uint32Array;
    const needed = this.#links + end - first;
    if (needed > this.#linkState.length) {
      this.#linkState = grown(this.#linkState, needed);
      this.#linkFlags = grown(this.#linkFlags, needed);
      this.#linkShape = grown(this.#linkShape, needed);
    }
    for (let link = first; link < end; link++) {
      const to = this.#links++;
      this.#linkIds.append(batch.linkTraceId, link * 16, link * 16 + 16);
      this.#linkIds.append(batch.linkSpanId, link * 8, link * 8 + 8);
      this.#linkState[to] = (map[batch.linkTraceState[link] as number] as number) - 1;
      this.#linkFlags[to] = batch.linkFlags[link] as number;
      this.#linkShape[to] = this.#attributeList(
        batch,
        batch.linkAttributes,
        b,
        link,
        this.#linkAttributes,
      );
      const [dropped] = this.#extras[b]?.values(Extra.linkDroppedAttributes, link) ?? [];
      if (dropped !== undefined) this.#extra(Extra.linkDroppedAttributes, to, dropped);
    }
  }

  #spanExtras(batch: SpanBatch, b: number, i: number, at: number): void {
    const extras = this.#extras[b] as ExtraIndex;
    const map = this.#source.symbols[b] as Uint32Array;
    for (const symbol of extras.values(Extra.traceState, i)) {
      this.#extra(Extra.traceState, at, (map[symbol] as number) - 1);
    }
    for (const reference of extras.values(Extra.warning, i)) {
      this.#extra(Extra.warning, at, (map[reference >>> 1] as number) - 1);
    }
    for (const reference of extras.values(Extra.statusMessage, i)) {
      const row = reference >>> 1;
      const start = row === 0 ? 0 : (batch.plainEnd[row - 1] as number);
      const end = batch.plainEnd[row] as number;
      this.#extra(Extra.statusMessage, at, end - start);
      this.#extraRows.append(batch.plainBytes, start, end);
    }
    for (const field of [
      Extra.droppedAttributes,
      Extra.droppedEvents,
      Extra.droppedLinks,
      Extra.traceIdHigh,
    ] as const) {
      for (const value of extras.values(field, i)) this.#extra(field, at, value);
    }
  }

  #extra(field: number, owner: number, value: number): void {
    this.#extraCount += 1;
    this.#extraRows.u8(field);
    this.#extraRows.varint(owner);
    this.#extraRows.varint(value);
  }

  #footer(count: number, first: number, stats: BlockStats): BlockFooter {
    const frames = this.#frames;
    const parents = this.#explicitParents(count, first);
    const ids = frames.frame(this.#ids.view(), false);
    this.#writeSkeleton(count, parents);
    const skeleton = frames.frame(this.#out.view());
    this.#out.clear();
    this.#attributes.writeReferences(this.#out, this.#dictionary);
    const references = frames.frame(this.#out.view());
    this.#out.clear();
    this.#attributes.writePlain(this.#out, this.#dictionary);
    const plain = frames.frame(this.#out.view());
    const hasRest = this.#events + this.#links + this.#extraCount > 0;
    if (hasRest) this.#writeRest(count);
    const rest = hasRest ? { rest: frames.frame(this.#out.view()) } : {};
    const filter = frames.frame(this.#buildFilter(count), false);
    this.#addToCatalog(count);
    return {
      rows: count,
      ids,
      skeleton,
      references,
      plain,
      ...rest,
      filter,
      links: this.#links,
      ...stats.texts(),
      errors: stats.errors,
      kinds: stats.kinds,
      spanKeysEverywhere: keysEverywhere(this.#shape.subarray(0, count), (shape) =>
        this.#shapes.keysOf(shape),
      ),
      resourceKeysEverywhere: keysEverywhere(this.#resource.subarray(0, count), (resource) =>
        this.#filter.resourceKeys(resource),
      ),
    };
  }

  /** The parent codes of the block, after the ids of explicit parents were appended to the ids. */
  #explicitParents(count: number, first: number): Uint16Array {
    const { batches, order } = this.#source;
    const codes = this.#source.parents.subarray(first, first + count);
    for (let at = 0; at < count; at++) {
      const code = codes[at] as number;
      if (code >= ParentCode.firstDistance) {
        // A parent in another block can't be found by who reads only this one.
        const parent = at - parentDistance(code);
        if (parent < 0 || parent >= count) codes[at] = ParentCode.explicit;
      }
      if (codes[at] !== ParentCode.explicit) continue;
      const row = order.rows[first + at] as number;
      const batch = batches[order.batchOf[row] as number] as SpanBatch;
      const i = order.rowOf[row] as number;
      this.#ids.append(batch.parentSpanId, i * 8, i * 8 + 8);
    }
    return codes;
  }

  #writeSkeleton(count: number, parents: Uint16Array): void {
    const out = this.#out;
    out.clear();
    writePlanes(out, this.#start, count);
    writePlanes(out, this.#duration, count);
    this.#dictionary.write(out, this.#name, count);
    this.#dictionary.write(out, this.#resource, count);
    this.#dictionary.write(out, this.#scope, count);
    out.append(this.#kind, 0, count);
    out.append(this.#status, 0, count);
    out.append(this.#format, 0, count);
    this.#dictionary.write(out, this.#flags, count);
    this.#dictionary.write(out, this.#shape, count);
    for (let shift = 0; shift < 16; shift += 8) {
      let at = out.skip(count);
      const { bytes } = out;
      for (let i = 0; i < count; i++) bytes[at++] = (parents[i] as number) >>> shift;
    }
  }

  #writeRest(count: number): void {
    const out = this.#out;
    const dictionary = this.#dictionary;
    out.clear();
    out.varint(this.#events);
    if (this.#events > 0) {
      dictionary.write(out, this.#eventCounts, count);
      writePlanes(out, this.#eventTime, this.#events);
      dictionary.write(out, this.#eventName, this.#events);
      dictionary.write(out, this.#eventShape, this.#events);
      this.#eventAttributes.writeReferences(out, dictionary);
      this.#eventAttributes.writePlain(out, dictionary);
    }
    out.varint(this.#links);
    if (this.#links > 0) {
      dictionary.write(out, this.#linkCounts, count);
      out.append(this.#linkIds.bytes, 0, this.#linkIds.length);
      dictionary.write(out, this.#linkState, this.#links);
      dictionary.write(out, this.#linkFlags, this.#links);
      dictionary.write(out, this.#linkShape, this.#links);
      this.#linkAttributes.writeReferences(out, dictionary);
      this.#linkAttributes.writePlain(out, dictionary);
    }
    out.varint(this.#extraCount);
    out.append(this.#extraRows.bytes, 0, this.#extraRows.length);
  }

  #addToCatalog(count: number): void {
    const catalog = this.#catalog;
    for (let i = 0; i < count; i++) {
      const resource = this.#resource[i] as number;
      catalog.addOperation(resource, this.#name[i] as number, this.#kind[i] as number);
    }
    for (const key of this.#attributes.keys()) catalog.addSpanKey(key);
    for (const key of this.#eventAttributes.keys()) catalog.addEventKey(key);
    for (const key of this.#linkAttributes.keys()) catalog.addLinkKey(key);
  }

  #buildFilter(count: number): Uint8Array {
    const filter = this.#filter;
    filter.startColumn();
    for (let i = 0; i < count; i++) filter.addName(this.#name[i] as number);
    filter.startTables();
    for (let i = 0; i < count; i++) filter.addResource(this.#resource[i] as number);
    for (let i = 0; i < count; i++) filter.addScope(this.#scope[i] as number);
    this.#attributes.addFilterItems(filter, SPAN_SEEDS);
    filter.startColumn();
    for (let i = 0; i < this.#events; i++) filter.addEventName(this.#eventName[i] as number);
    if (this.#events > 0) this.#eventAttributes.addFilterItems(filter, SPAN_SEEDS);
    for (let i = 0; i < this.#links; i++) filter.addLink(this.#linkIds.bytes, i * LINK_ID_BYTES);
    if (this.#links > 0) this.#linkAttributes.addFilterItems(filter, LINK_SEEDS);
    return filter.build();
  }
}

/** How many rows before a row its parent stands; negative when it stands after it. */
export function parentDistance(code: number): number {
  const zigzag = code - ParentCode.firstDistance;
  return (zigzag >>> 1) ^ -(zigzag & 1);
}

function rowsWithExtras(batch: SpanBatch): Uint8Array | undefined {
  if (batch.extra.length === 0) return undefined;
  const rows = new Uint8Array(batch.spanCount);
  for (let i = 0; i < batch.extra.length; i += 3) {
    const field = batch.extra[i];
    if (field === Extra.eventDroppedAttributes || field === Extra.linkDroppedAttributes) continue;
    rows[batch.extra[i + 1] as number] = 1;
  }
  return rows;
}
