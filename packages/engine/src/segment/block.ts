// One block of a segment, decoded column by column as they are asked for.
import { hexEncode, type SpanBatchBuilder, type SpanCopier } from '@clew/model';
import { Extra } from '@clew/model/columns';
import {
  type KeyColumn,
  type PlainColumn,
  readKeyColumns,
  readPlainColumns,
} from './attribute-columns.ts';
import { ParentCode, parentDistance } from './block-writer.ts';
import { ByteReader } from './byte-writer.ts';
import {
  type DictionaryColumn,
  readDictionaryColumn,
  readPlanes,
  spellOut,
} from './column-codec.ts';
import type { FragmentColumns } from './fragment-table.ts';
import type { BlockFooter, FramePlace } from './segment-format.ts';
import type { SegmentReader } from './segment-reader.ts';

/** The attributes of a block's spans, events or links as columns. */
export interface AttributeSet {
  /** For each owner, its list's shape. */
  readonly shape: Uint32Array;
  readonly columns: readonly KeyColumn[];
  /** The plain values of each column. */
  readonly plain: () => readonly (PlainColumn | undefined)[];
}

/** Events of a block; `end` closes a row's run. */
export interface BlockEvents {
  readonly end: Uint32Array;
  /** Nanoseconds after the span's start, modulo 2^64, as word pairs. */
  readonly time: Uint32Array;
  readonly name: Uint32Array;
  readonly attributes: AttributeSet;
}

interface BlockLinks {
  readonly end: Uint32Array;
  /** 24 bytes each: trace id, span id. */
  readonly ids: Uint8Array;
  readonly traceState: Uint32Array;
  readonly flags: Uint32Array;
  readonly attributes: AttributeSet;
}

/** A field that few spans have. */
export interface ExtraRow {
  /** See `Extra`. */
  readonly field: number;
  readonly value: number;
  /** A status message's canonical bytes. */
  readonly text: Uint8Array | undefined;
}

/** The spans `[firstRow, firstRow + rows)` of a segment. */
export class Block {
  readonly segment: SegmentReader;
  readonly rows: number;
  readonly firstRow: number;
  /** Unix nanoseconds as word pairs. */
  readonly start: Uint32Array;
  readonly duration: Uint32Array;
  readonly name: DictionaryColumn;
  readonly resource: DictionaryColumn;
  readonly scope: DictionaryColumn;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  /** For each row its fragment's number in the segment. */
  readonly fragment: Uint32Array;
  readonly #format: Uint8Array;
  readonly #flags: Uint32Array;
  readonly #shape: Uint32Array;
  readonly #parents: Uint16Array;
  readonly #footer: BlockFooter;
  readonly #frame: (place: FramePlace) => Uint8Array;
  #ids: Uint8Array | undefined;
  #explicitParents: Uint32Array | undefined;
  #attributes: AttributeSet | undefined;
  #rest: BlockRest | undefined;

  constructor(
    segment: SegmentReader,
    footer: BlockFooter,
    firstRow: number,
    frame: (place: FramePlace) => Uint8Array,
  ) {
    this.segment = segment;
    this.rows = footer.rows;
    this.firstRow = firstRow;
    this.#footer = footer;
    this.#frame = frame;
    const { rows } = footer;
    const reader = new ByteReader(frame(footer.skeleton));
    this.start = readPlanes(reader, rows);
    this.duration = readPlanes(reader, rows);
    this.name = readDictionaryColumn(reader, rows);
    this.resource = readDictionaryColumn(reader, rows);
    this.scope = readDictionaryColumn(reader, rows);
    this.kind = reader.run(rows);
    this.status = reader.run(rows);
    this.#format = reader.run(rows);
    this.#flags = spellOut(readDictionaryColumn(reader, rows));
    this.#shape = spellOut(readDictionaryColumn(reader, rows));
    const low = reader.run(rows);
    const high = reader.run(rows);
    this.#parents = Uint16Array.from(low, (byte, i) => byte | ((high[i] as number) << 8));
    this.fragment = this.#placeInFragments(segment.fragments());
  }

