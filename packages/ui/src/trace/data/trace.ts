// A trace as the page needs it: everything a row needs as columns from its skeleton, so that a row costs the same in
// a trace of four spans and of a million, and whole spans when someone asks for them.
import {
  type AttributeValue,
  hexDecodeInto,
  hexEncode,
  parentIdOf,
  type Resource,
  type RowLinks,
  RowMark,
  rowLinksOf,
  type Span,
  type SpanBatch,
  SpanBatchReader,
  type SpanKind,
  type StatusCode,
  spanObject,
  TRACE_ID_TEXT_KEY,
  type TraceRows,
} from '@clew/model';
import { SpanPages } from './span-pages.ts';
import type { TimeUse } from './time-use.ts';
import { shortTraceId, textOfTrace } from './trace-id.ts';
import type { TraceSource } from './trace-source.ts';

/** An event of a span as the skeleton has it. */
export interface EventMark {
  /** Nanoseconds after the trace's start. */
  readonly offset: number;
  readonly name: string;
}

/** The events of all of a trace's spans, a column each, by row. */
export interface EventColumns {
  readonly count: number;
  readonly row: Int32Array;
  /** Which of its span's events it is. */
  readonly nth: Uint32Array;
  /** Nanoseconds after the trace's start. */
  readonly offset: Float64Array;
  /** As `nameSymbol` has it. */
  readonly name: Uint32Array;
}

/** What `assemble` makes of a skeleton. */
export interface AssembledTrace {
  readonly traceId: string;
  readonly skeleton: SpanBatch;
  readonly rows: TraceRows;
  readonly timeUse: TimeUse;
}

const SPAN_ID_DIGITS = 16;
const WORD = 0x1_0000_0000;

/** Spans by row: parents before children, siblings by start. Columns are those of `TraceRows`. */
export class Trace {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /** What SkyWalking's agents call the trace; undefined where that is its id in hex. */
  readonly textId: string | undefined;
  readonly source: TraceSource;
  /** Whole spans, which come in pages. */
  readonly pages: SpanPages;
  /** Where the time went. */
  readonly timeUse: TimeUse;

  readonly count: number;
  /** Unix nanoseconds of the earliest start. */
  readonly start: bigint;
  /** From the earliest start to the latest end, nanoseconds. */
  readonly duration: number;
  /** Levels of nesting. */
  readonly levels: number;
  readonly errorCount: number;
  /** Place of the row's span in the stored order. */
  readonly ordinal: Uint32Array;
  /** Row of the parent, or −1. */
  readonly parent: Int32Array;
  /** The row after the last descendant. */
  readonly end: Uint32Array;
  readonly depth: Uint32Array;
  /** Nanoseconds after the trace's start. */
  readonly offset: Float64Array;
  /** Nanoseconds. */
  readonly length: Float64Array;
  /** Index into `services`. */
  readonly service: Uint32Array;
  /** Index into `hosts`. */
  readonly host: Uint32Array;
  /** Bits of `RowMark`. */
  readonly marks: Uint8Array;
  /** Names of services, in the order in which they come up. */
  readonly services: readonly string[];
  /** Names of machines, in the order in which they come up; the empty text where nothing tells. */
  readonly hosts: readonly string[];

  readonly #skeleton: SpanBatch;
  readonly #reader: SpanBatchReader;
  #links: RowLinks | undefined;

