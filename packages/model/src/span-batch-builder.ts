// Builds a SpanBatch by appending to columns. Decoders of binary protocols call it with ranges of
// the request's bytes and make no object for a span, an attribute or a string. One builder serves
// many batches: `finish` encodes and `clear` empties it, keeping its memory.

import { ValueType } from './attribute.ts';
import { AttributeAppender, ValueWriter } from './attribute-appender.ts';
import { BatchTooLargeError, ByteColumn, Uint32Column } from './column.ts';
import {
  attributeSections,
  encodeSections,
  ofColumn,
  type SectionSource,
} from './encode-sections.ts';
import { endAt, findList, lastOf } from './equal-list.ts';
import { isZero } from './id.ts';
import { SpanBatch } from './span-batch.ts';
import { Extra, Section } from './span-batch-layout.ts';
import { atOnce, type Steps } from './steps.ts';
import { SymbolTable } from './symbol-table.ts';
import { startWithTraces } from './trace-starts.ts';
import { utf8Encode } from './utf8.ts';

/** Spans that a builder has room for at first, keeps room for, and takes at most. */
const FIRST_CAPACITY = 512;
const KEPT_SPANS = 1 << 16;
const MAX_SPANS = 1 << 22;

/** What is appended tightly has room for an eighth of it to follow, all else for as much again. */
const TIGHT_SHARE = 9 / 16;
/** What a symbol's hash takes. */
const HASH_BYTES = 4;

const SERVICE_NAME: Uint8Array = utf8Encode('service.name');

/** How a builder takes what is appended. */
export interface BuilderOptions {
  /** Whether a trace is known by all of its id, as by default, or by the lower half: then the upper half is kept apart. */
  readonly strictTraceIds?: boolean;
}

/** A place to roll back to: see {@link SpanBatchBuilder.mark}. */
export interface BuilderMark {
  readonly spans: number;
  readonly attributes: number;
  readonly events: number;
  readonly eventAttributes: number;
  readonly links: number;
  readonly linkAttributes: number;
  readonly extra: number;
}

/**
 * Appends spans column by column.
 *
 * Order of calls: `beginResource` … `endResource` and `beginScope` … `endScope` set what the next
 * spans belong to; `beginSpan`, setters and appenders in any order, then `endSpan` or `dropSpan`.
 * Events and links open and close inside of their span in the same way.
 */
