// One block of a segment, decoded column by column as they are asked for.
import { hexEncode, type SpanBatchBuilder, type SpanCopier } from '@clew/model';
import { Extra } from '@clew/model/columns';
import { readKeyColumns, readPlainColumns } from './attribute-columns.ts';
import { AttributeSet, RowAttributes } from './attribute-set.ts';
import { LINK_ID_BYTES, ParentCode, parentDistance } from './block-writer.ts';
import { ByteReader } from './byte-writer.ts';
import {
  type DictionaryColumn,
  readDictionaryColumn,
  readPlanes,
  skipPlanes,
  spellOut,
  valueAt,
} from './column-codec.ts';
import type { BlockFooter, FramePlace } from './segment-format.ts';
import type { SegmentReader } from './segment-reader.ts';

/** Events of a block; `end` closes a row's run. */
export interface BlockEvents {
  readonly end: Uint32Array;
  /** Nanoseconds after the span's start, modulo 2^64, as word pairs. */
  readonly time: Uint32Array;
  readonly name: Uint32Array;
  readonly attributes: AttributeSet;
}

/** Links of a block; `end` closes a row's run. */
export interface BlockLinks {
  readonly end: Uint32Array;
  /** `LINK_ID_BYTES` each: trace id, span id. */
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
  readonly name: DictionaryColumn;
  readonly resource: DictionaryColumn;
  readonly scope: DictionaryColumn;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  readonly format: Uint8Array;
  readonly flags: DictionaryColumn;
  readonly #skeleton: Uint8Array;
  readonly #startAt: number;
  readonly #durationAt: number;
  readonly #shape: DictionaryColumn;
  readonly #parentsLow: Uint8Array;
  readonly #parentsHigh: Uint8Array;
  readonly #footer: BlockFooter;
  readonly #frame: (place: FramePlace) => Uint8Array;
  #start: Uint32Array | undefined;
  #duration: Uint32Array | undefined;
  #fragment: Uint32Array | undefined;
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
    this.#skeleton = frame(footer.skeleton);
    const reader = new ByteReader(this.#skeleton);
    // Times cost most to decode and many searches need none.
    this.#startAt = reader.at;
    skipPlanes(reader, rows);
    this.#durationAt = reader.at;
    skipPlanes(reader, rows);
    this.name = readDictionaryColumn(reader, rows);
    this.resource = readDictionaryColumn(reader, rows);
    this.scope = readDictionaryColumn(reader, rows);
    this.kind = reader.run(rows);
    this.status = reader.run(rows);
    this.format = reader.run(rows);
    this.flags = readDictionaryColumn(reader, rows);
    this.#shape = readDictionaryColumn(reader, rows);
    this.#parentsLow = reader.run(rows);
    this.#parentsHigh = reader.run(rows);
  }

  /** Unix nanoseconds as word pairs. */
  get start(): Uint32Array {
    this.#start ??= this.#readStarts();
    return this.#start;
  }

  /** Nanoseconds as word pairs. */
  get duration(): Uint32Array {
    this.#duration ??= readPlanes(new ByteReader(this.#skeleton, this.#durationAt), this.rows);
    return this.#duration;
  }

  /** For each row its fragment's number in the segment. */
  get fragment(): Uint32Array {
    this.#fragment ??= this.#placeInFragments();
    return this.#fragment;
  }