  /** The attributes of the spans. */
  attributes(): AttributeSet {
    if (this.#attributes === undefined) {
      const columns = readKeyColumns(new ByteReader(this.#frame(this.#footer.references)));
      let plain: readonly (PlainColumn | undefined)[] | undefined;
      this.#attributes = {
        shape: this.#shape,
        columns,
        plain: () => {
          plain ??= readPlainColumns(new ByteReader(this.#frame(this.#footer.plain)), columns);
          return plain;
        },
      };
    }
    return this.#attributes;
  }

  /** The events of the spans, where there are any. */
  events(): BlockEvents | undefined {
    return this.#readRest()?.events;
  }

  /** For each row that has some, what few spans have. */
  spanExtras(): ReadonlyMap<number, readonly ExtraRow[]> {
    return this.#readRest()?.spanExtras ?? new Map();
  }

  /**
   * Appends the rows `[first, last)` of the block to a builder.
   * @param copier copies from the segment's dictionary to that builder
   */
  appendTo(builder: SpanBatchBuilder, copier: SpanCopier, first: number, last: number): void {
    const names = spellOut(this.name);
    const resources = spellOut(this.resource);
    const scopes = spellOut(this.scope);
    const ids = this.#spanIds();
    const traceIds = this.segment.traceIds();
    const attributes = new RowAttributes(this, this.attributes(), copier);
    attributes.skipTo(first);
    const rest = this.#readRest();
    const events = rest?.events && new RowAttributes(this, rest.events.attributes, copier);
    const links = rest?.links && new RowAttributes(this, rest.links.attributes, copier);
    for (let row = first; row < last; row++) {
      builder.setResource(copier.copyResource(resources[row] as number));
      builder.setScope(copier.copyScope(scopes[row] as number));
      builder.beginSpan();
      builder.setTraceId(traceIds, (this.fragment[row] as number) * 16);
      builder.setSpanId(ids, row * 8);
      this.#setParent(builder, ids, row);
      builder.setStart(this.start[row * 2] as number, this.start[row * 2 + 1] as number);
      builder.setDuration(this.duration[row * 2] as number, this.duration[row * 2 + 1] as number);
      builder.setNameSymbol(copier.copySymbol(names[row] as number));
      builder.setKind(this.kind[row] as number);
      builder.setStatus(this.status[row] as number);
      builder.setSpanFormat(this.#format[row] as number);
      builder.setFlags(this.#flags[row] as number);
      attributes.append(row, builder.attributes, builder);
      if (rest !== undefined) {
        if (events) this.#appendEvents(builder, copier, rest, events, row);
        if (links) this.#appendLinks(builder, copier, rest, links, row);
        appendExtras(builder, copier, rest.spanExtras.get(row));
      }
      builder.endSpan();
    }
  }

  #appendEvents(
    builder: SpanBatchBuilder,
    copier: SpanCopier,
    { events, eventExtras }: BlockRest,
    attributes: RowAttributes,
    row: number,
  ): void {
    if (events === undefined) return;
    const first = row === 0 ? 0 : (events.end[row - 1] as number);
    attributes.skipTo(first);
    for (let event = first; event < (events.end[row] as number); event++) {
      builder.beginEvent();
      attributes.append(event, builder.eventAttributes, builder);
      const low = (this.start[row * 2] as number) + (events.time[event * 2] as number);
      const high =
        (this.start[row * 2 + 1] as number) +
        (events.time[event * 2 + 1] as number) +
        (low > 0xffff_ffff ? 1 : 0);
      builder.endEvent(
        low >>> 0,
        high >>> 0,
        copier.copySymbol(events.name[event] as number),
        eventExtras.get(event)?.[0]?.value ?? 0,
      );
    }
  }

  #appendLinks(
    builder: SpanBatchBuilder,
    copier: SpanCopier,
    { links, linkExtras }: BlockRest,
    attributes: RowAttributes,
    row: number,
  ): void {
    if (links === undefined) return;
    const first = row === 0 ? 0 : (links.end[row - 1] as number);
    attributes.skipTo(first);
    for (let link = first; link < (links.end[row] as number); link++) {
      builder.beginLink();
      attributes.append(link, builder.linkAttributes, builder);
      builder.endLink(
        links.ids,
        link * 24,
        links.ids,
        link * 24 + 16,
        copier.copySymbol(links.traceState[link] as number),
        links.flags[link] as number,
        linkExtras.get(link)?.[0]?.value ?? 0,
      );
    }
  }

  /** A row's span id in hex. */
  spanIdText(row: number): string {
    return hexEncode(this.#spanIds(), row * 8, 8);
  }

  /** The id of a row's parent in hex, or the empty text. */
  parentIdText(row: number): string {
    const place = this.#parentPlace(row);
    return place < 0 ? '' : hexEncode(this.#spanIds(), place * 8, 8);
  }

  #setParent(builder: SpanBatchBuilder, ids: Uint8Array, row: number): void {
    const place = this.#parentPlace(row);
    if (place >= 0) builder.setParentSpanId(ids, place * 8);
  }

  /** Where the id of a row's parent stands in the ids, in units of 8 bytes, or −1 for a root. */
  #parentPlace(row: number): number {
    const code = this.#parents[row] as number;
    if (code === ParentCode.none) return -1;
    if (code >= ParentCode.firstDistance) return row - parentDistance(code);
    this.#explicitParents ??= this.#findExplicitParents();
    return this.#explicitParents[row] as number;
  }

  /** For each row with an explicit parent, where its id stands in the ids, in units of 8 bytes. */
  #findExplicitParents(): Uint32Array {
    const places = new Uint32Array(this.rows);
    let next = this.rows;
    for (let row = 0; row < this.rows; row++) {
      if (this.#parents[row] === ParentCode.explicit) places[row] = next++;
    }
    return places;
  }

  #spanIds(): Uint8Array {
    this.#ids ??= this.#frame(this.#footer.ids);
    return this.#ids;
  }

  #readRest(): BlockRest | undefined {
    if (this.#footer.rest === undefined) return undefined;
    this.#rest ??= readRest(new ByteReader(this.#frame(this.#footer.rest)), this.rows);
    return this.#rest;
  }

  /** Finds each row's fragment, and makes starts of differences to the fragment's start. */
  #placeInFragments(fragments: FragmentColumns): Uint32Array {
    const places = new Uint32Array(this.rows);
    let low = 0;
    let high = fragments.count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((fragments.rowEnd[middle] as number) <= this.firstRow) low = middle + 1;
      else high = middle;
    }
    let fragment = low;
    const { start } = this;
    for (let row = 0; row < this.rows; row++) {
      while ((fragments.rowEnd[fragment] as number) <= this.firstRow + row) fragment += 1;
      places[row] = fragment;
      const sum = (start[row * 2] as number) + (fragments.start[fragment * 2] as number);
      start[row * 2 + 1] =
        (start[row * 2 + 1] as number) +
        (fragments.start[fragment * 2 + 1] as number) +
        (sum > 0xffff_ffff ? 1 : 0);
      start[row * 2] = sum;
    }
    return places;
  }
}