export class SpanBatchBuilder {
  readonly #symbols: SymbolTable = new SymbolTable(() => this.#expectAllowed());
  readonly #plainBytes: ByteColumn = new ByteColumn(16_384);
  readonly #plainEnds: Uint32Column = new Uint32Column(1024);
  readonly values: ValueWriter = new ValueWriter(this.#symbols, this.#plainBytes, this.#plainEnds);

  /** Attributes of the open span, event, link, resource and scope. */
  readonly attributes: AttributeAppender = new AttributeAppender(this.values);
  readonly eventAttributes: AttributeAppender = new AttributeAppender(this.values);
  readonly linkAttributes: AttributeAppender = new AttributeAppender(this.values);
  readonly resourceAttributes: AttributeAppender = new AttributeAppender(this.values);
  readonly scopeAttributes: AttributeAppender = new AttributeAppender(this.values);

  static #batches = 0;
  #batch = 0;
  #count = 0;
  #capacity = FIRST_CAPACITY;
  #traceId: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY * 16);
  #spanId: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY * 8);
  #parentSpanId: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY * 8);
  #start: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY * 2);
  #duration: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY * 2);
  #name: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY);
  #resource: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY);
  #scope: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY);
  #kind: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY);
  #status: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY);
  #format: Uint8Array<ArrayBuffer> = new Uint8Array(FIRST_CAPACITY);
  #flags: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY);
  #attributeEnd: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY);
  #eventEnd: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY);
  #linkEnd: Uint32Array<ArrayBuffer> = new Uint32Array(FIRST_CAPACITY);

  readonly #eventTime: Uint32Column = new Uint32Column();
  readonly #eventName: Uint32Column = new Uint32Column();
  readonly #eventAttributeEnd: Uint32Column = new Uint32Column();
  readonly #linkTraceId: ByteColumn = new ByteColumn();
  readonly #linkSpanId: ByteColumn = new ByteColumn();
  readonly #linkTraceState: Uint32Column = new Uint32Column();
  readonly #linkFlags: Uint32Column = new Uint32Column();
  readonly #linkAttributeEnd: Uint32Column = new Uint32Column();

  readonly #resourceService: Uint32Column = new Uint32Column(16);
  readonly #resourceSchemaUrl: Uint32Column = new Uint32Column(16);
  readonly #resourceDropped: Uint32Column = new Uint32Column(16);
  readonly #resourceAttributeEnd: Uint32Column = new Uint32Column(16);
  readonly #scopeName: Uint32Column = new Uint32Column(16);
  readonly #scopeVersion: Uint32Column = new Uint32Column(16);
  readonly #scopeSchemaUrl: Uint32Column = new Uint32Column(16);
  readonly #scopeDropped: Uint32Column = new Uint32Column(16);
  readonly #scopeAttributeEnd: Uint32Column = new Uint32Column(16);

  readonly #extra: Uint32Column = new Uint32Column(64);

  #mostBytes = Number.POSITIVE_INFINITY;
  #currentResource = 0;
  #currentScope = 0;
  #currentFormat = 0;
  #serviceNameKey = 0;
  #predictedName = 0;
  readonly #strictTraceIds: boolean;

  constructor({ strictTraceIds = true }: BuilderOptions = {}) {
    this.#strictTraceIds = strictTraceIds;
    this.clear();
  }

  /**
   * The number of the batch that is being built, which no other one has, of this builder or another: what a decoder remembers of a batch,
   * such as symbols, holds for that one alone.
   */
  get batchNumber(): number {
    return this.#batch;
  }

  /** How many spans were ended and not taken back. */
  get spanCount(): number {
    return this.#count;
  }

  /** About how many bytes {@link finish} would encode. */
  get byteSize(): number {
    return (
      this.#count * 80 +
      (this.attributes.length + this.eventAttributes.length + this.linkAttributes.length) * 8 +
      (this.resourceAttributes.length + this.scopeAttributes.length) * 8 +
      (this.#resourceService.length + this.#scopeName.length) * 20 +
      this.#eventName.length * 16 +
      this.#linkTraceId.length * 3 +
      this.#extra.length * 4 +
      this.#symbols.bytes.length +
      this.#symbols.size * 4 +
      this.#plainBytes.length +
      this.#plainEnds.length * 4
    );
  }

  /**
   * What is appended from now on may take about so many bytes, or else ending a span, an event or a link throws, and so does a symbol too
   * many. Messages of two bytes become rows of forty: whoever decodes what a client sent gives a bound in terms of its size.
   */
  allow(bytes: number): void {
    this.#mostBytes = this.#memorySize + bytes;
  }

  /** Half of what is held at most, about. */
  get #memorySize(): number {
    const tight = this.#plainBytes.tightLength * (1 - TIGHT_SHARE);
    return this.byteSize + this.#symbols.size * HASH_BYTES - tight;
  }

  /** @throws {BatchTooLargeError} when more was appended than may be */
  #expectAllowed(): void {
    if (this.#memorySize <= this.#mostBytes) return;
    throw new BatchTooLargeError(
      'a request takes several times its size in memory: its spans, events, links or attributes are all but empty',
    );
  }

  /** Empties the builder; batches it finished are not touched. */
  clear(): void {
    this.#batch = ++SpanBatchBuilder.#batches;
    this.#symbols.clear();
    this.#plainBytes.clear();
    this.#plainEnds.clear();
    this.values.clear();
    for (const appender of [
      this.attributes,
      this.eventAttributes,
      this.linkAttributes,
      this.resourceAttributes,
      this.scopeAttributes,
    ]) {
      appender.clear();
    }
    for (const column of [
      this.#eventTime,
      this.#eventName,
      this.#eventAttributeEnd,
      this.#linkTraceId,
      this.#linkSpanId,
      this.#linkTraceState,
      this.#linkFlags,
      this.#linkAttributeEnd,
      this.#resourceService,
      this.#resourceSchemaUrl,
      this.#resourceDropped,
      this.#resourceAttributeEnd,
      this.#scopeName,
      this.#scopeVersion,
      this.#scopeSchemaUrl,
      this.#scopeDropped,
      this.#scopeAttributeEnd,
      this.#extra,
    ]) {
      column.clear();
    }
    this.#count = 0;
    if (this.#capacity > KEPT_SPANS) this.#resize(FIRST_CAPACITY);
    // Symbol 0 is the empty string, resource 0 and scope 0 are empty: zero always means "none".
    this.#symbols.intern(ValueType.string, NOTHING, 0, 0);
    this.#serviceNameKey = this.#symbols.intern(
      ValueType.string,
      SERVICE_NAME,
      0,
      SERVICE_NAME.length,
    );
    this.#predictedName = 0;
    this.#currentFormat = 0;
    this.beginResource();
    this.endResource();
    this.beginScope();
    this.endScope();
  }

  /** Remembers how far the builder is, so that {@link rollback} can take back a request that failed. */
  mark(): BuilderMark {
    return {
      spans: this.#count,
      attributes: this.attributes.length,
      events: this.#eventName.length,
      eventAttributes: this.eventAttributes.length,
      links: this.#linkFlags.length,
      linkAttributes: this.linkAttributes.length,
      extra: this.#extra.length,
    };
  }

  /** Takes back every span since the mark. Symbols, resources and scopes stay, unreferenced. */
  rollback(mark: BuilderMark): void {
    this.#count = mark.spans;
    this.attributes.truncate(mark.attributes);
    this.#truncateEvents(mark.events, mark.eventAttributes);
    this.#truncateLinks(mark.links, mark.linkAttributes);
    this.#extra.length = mark.extra;
  }

  /** The protocol family of the spans that follow. */
  setFormat(format: number): void {
    this.#currentFormat = format;
  }

  // --- resources and scopes

  /** Opens a resource; fill it through `resourceAttributes`. Spans may be appended meanwhile. */
  beginResource(): void {
    this.dropResource();
    this.resourceAttributes.startList();
  }

  /**
   * Closes the open resource and makes it the one of the spans that follow. One that the batch has
   * already is used again.
   * @returns its index in the batch
   */
  endResource(schemaUrl = 0, droppedAttributes = 0): number {
    const found = findList(
      this.resourceAttributes,
      this.#resourceAttributeEnd,
      (index) =>
        this.#resourceSchemaUrl.array[index] === schemaUrl &&
        this.#resourceDropped.array[index] === droppedAttributes,
    );
    if (found >= 0) this.#currentResource = found;
    else {
      this.#currentResource = this.#resourceService.length;
      this.#resourceService.push(this.#serviceOfOpenResource());
      this.#resourceSchemaUrl.push(schemaUrl);
      this.#resourceDropped.push(droppedAttributes);
      this.#resourceAttributeEnd.push(this.resourceAttributes.length);
    }
    return this.#currentResource;
  }

  /** Takes back the open resource's attributes, for a resource that turned out to be malformed. */
  dropResource(): void {
    this.resourceAttributes.truncate(lastOf(this.#resourceAttributeEnd));
  }

  /** Makes a resource of this batch the one of the spans that follow. */
  setResource(index: number): void {
    this.#currentResource = index;
  }

  /** Sets the resource of the spans from index `from` on, for protocols that name it after the spans. */
  assignResource(from: number, index: number): void {
    // Mostly it is one span's, for which a loop is cheaper than a call of `fill`.
    for (let i = from; i < this.#count; i++) this.#resource[i] = index;
  }

  /** Opens an instrumentation scope; fill it through `scopeAttributes`. Spans may be appended meanwhile. */
  beginScope(): void {
    this.scopeAttributes.truncate(lastOf(this.#scopeAttributeEnd));
    this.scopeAttributes.startList();
  }

  /** Closes the open scope (its name and version are symbols) and makes it the one of the spans that follow. */
  endScope(name = 0, version = 0, schemaUrl = 0, droppedAttributes = 0): number {
    const found = findList(
      this.scopeAttributes,
      this.#scopeAttributeEnd,
      (index) =>
        this.#scopeName.array[index] === name &&
        this.#scopeVersion.array[index] === version &&
        this.#scopeSchemaUrl.array[index] === schemaUrl &&
        this.#scopeDropped.array[index] === droppedAttributes,
    );
    if (found >= 0) this.#currentScope = found;
    else {
      this.#currentScope = this.#scopeName.length;
      this.#scopeName.push(name);
      this.#scopeVersion.push(version);
      this.#scopeSchemaUrl.push(schemaUrl);
      this.#scopeDropped.push(droppedAttributes);
      this.#scopeAttributeEnd.push(this.scopeAttributes.length);
    }
    return this.#currentScope;
  }

  /** Makes a scope of this batch the one of the spans that follow. */
  setScope(index: number): void {
    this.#currentScope = index;
  }

  /** Sets the scope of the spans from index `from` on, for protocols that name it after the spans. */
  assignScope(from: number, index: number): void {
    this.#scope.fill(index, from, this.#count);
  }

  /** The symbol of a string of UTF-8 `source[start, end)`, for the fields that take symbols. */
  symbol(source: Uint8Array, start: number, end: number): number {
    return start === end ? 0 : this.#symbols.intern(ValueType.string, source, start, end);
  }

  // --- spans

  /** Opens a span: every field zero, the current resource, scope and format. */
  beginSpan(): void {
    const i = this.#count;
    if (i === this.#capacity) this.#grow();
    zero(this.#traceId, i * 16, 16);
    zero(this.#spanId, i * 8, 8);
    zero(this.#parentSpanId, i * 8, 8);
    this.#start[i * 2] = 0;
    this.#start[i * 2 + 1] = 0;
    this.#duration[i * 2] = 0;
    this.#duration[i * 2 + 1] = 0;
    this.#name[i] = 0;
    this.#resource[i] = this.#currentResource;
    this.#scope[i] = this.#currentScope;
    this.#kind[i] = 0;
    this.#status[i] = 0;
    this.#format[i] = this.#currentFormat;
    this.#flags[i] = 0;
    this.attributes.startList();
  }

  /** Closes the open span and keeps it. Its end is at most 2^64 − 1: a duration that goes past it is cut. */
  endSpan(): void {
    const i = this.#count;
    const startHigh = this.#start[i * 2 + 1] as number;
    if (startHigh + (this.#duration[i * 2 + 1] as number) >= 0xffff_ffff) this.#cutDuration(i);
    if (!this.#strictTraceIds) this.#moveTraceIdHigh(i);
    this.#attributeEnd[i] = this.attributes.length;
    this.#eventEnd[i] = this.#eventName.length;
    this.#linkEnd[i] = this.#linkFlags.length;
    this.#count = i + 1;
    this.#expectAllowed();
  }

  #moveTraceIdHigh(i: number): void {
    const ids = this.#traceId;
    const at = i * 16;
    // Zeros are no id.
    if (isZero(ids, at + 8, 8)) return;
    this.setTraceIdHigh(readWord(ids, at), readWord(ids, at + 4));
    ids.fill(0, at, at + 8);
  }

  #cutDuration(i: number): void {
    const start = this.#start;
    const duration = this.#duration;
    const longestHigh = ~(start[i * 2 + 1] as number) >>> 0;
    const longestLow = ~(start[i * 2] as number) >>> 0;
    const high = duration[i * 2 + 1] as number;
    if (high < longestHigh || (high === longestHigh && (duration[i * 2] as number) <= longestLow)) {
      return;
    }
    duration[i * 2] = longestLow;
    duration[i * 2 + 1] = longestHigh;
  }

  /** Takes back the open span and all that was appended to it. */
  dropSpan(): void {
    const last = this.#count - 1;
    this.attributes.truncate(last < 0 ? 0 : (this.#attributeEnd[last] as number));
    const events = last < 0 ? 0 : (this.#eventEnd[last] as number);
    this.#truncateEvents(events, endAt(this.#eventAttributeEnd, events));
    const links = last < 0 ? 0 : (this.#linkEnd[last] as number);
    this.#truncateLinks(links, endAt(this.#linkAttributeEnd, links));
    const { array } = this.#extra;
    while (this.#extra.length > 0) {
      const field = array[this.#extra.length - 3] as number;
      const owner = array[this.#extra.length - 2] as number;
      const kept =
        field === Extra.eventDroppedAttributes
          ? owner < events
          : field === Extra.linkDroppedAttributes
            ? owner < links
            : owner <= last;
      if (kept) break;
      this.#extra.length -= 3;
    }
  }

  /** Sets the trace id from 16 bytes at `source[at]`. */
  setTraceId(source: Uint8Array, at: number): void {
    const target = this.#traceId;
    const base = this.#count * 16;
    for (let i = 0; i < 16; i++) target[base + i] = source[at + i] as number;
  }

  /** Sets the trace id from four big-endian words, the most significant first. */
  setTraceIdWords(a: number, b: number, c: number, d: number): void {
    const base = this.#count * 16;
    writeWord(this.#traceId, base, a);
    writeWord(this.#traceId, base + 4, b);
    writeWord(this.#traceId, base + 8, c);
    writeWord(this.#traceId, base + 12, d);
  }

  /** Sets the span id from 8 bytes at `source[at]`. */
  setSpanId(source: Uint8Array, at: number): void {
    const target = this.#spanId;
    const base = this.#count * 8;
    for (let i = 0; i < 8; i++) target[base + i] = source[at + i] as number;
  }

  /** Sets the span id from two big-endian words. */
  setSpanIdWords(high: number, low: number): void {
    writeWord(this.#spanId, this.#count * 8, high);
    writeWord(this.#spanId, this.#count * 8 + 4, low);
  }

  /** Sets the parent's span id from 8 bytes at `source[at]`; zeros mean a root. */
  setParentSpanId(source: Uint8Array, at: number): void {
    const target = this.#parentSpanId;
    const base = this.#count * 8;
    for (let i = 0; i < 8; i++) target[base + i] = source[at + i] as number;
  }

  /** Sets the parent's span id from two big-endian words. */
  setParentSpanIdWords(high: number, low: number): void {
    writeWord(this.#parentSpanId, this.#count * 8, high);
    writeWord(this.#parentSpanId, this.#count * 8 + 4, low);
  }

  /** Sets the start in Unix nanoseconds, as two words of an unsigned 64-bit number. */
  setStart(low: number, high: number): void {
    this.#start[this.#count * 2] = low;
    this.#start[this.#count * 2 + 1] = high;
  }

  /** Sets the duration in nanoseconds, as two words of an unsigned 64-bit number. */
  setDuration(low: number, high: number): void {
    this.#duration[this.#count * 2] = low;
    this.#duration[this.#count * 2 + 1] = high;
  }

  /** Sets the operation name from UTF-8 `source[start, end)`. */
  setName(source: Uint8Array, start: number, end: number): void {
    const guess = this.#predictedName;
    if (guess === 0 || !this.#symbols.matches(guess, ValueType.string, source, start, end)) {
      this.#predictedName = this.symbol(source, start, end);
    }
    this.#name[this.#count] = this.#predictedName;
  }

  setNameSymbol(symbol: number): void {
    this.#name[this.#count] = symbol;
  }

  setKind(kind: number): void {
    this.#kind[this.#count] = kind;
  }

  setStatus(code: number): void {
    this.#status[this.#count] = code;
  }

  setSpanFormat(format: number): void {
    this.#format[this.#count] = format;
  }

  setFlags(flags: number): void {
    this.#flags[this.#count] = flags;
  }

  setStatusMessage(source: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    this.#addExtra(
      Extra.statusMessage,
      this.#count,
      this.values.plain(ValueType.string, source, start, end),
    );
  }

  setTraceState(source: Uint8Array, start: number, end: number): void {
    this.setTraceStateSymbol(this.symbol(source, start, end));
  }

  setTraceStateSymbol(symbol: number): void {
    if (symbol !== 0) this.#addExtra(Extra.traceState, this.#count, symbol);
  }

  /** Adds a warning, such as what was repaired on the way in, to the open span. */
  addWarning(source: Uint8Array, start: number, end: number): void {
    this.addWarningSymbol(this.symbol(source, start, end));
  }

  /** Adds a warning whose text is a symbol of this batch. */
  addWarningSymbol(symbol: number): void {
    this.#addExtra(Extra.warning, this.#count, symbol << 1);
  }

  /** Adds a warning to every span from index `from` on, for what shows only after they were read. */
  warnSpans(from: number, source: Uint8Array, start: number, end: number): void {
    const warning = this.values.symbol(ValueType.string, source, start, end);
    for (let span = from; span < this.#count; span++) {
      this.#addExtra(Extra.warning, span, warning);
    }
  }

  /**
   * Gives spans the earliest start of their trace's others, for protocols whose spans may have none. Each starts a nanosecond
   * after the one before it, so that two that say the same of themselves are not taken for one.
   * @param rows their indices, in ascending order
   * @param otherwise the start where no other span of the trace has one, Unix nanoseconds
   * @param from the first span that is looked at
   */
  startWithTraces(rows: readonly number[], otherwise: bigint, from: number): void {
    const columns = { traceId: this.#traceId, start: this.#start };
    startWithTraces(columns, rows, otherwise, from, this.#count);
  }

  setDroppedAttributes(count: number): void {
    if (count > 0) this.#addExtra(Extra.droppedAttributes, this.#count, count);
  }

  setDroppedEvents(count: number): void {
    if (count > 0) this.#addExtra(Extra.droppedEvents, this.#count, count);
  }

  setDroppedLinks(count: number): void {
    if (count > 0) this.#addExtra(Extra.droppedLinks, this.#count, count);
  }

  /** Sets the upper half of a trace id that is kept apart from the lower one, which alone is the span's trace id. */
  setTraceIdHigh(upper: number, lower: number): void {
    if (upper === 0 && lower === 0) return;
    this.#addExtra(Extra.traceIdHigh, this.#count, upper);
    this.#addExtra(Extra.traceIdHigh, this.#count, lower);
  }

  // --- events and links of the open span

  /** Opens an event; fill it through `eventAttributes`. */
  beginEvent(): void {
    this.eventAttributes.startList();
  }

  /** Closes the open event. Its time is in Unix nanoseconds as two words, its name a symbol. */
  endEvent(timeLow: number, timeHigh: number, name: number, droppedAttributes = 0): void {
    if (droppedAttributes > 0) {
      this.#addExtra(Extra.eventDroppedAttributes, this.#eventName.length, droppedAttributes);
    }
    this.#eventTime.push(timeLow);
    this.#eventTime.push(timeHigh);
    this.#eventName.push(name);
    this.#eventAttributeEnd.push(this.eventAttributes.length);
    this.#expectAllowed();
  }

  /** Opens a link; fill it through `linkAttributes`. */
  beginLink(): void {
    this.linkAttributes.startList();
  }

  /** Closes the open link: 16 bytes of trace id at `traceIdAt`, 8 of span id at `spanIdAt`, trace state a symbol. */
  endLink(
    traceIdSource: Uint8Array,
    traceIdAt: number,
    spanIdSource: Uint8Array,
    spanIdAt: number,
    traceState = 0,
    flags = 0,
    droppedAttributes = 0,
  ): void {
    if (droppedAttributes > 0) {
      this.#addExtra(Extra.linkDroppedAttributes, this.#linkFlags.length, droppedAttributes);
    }
    this.#linkTraceId.append(traceIdSource, traceIdAt, traceIdAt + 16);
    this.#linkSpanId.append(spanIdSource, spanIdAt, spanIdAt + 8);
    this.#linkTraceState.push(traceState);
    this.#linkFlags.push(flags);
    this.#linkAttributeEnd.push(this.linkAttributes.length);
    this.#expectAllowed();
  }

  /**
   * Encodes the spans as a batch; the builder stays as it is, call {@link clear} to start the next.
   * @param allocate gives the memory for the encoding, 8-byte aligned, with anything in it
   */
  finish(allocate: (bytes: number) => Uint8Array = allocateBytes): SpanBatch {
    return atOnce(this.finishing(allocate));
  }

  /** As {@link finish}, in steps: nothing may be appended before they are done. */
  *finishing(allocate: (bytes: number) => Uint8Array = allocateBytes): Steps<SpanBatch> {
    const n = this.#count;
    const sections: readonly SectionSource[] = [
      [Section.traceId, this.#traceId, n * 16],
      [Section.spanId, this.#spanId, n * 8],
      [Section.parentSpanId, this.#parentSpanId, n * 8],
      [Section.start, this.#start, n * 2],
      [Section.duration, this.#duration, n * 2],
      [Section.name, this.#name, n],
      [Section.resource, this.#resource, n],
      [Section.scope, this.#scope, n],
      [Section.kind, this.#kind, n],
      [Section.status, this.#status, n],
      [Section.format, this.#format, n],
      [Section.flags, this.#flags, n],
      [Section.attributeEnd, this.#attributeEnd, n],
      ...attributeSections(this.attributes, Section.attributeKey, Section.attributeValue),
      [Section.eventEnd, this.#eventEnd, this.#eventName.length === 0 ? 0 : n],
      ofColumn(Section.eventTime, this.#eventTime),
      ofColumn(Section.eventName, this.#eventName),
      ofColumn(Section.eventAttributeEnd, this.#eventAttributeEnd),
      ...attributeSections(
        this.eventAttributes,
        Section.eventAttributeKey,
        Section.eventAttributeValue,
      ),
      [Section.linkEnd, this.#linkEnd, this.#linkFlags.length === 0 ? 0 : n],
      ofColumn(Section.linkTraceId, this.#linkTraceId),
      ofColumn(Section.linkSpanId, this.#linkSpanId),
      ofColumn(Section.linkTraceState, this.#linkTraceState),
      ofColumn(Section.linkFlags, this.#linkFlags),
      ofColumn(Section.linkAttributeEnd, this.#linkAttributeEnd),
      ...attributeSections(
        this.linkAttributes,
        Section.linkAttributeKey,
        Section.linkAttributeValue,
      ),
      ofColumn(Section.resourceService, this.#resourceService),
      ofColumn(Section.resourceSchemaUrl, this.#resourceSchemaUrl),
      ofColumn(Section.resourceDropped, this.#resourceDropped),
      ofColumn(Section.resourceAttributeEnd, this.#resourceAttributeEnd),
      ...attributeSections(
        this.resourceAttributes,
        Section.resourceAttributeKey,
        Section.resourceAttributeValue,
      ),
      ofColumn(Section.scopeName, this.#scopeName),
      ofColumn(Section.scopeVersion, this.#scopeVersion),
      ofColumn(Section.scopeSchemaUrl, this.#scopeSchemaUrl),
      ofColumn(Section.scopeDropped, this.#scopeDropped),
      ofColumn(Section.scopeAttributeEnd, this.#scopeAttributeEnd),
      ...attributeSections(
        this.scopeAttributes,
        Section.scopeAttributeKey,
        Section.scopeAttributeValue,
      ),
      ofColumn(Section.extra, this.#extra),
      ofColumn(Section.symbolEnd, this.#symbols.ends),
      ofColumn(Section.symbolBytes, this.#symbols.bytes),
      ofColumn(Section.plainEnd, this.#plainEnds),
      ofColumn(Section.plainBytes, this.#plainBytes),
    ];
    return new SpanBatch(yield* encodeSections(n, sections, allocate));
  }

  #serviceOfOpenResource(): number {
    const { key, value, length } = this.resourceAttributes;
    for (let i = lastOf(this.#resourceAttributeEnd); i < length; i++) {
      const reference = value.array[i] as number;
      if (key.array[i] !== this.#serviceNameKey) continue;
      if ((reference & 1) === 0) {
        const symbol = reference >>> 1;
        const start = symbol === 0 ? 0 : (this.#symbols.ends.array[symbol - 1] as number);
        // A `service.name` that is no string is an attribute like any other.
        if (this.#symbols.bytes.array[start] === ValueType.string) return symbol;
        continue;
      }
      // Too long or too varied to be interned as a value; as a service it must be a symbol.
      const row = reference >>> 1;
      const start = row === 0 ? 0 : (this.#plainEnds.array[row - 1] as number);
      const end = this.#plainEnds.array[row] as number;
      if (this.#plainBytes.array[start] !== ValueType.string) continue;
      return this.#symbols.intern(ValueType.string, this.#plainBytes.array, start + 1, end);
    }
    return 0;
  }

  #addExtra(field: number, owner: number, value: number): void {
    this.#extra.push(field);
    this.#extra.push(owner);
    this.#extra.push(value);
  }

  #truncateEvents(events: number, attributes: number): void {
    this.#eventTime.length = events * 2;
    this.#eventName.length = events;
    this.#eventAttributeEnd.length = events;
    this.eventAttributes.truncate(attributes);
  }

  #truncateLinks(links: number, attributes: number): void {
    this.#linkTraceId.length = links * 16;
    this.#linkSpanId.length = links * 8;
    this.#linkTraceState.length = links;
    this.#linkFlags.length = links;
    this.#linkAttributeEnd.length = links;
    this.linkAttributes.truncate(attributes);
  }

  #grow(): void {
    if (this.#capacity >= MAX_SPANS) {
      throw new BatchTooLargeError(`a request has more than ${MAX_SPANS} spans: send smaller ones`);
    }
    this.#resize(Math.min(MAX_SPANS, this.#capacity * 2));
  }

  /** Makes room for so many more spans, a column a step, where it is known how many come: growing copies what is there. */
  *reserving(count: number): Steps<void> {
    const capacity = Math.min(MAX_SPANS, this.#count + count);
    if (capacity > this.#capacity) yield* this.#resizing(capacity);
  }

  #resize(capacity: number): void {
    atOnce(this.#resizing(capacity));
  }

  /** Makes room for so many spans, keeping those that are there. */
  *#resizing(capacity: number): Steps<void> {
    const bytes = (old: Uint8Array<ArrayBuffer>, width: number): Uint8Array<ArrayBuffer> =>
      new Uint8Array(old.buffer.transfer(capacity * width));
    const words = (old: Uint32Array<ArrayBuffer>, width: number): Uint32Array<ArrayBuffer> =>
      new Uint32Array(old.buffer.transfer(capacity * width * 4));
    this.#traceId = bytes(this.#traceId, 16);
    yield;
    this.#spanId = bytes(this.#spanId, 8);
    yield;
    this.#parentSpanId = bytes(this.#parentSpanId, 8);
    yield;
    this.#start = words(this.#start, 2);
    yield;
    this.#duration = words(this.#duration, 2);
    yield;
    this.#name = words(this.#name, 1);
    yield;
    this.#resource = words(this.#resource, 1);
    yield;
    this.#scope = words(this.#scope, 1);
    yield;
    this.#kind = bytes(this.#kind, 1);
    this.#status = bytes(this.#status, 1);
    this.#format = bytes(this.#format, 1);
    this.#flags = words(this.#flags, 1);
    yield;
    this.#attributeEnd = words(this.#attributeEnd, 1);
    yield;
    this.#eventEnd = words(this.#eventEnd, 1);
    yield;
    this.#linkEnd = words(this.#linkEnd, 1);
    this.#capacity = capacity;
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);

function allocateBytes(bytes: number): Uint8Array {
  return new Uint8Array(bytes);
}

function writeWord(target: Uint8Array, at: number, word: number): void {
  target[at] = word >>> 24;
  target[at + 1] = word >>> 16;
  target[at + 2] = word >>> 8;
  target[at + 3] = word;
}

function readWord(source: Uint8Array, at: number): number {
  const high = ((source[at] as number) << 24) | ((source[at + 1] as number) << 16);
  return (high | ((source[at + 2] as number) << 8) | (source[at + 3] as number)) >>> 0;
}

/** For a few bytes a loop is cheaper than a call of `fill`. */
function zero(target: Uint8Array, from: number, count: number): void {
  for (let i = from; i < from + count; i++) target[i] = 0;
}