  /** The attributes of the spans. */
  attributes(): AttributeSet {
    if (this.#attributes === undefined) {
      const columns = readKeyColumns(new ByteReader(this.#frame(this.#footer.references)));
      this.#attributes = new AttributeSet(
        spellOut(this.#shape),
        columns,
        this.segment.shapes(),
        () => readPlainColumns(new ByteReader(this.#frame(this.#footer.plain)), columns),
      );
    }
    return this.#attributes;
  }

  /** The events of the spans, where there are any. */
  events(): BlockEvents | undefined {
    return this.#readRest()?.events;
  }

  /** The links of the spans, where there are any. */
  links(): BlockLinks | undefined {
    return this.#readRest()?.links;
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
    const { start, duration, fragment } = this;
    const ids = this.#spanIds();
    const traceIds = this.segment.traceIds();
    const attributes = new RowAttributes(this.attributes(), copier);
    attributes.skipTo(first);
    const rest = this.#readRest();
    const events = rest?.events && new RowAttributes(rest.events.attributes, copier);
    const links = rest?.links && new RowAttributes(rest.links.attributes, copier);
    for (let row = first; row < last; row++) {
      builder.setResource(copier.copyResource(valueAt(this.resource, row)));
      builder.setScope(copier.copyScope(valueAt(this.scope, row)));
      builder.beginSpan();
      builder.setTraceId(traceIds, (fragment[row] as number) * 16);
      builder.setSpanId(ids, row * 8);
      this.#setParent(builder, ids, row);
      builder.setStart(start[row * 2] as number, start[row * 2 + 1] as number);
      builder.setDuration(duration[row * 2] as number, duration[row * 2 + 1] as number);
      builder.setNameSymbol(copier.copySymbol(valueAt(this.name, row)));
      builder.setKind(this.kind[row] as number);
      builder.setStatus(this.status[row] as number);
      builder.setSpanFormat(this.format[row] as number);
      builder.setFlags(valueAt(this.flags, row));
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
        link * LINK_ID_BYTES,
        links.ids,
        link * LINK_ID_BYTES + 16,
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

  #parentCode(row: number): number {
    return (this.#parentsLow[row] as number) | ((this.#parentsHigh[row] as number) << 8);
  }

  /** Where the id of a row's parent stands in the ids, in units of 8 bytes, or −1 for a root. */
  #parentPlace(row: number): number {
    const code = this.#parentCode(row);
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
      if (this.#parentCode(row) === ParentCode.explicit) places[row] = next++;
    }
    return places;
  }

  #spanIds(): Uint8Array {
    this.#ids ??= this.#frame(this.#footer.ids);
    return this.#ids;
  }

  #readRest(): BlockRest | undefined {
    if (this.#footer.rest === undefined) return undefined;
    this.#rest ??= readRest(
      new ByteReader(this.#frame(this.#footer.rest)),
      this.rows,
      this.segment.shapes(),
    );
    return this.#rest;
  }

  #placeInFragments(): Uint32Array {
    const { rowEnd, count } = this.segment.fragments();
    const places = new Uint32Array(this.rows);
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((rowEnd[middle] as number) <= this.firstRow) low = middle + 1;
      else high = middle;
    }
    for (let row = 0, fragment = low; row < this.rows; row++) {
      while ((rowEnd[fragment] as number) <= this.firstRow + row) fragment += 1;
      places[row] = fragment;
    }
    return places;
  }

  /** Starts are stored as differences to the start of their fragment. */
  #readStarts(): Uint32Array {
    const start = readPlanes(new ByteReader(this.#skeleton, this.#startAt), this.rows);
    const base = this.segment.fragments().start;
    const { fragment } = this;
    for (let row = 0; row < this.rows; row++) {
      const at = (fragment[row] as number) * 2;
      const sum = (start[row * 2] as number) + (base[at] as number);
      start[row * 2 + 1] =
        (start[row * 2 + 1] as number) + (base[at + 1] as number) + (sum > 0xffff_ffff ? 1 : 0);
      start[row * 2] = sum;
    }
    return start;
  }
}

interface BlockRest {
  readonly events: BlockEvents | undefined;
  readonly links: BlockLinks | undefined;
  readonly spanExtras: ReadonlyMap<number, readonly ExtraRow[]>;
  readonly eventExtras: ReadonlyMap<number, readonly ExtraRow[]>;
  readonly linkExtras: ReadonlyMap<number, readonly ExtraRow[]>;
}

function readRest(reader: ByteReader, rows: number, shapes: readonly Uint32Array[]): BlockRest {
  const eventCount = reader.varint();
  let events: BlockEvents | undefined;
  if (eventCount > 0) {
    const end = endsOf(spellOut(readDictionaryColumn(reader, rows)));
    const time = readPlanes(reader, eventCount);
    const name = spellOut(readDictionaryColumn(reader, eventCount));
    events = { end, time, name, attributes: readAttributeSet(reader, eventCount, shapes) };
  }
  const linkCount = reader.varint();
  let links: BlockLinks | undefined;
  if (linkCount > 0) {
    const end = endsOf(spellOut(readDictionaryColumn(reader, rows)));
    const ids = reader.run(linkCount * LINK_ID_BYTES);
    const traceState = spellOut(readDictionaryColumn(reader, linkCount));
    const flags = spellOut(readDictionaryColumn(reader, linkCount));
    links = {
      end,
      ids,
      traceState,
      flags,
      attributes: readAttributeSet(reader, linkCount, shapes),
    };
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

function readAttributeSet(
  reader: ByteReader,
  owners: number,
  shapes: readonly Uint32Array[],
): AttributeSet {
  const shape = spellOut(readDictionaryColumn(reader, owners));
  const columns = readKeyColumns(reader);
  const plain = readPlainColumns(reader, columns);
  return new AttributeSet(shape, columns, shapes, () => plain);
}

function appendExtras(
  builder: SpanBatchBuilder,
  copier: SpanCopier,
  extras: readonly ExtraRow[] | undefined,
): void {
  let upper: number | undefined;
  for (const { field, value, text } of extras ?? []) {
    if (field === Extra.statusMessage && text !== undefined) {
      builder.setStatusMessage(text, 1, text.length);
    } else if (field === Extra.traceState) {
      builder.setTraceStateSymbol(copier.copySymbol(value));
    } else if (field === Extra.warning) builder.addWarningSymbol(copier.copySymbol(value));
    else if (field === Extra.droppedAttributes) builder.setDroppedAttributes(value);
    else if (field === Extra.droppedEvents) builder.setDroppedEvents(value);
    else if (field === Extra.droppedLinks) builder.setDroppedLinks(value);
    else if (field === Extra.traceIdHigh) {
      if (upper === undefined) upper = value;
      else builder.setTraceIdHigh(upper, value);
    }
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