  constructor({ traceId, skeleton, rows, timeUse }: AssembledTrace, source: TraceSource) {
    this.traceId = traceId;
    this.source = source;
    this.pages = new SpanPages(source, skeleton);
    this.timeUse = timeUse;
    this.count = rows.count;
    this.start = rows.start;
    this.duration = rows.duration;
    this.levels = rows.levels;
    this.errorCount = rows.errorCount;
    this.ordinal = rows.ordinal;
    this.parent = rows.parent;
    this.end = rows.end;
    this.depth = rows.depth;
    this.offset = rows.offset;
    this.length = rows.length;
    this.service = rows.service;
    this.host = rows.host;
    this.marks = rows.marks;
    this.services = rows.services;
    this.hosts = rows.hosts;
    this.#skeleton = skeleton;
    this.#reader = new SpanBatchReader(skeleton);
    this.textId = textOfTrace(traceId, traceIdText(this.#reader));
  }

  /** The id as its senders know it. */
  get shownId(): string {
    return this.textId ?? shortTraceId(this.traceId);
  }

  /** The operation of a row's span. */
  nameOf(row: number): string {
    return this.#reader.text(this.nameSymbol(row));
  }

  /** A number for the name of a row's span: the same number is the same name, while a name may have several. */
  nameSymbol(row: number): number {
    return this.#skeleton.name[this.#at(row)] ?? 0;
  }

  /** The text of a number that `nameSymbol` gave. */
  nameText(symbol: number): string {
    return this.#reader.text(symbol);
  }

  /** The UTF-8 of the text of a number that `nameSymbol` gave: for what looks at more names than should become texts. */
  nameBytes(symbol: number): Uint8Array {
    const { symbolBytes, symbolEnd } = this.#skeleton;
    // A value's first byte says of what type it is.
    const start = 1 + (symbol === 0 ? 0 : (symbolEnd[symbol - 1] ?? 0));
    return symbolBytes.subarray(start, symbolEnd[symbol]);
  }

  serviceOf(row: number): string {
    return this.services[this.service[row] ?? 0] ?? '';
  }

  /** The process that sent a row's span. */
  resourceOf(row: number): Resource {
    return this.#reader.resource(this.#skeleton.resource[this.#at(row)] ?? 0);
  }

  /** A number for the process: the same number is the same process. */
  resourceIndex(row: number): number {
    return this.#skeleton.resource[this.#at(row)] ?? 0;
  }

  kindOf(row: number): SpanKind {
    return this.#skeleton.kind[this.#at(row)] as SpanKind;
  }

  statusOf(row: number): StatusCode {
    return this.#skeleton.status[this.#at(row)] as StatusCode;
  }

  /** 16 hex digits. */
  spanIdOf(row: number): string {
    return hexEncode(this.#skeleton.spanId, this.#at(row) * 8, 8);
  }

  /** The id that a span names as its parent, whether it is in the trace or not; the empty text for a root. */
  parentIdOf(row: number): string {
    return parentIdOf(this.#reader.span(this.#at(row)));
  }

  /** Nanoseconds by which a row was moved because of its host's clock. */
  shiftOf(row: number): number {
    const { start } = this.#skeleton;
    const at = this.#at(row);
    const origin = Number(this.start & 0xffff_ffffn);
    const sent =
      ((start[at * 2 + 1] ?? 0) - Number(this.start >> 32n)) * WORD +
      ((start[at * 2] ?? 0) - origin);
    return (this.offset[row] ?? 0) - sent;
  }

  /** How many events a row's span has. */
  eventCount(row: number): number {
    const { eventEnd } = this.#skeleton;
    const at = this.#at(row);
    return (eventEnd[at] ?? 0) - (at === 0 ? 0 : (eventEnd[at - 1] ?? 0));
  }

  /** The events of a row's span, in the order in which they were sent; `most` of them at most. */
  eventsOf(row: number, most = Number.POSITIVE_INFINITY): readonly EventMark[] {
    const { eventEnd, eventTime, eventName } = this.#skeleton;
    const at = this.#at(row);
    const first = at === 0 ? 0 : (eventEnd[at - 1] ?? 0);
    const end = Math.min(eventEnd[at] ?? 0, first + most);
    if (first === end) return [];
    const shift = this.shiftOf(row);
    const events: EventMark[] = [];
    for (let i = first; i < end; i++) {
      const time = (BigInt(eventTime[i * 2 + 1] ?? 0) << 32n) | BigInt(eventTime[i * 2] ?? 0);
      events.push({
        offset: Number(time - this.start) + shift,
        name: this.#reader.text(eventName[i] ?? 0),
      });
    }
    return events;
  }

  /** All events of the rows' spans. */
  eventColumns(): EventColumns {
    const { eventEnd, eventTime, eventName } = this.#skeleton;
    const most = eventName.length;
    const row = new Int32Array(most);
    const nth = new Uint32Array(most);
    const offset = new Float64Array(most);
    const name = new Uint32Array(most);
    const low = Number(this.start & 0xffff_ffffn);
    const high = Number(this.start >> 32n);
    let count = 0;
    for (let of = 0; of < this.count; of++) {
      const at = this.#at(of);
      const first = at === 0 ? 0 : (eventEnd[at - 1] as number);
      const end = eventEnd[at] as number;
      if (first === end) continue;
      const shift = this.shiftOf(of);
      for (let i = first; i < end; i++) {
        row[count] = of;
        nth[count] = i - first;
        name[count] = eventName[i] as number;
        offset[count] =
          ((eventTime[i * 2 + 1] as number) - high) * WORD +
          ((eventTime[i * 2] as number) - low) +
          shift;
        count++;
      }
    }
    // Fewer than the skeleton has where a span was sent twice.
    return {
      count,
      row: row.subarray(0, count),
      nth: nth.subarray(0, count),
      offset: offset.subarray(0, count),
      name: name.subarray(0, count),
    };
  }

  /** What rows refer to besides their parents. Found when it is first asked for. */
  get links(): RowLinks {
    this.#links ??= rowLinksOf(this.#reader, this.traceId, this);
    return this.#links;
  }

  /** The whole span of a row once its page has come, with its times set right as the row's are. */
  spanAt(row: number): Span | undefined {
    const span = this.pages.at(this.#at(row));
    if (span === undefined) return undefined;
    const shift = BigInt(Math.round(this.shiftOf(row)));
    if (shift === 0n) return span;
    return {
      ...spanObject(span),
      start: span.start + shift,
      events: span.events.map((event) => ({ ...event, time: event.time + shift })),
    };
  }

  /**
   * What an address says for a row: its span id or, for those after the first that share one as Zipkin's client and
   * server do, the id and `~` and which of them it is.
   */
  addressOf(row: number): string {
    const id = this.spanIdOf(row);
    const nth = this.#rowsOf(id).indexOf(row);
    return nth > 0 ? `${id}~${nth + 1}` : id;
  }

  /** The row that an address names, or −1. */
  rowOf(address: string): number {
    const [, id = '', nth = '1'] = /^([0-9a-f]{1,16})(?:~(\d+))?$/i.exec(address) ?? [];
    return id === '' ? -1 : (this.#rowsOf(id)[Number(nth) - 1] ?? -1);
  }

  /** The rows of a span id, by row. One pass over the ids, which takes milliseconds for a million. */
  #rowsOf(id: string): readonly number[] {
    const bytes = new Uint8Array(8);
    if (!hexDecodeInto(id.padStart(SPAN_ID_DIGITS, '0'), bytes, 0, 8)) return [];
    const wanted = new Uint32Array(bytes.buffer);
    const { spanId } = this.#skeleton;
    const ids = new Uint32Array(spanId.buffer, spanId.byteOffset, spanId.length >>> 2);
    const rows: number[] = [];
    for (let row = 0; row < this.count; row++) {
      const at = this.#at(row) * 2;
      if (ids[at] === wanted[0] && ids[at + 1] === wanted[1]) rows.push(row);
    }
    return rows;
  }

  #at(row: number): number {
    return this.ordinal[row] ?? 0;
  }
}

/** What a skeleton's spans say their agents call the trace. */
function traceIdText(skeleton: SpanBatchReader): AttributeValue | undefined {
  if (skeleton.batch.scopeName.length === 0) return undefined;
  return skeleton.scope(0).attributes.find(({ key }) => key === TRACE_ID_TEXT_KEY)?.value;
}

/** Whether a row has a mark. */
export function hasMark(trace: Pick<Trace, 'marks'>, row: number, mark: RowMark): boolean {
  return ((trace.marks[row] ?? 0) & mark) !== 0;
}

/** Whether a row's span failed. */
export function isError(trace: Pick<Trace, 'marks'>, row: number): boolean {
  return hasMark(trace, row, RowMark.error);
}

/** Whether a row has rows below it in the tree. */
export function hasChildren(trace: Pick<Trace, 'end'>, row: number): boolean {
  return (trace.end[row] ?? 0) > row + 1;
}

/** The rows that a span's direct children have. */
export function childRows(trace: Pick<Trace, 'end'>, row: number): readonly number[] {
  const rows: number[] = [];
  const end = trace.end[row] ?? 0;
  for (let child = row + 1; child < end; child = trace.end[child] ?? end) rows.push(child);
  return rows;
}