/** Walks the owners of an attribute set in order, knowing which value of each column comes next. */
class RowAttributes {
  readonly #set: AttributeSet;
  readonly #shapes: readonly Uint32Array[];
  readonly #copier: SpanCopier;
  readonly #columnOf: Map<number, number>;
  readonly #next: Uint32Array;
  readonly #nextPlain: Uint32Array;
  #owner = 0;

  constructor(block: Block, set: AttributeSet, copier: SpanCopier) {
    this.#set = set;
    this.#shapes = block.segment.shapes();
    this.#copier = copier;
    this.#columnOf = new Map(set.columns.map((column, index) => [column.key, index]));
    this.#next = new Uint32Array(set.columns.length);
    this.#nextPlain = new Uint32Array(set.columns.length);
  }

  /** Goes on to an owner without looking at those before it. */
  skipTo(owner: number): void {
    for (; this.#owner < owner; this.#owner++) {
      for (const key of this.#keys(this.#owner)) this.#take(this.#columnOf.get(key) as number);
    }
  }

  /** Appends the attributes of an owner, which must be the next one. */
  append(owner: number, to: SpanBatchBuilder['attributes'], { values }: SpanBatchBuilder): void {
    this.#owner = owner + 1;
    for (const key of this.#keys(owner)) {
      const column = this.#columnOf.get(key) as number;
      const plainRow = this.#nextPlain[column] as number;
      const reference = this.#take(column);
      const copiedKey = this.#copier.copySymbol(key);
      if (reference !== 0) {
        to.reference(copiedKey, this.#copier.copySymbol(reference - 1) << 1);
        continue;
      }
      const plain = this.#set.plain()[column] as PlainColumn;
      const start = plainRow === 0 ? 0 : (plain.ends[plainRow - 1] as number);
      const end = plain.ends[plainRow] as number;
      const type = plain.types[plainRow] as number;
      to.reference(copiedKey, values.plain(type, plain.bytes, start, end));
    }
  }

  #keys(owner: number): Uint32Array {
    return this.#shapes[this.#set.shape[owner] as number] as Uint32Array;
  }

  /** The next value's reference in a column. */
  #take(column: number): number {
    const { distinct, indexes } = (this.#set.columns[column] as KeyColumn).references;
    const row = this.#next[column] as number;
    this.#next[column] = row + 1;
    const reference = distinct[indexes === undefined ? 0 : (indexes[row] as number)] as number;
    if (reference === 0) this.#nextPlain[column] = (this.#nextPlain[column] as number) + 1;
    return reference;
  }
}

interface BlockRest {
  readonly events: BlockEvents | undefined;
  readonly links: BlockLinks | undefined;
  readonly spanExtras: ReadonlyMap<number, readonly ExtraRow[]>;
  readonly eventExtras: ReadonlyMap<number, readonly ExtraRow[]>;
  readonly linkExtras: ReadonlyMap<number, readonly ExtraRow[]>;
}

function readRest(reader: ByteReader, rows: number): BlockRest {
  const eventCount = reader.varint();
  let events: BlockEvents | undefined;
  if (eventCount > 0) {
    const end = endsOf(spellOut(readDictionaryColumn(reader, rows)));
    const time = readPlanes(reader, eventCount);
    const name = spellOut(readDictionaryColumn(reader, eventCount));
    events = { end, time, name, attributes: readAttributeSet(reader, eventCount) };
  }
  const linkCount = reader.varint();
  let links: BlockLinks | undefined;
  if (linkCount > 0) {
    const end = endsOf(spellOut(readDictionaryColumn(reader, rows)));
    const ids = reader.run(linkCount * 24);
    const traceState = spellOut(readDictionaryColumn(reader, linkCount));
    const flags = spellOut(readDictionaryColumn(reader, linkCount));
    links = { end, ids, traceState, flags, attributes: readAttributeSet(reader, linkCount) };
  }
  const extras = {
    spanExtras: new Map<number, ExtraRow[]>(),
    eventExtras: new Map<number, ExtraRow[]>(),
    linkExtras: new Map<number, ExtraRow[]>(),
  };
  for (let left = reader.varint(); left > 0; left--) {
    const field = reader.u8();
    const owner = reader.varint();
    const value = reader.varint();
    const text = field === Extra.statusMessage ? reader.run(value) : undefined;
    const of =
      field === Extra.eventDroppedAttributes
        ? extras.eventExtras
        : field === Extra.linkDroppedAttributes
          ? extras.linkExtras
          : extras.spanExtras;
    of.set(owner, [...(of.get(owner) ?? []), { field, value, text }]);
  }
  return { events, links, ...extras };
}

function readAttributeSet(reader: ByteReader, owners: number): AttributeSet {
  const shape = spellOut(readDictionaryColumn(reader, owners));
  const columns = readKeyColumns(reader);
  const plain = readPlainColumns(reader, columns);
  return { shape, columns, plain: () => plain };
}

function appendExtras(
  builder: SpanBatchBuilder,
  copier: SpanCopier,
  extras: readonly ExtraRow[] | undefined,
): void {
  for (const { field, value, text } of extras ?? []) {
    if (field === Extra.statusMessage && text !== undefined) {
      builder.setStatusMessage(text, 1, text.length);
    } else if (field === Extra.traceState) {
      builder.setTraceStateSymbol(copier.copySymbol(value));
    } else if (field === Extra.warning) builder.addWarningSymbol(copier.copySymbol(value));
    else if (field === Extra.droppedAttributes) builder.setDroppedAttributes(value);
    else if (field === Extra.droppedEvents) builder.setDroppedEvents(value);
    else if (field === Extra.droppedLinks) builder.setDroppedLinks(value);
  }
}

function endsOf(counts: Uint32Array): Uint32Array {
  let end = 0;
  for (let i = 0; i < counts.length; i++) {
    end += counts[i] as number;
    counts[i] = end;
  }
  return counts;
}
