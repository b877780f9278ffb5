// Reads one row of a batch as a Span; every property is decoded when it is asked for.
import { type Attribute, type AttributeValue, decodeValue } from './attribute.ts';
import { ExtraIndex } from './extra-index.ts';
import { hexEncode, isZero } from './id.ts';
import type { Resource, Scope, Span, SpanEvent, SpanLink } from './span.ts';
import type { AttributeColumns, SpanBatch } from './span-batch.ts';
import { Extra, PLAIN_BIT } from './span-batch-layout.ts';
import type { SpanFormat, SpanKind, StatusCode } from './span-kind.ts';
import { utf8Decode } from './utf8.ts';

/** The spans of a batch, with what they share decoded once. */
export class SpanBatchReader {
  readonly batch: SpanBatch;
  readonly #texts: (string | undefined)[] = [];
  readonly #resources: (Resource | undefined)[] = [];
  readonly #scopes: (Scope | undefined)[] = [];
  #extras: ExtraIndex | undefined;
  #lastTraceId = '';
  #lastTraceRow = 0;

  constructor(batch: SpanBatch) {
    this.batch = batch;
  }

  get spanCount(): number {
    return this.batch.spanCount;
  }

  /** A view of the span at an index; throws no error for one that is out of range, but reads nonsense. */
  span(index: number): SpanView {
    return new SpanView(this, index);
  }

  /** All spans in order. */
  *spans(): IterableIterator<SpanView> {
    for (let index = 0; index < this.batch.spanCount; index++) yield this.span(index);
  }

  /** The resource of the span at an index. */
  resourceOf(index: number): Resource {
    return this.resource(this.batch.resource[index] as number);
  }

  /** The scope of the span at an index. */
  scopeOf(index: number): Scope {
    return this.scope(this.batch.scope[index] as number);
  }

  /** The trace id of a row in hex; rows of one trace mostly follow each other. */
  traceId(index: number): string {
    const { traceId } = this.batch;
    const last = this.#lastTraceRow * 16;
    let same = this.#lastTraceId !== '';
    for (let i = 0; i < 16 && same; i++) same = traceId[last + i] === traceId[index * 16 + i];
    if (!same) {
      this.#lastTraceId = hexEncode(traceId, index * 16, 16);
      this.#lastTraceRow = index;
    }
    return this.#lastTraceId;
  }

  /** The text of a symbol that is a string. */
  text(symbol: number): string {
    const known = this.#texts[symbol];
    if (known !== undefined) return known;
    const { symbolEnd, symbolBytes } = this.batch;
    const start = symbol === 0 ? 0 : (symbolEnd[symbol - 1] as number);
    const text = utf8Decode(symbolBytes, start + 1, symbolEnd[symbol] as number);
    this.#texts[symbol] = text;
    return text;
  }

  /** The value that a reference stands for. */
  value(reference: number): AttributeValue {
    const { symbolEnd, symbolBytes, plainEnd, plainBytes } = this.batch;
    const row = reference >>> 1;
    const plain = (reference & PLAIN_BIT) !== 0;
    const ends = plain ? plainEnd : symbolEnd;
    const start = row === 0 ? 0 : (ends[row - 1] as number);
    return decodeValue(plain ? plainBytes : symbolBytes, start, ends[row] as number);
  }

  /** The attributes of one owner. */
  attributes(columns: AttributeColumns, owner: number): readonly Attribute[] {
    const start = owner === 0 ? 0 : (columns.end[owner - 1] as number);
    const end = columns.end[owner] as number;
    const list: Attribute[] = [];
    for (let i = start; i < end; i++) {
      list.push({
        key: this.text(columns.key[i] as number),
        value: this.value(columns.value[i] as number),
      });
    }
    return list;
  }

  resource(index: number): Resource {
    const known = this.#resources[index];
    if (known !== undefined) return known;
    const { batch } = this;
    const resource: Resource = {
      serviceName: this.text(batch.resourceService[index] as number),
      attributes: this.attributes(batch.resourceAttributes, index),
      schemaUrl: this.text(batch.resourceSchemaUrl[index] as number),
      droppedAttributesCount: batch.resourceDropped[index] as number,
    };
    this.#resources[index] = resource;
    return resource;
  }

  scope(index: number): Scope {
    const known = this.#scopes[index];
    if (known !== undefined) return known;
    const { batch } = this;
    const scope: Scope = {
      name: this.text(batch.scopeName[index] as number),
      version: this.text(batch.scopeVersion[index] as number),
      attributes: this.attributes(batch.scopeAttributes, index),
      schemaUrl: this.text(batch.scopeSchemaUrl[index] as number),
      droppedAttributesCount: batch.scopeDropped[index] as number,
    };
    this.#scopes[index] = scope;
    return scope;
  }

  /** The values that an owner has in an extra field. */
  extras(field: Extra, owner: number): readonly number[] {
    this.#extras ??= new ExtraIndex(this.batch.extra);
    return this.#extras.values(field, owner);
  }
}

/** One span of a batch. */
export class SpanView implements Span {
  readonly #reader: SpanBatchReader;
  readonly #index: number;
  // What building trees and sorting ask for again and again.
  #spanId: string | undefined;
  #parentSpanId: string | undefined;
  #start: bigint | undefined;

  constructor(reader: SpanBatchReader, index: number) {
    this.#reader = reader;
    this.#index = index;
  }

  get traceId(): string {
    return this.#reader.traceId(this.#index);
  }
  get traceIdHigh(): string {
    const [upper, lower] = this.#reader.extras(Extra.traceIdHigh, this.#index);
    return upper === undefined || lower === undefined ? '' : word(upper) + word(lower);
  }
  get spanId(): string {
    this.#spanId ??= hexEncode(this.#reader.batch.spanId, this.#index * 8, 8);
    return this.#spanId;
  }
  get parentSpanId(): string {
    if (this.#parentSpanId === undefined) {
      const { parentSpanId } = this.#reader.batch;
      const at = this.#index * 8;
      this.#parentSpanId = isZero(parentSpanId, at, 8) ? '' : hexEncode(parentSpanId, at, 8);
    }
    return this.#parentSpanId;
  }
  get name(): string {
    return this.#reader.text(this.#reader.batch.name[this.#index] as number);
  }
  get kind(): SpanKind {
    return this.#reader.batch.kind[this.#index] as SpanKind;
  }
  get start(): bigint {
    this.#start ??= wordsToBigInt(this.#reader.batch.start, this.#index);
    return this.#start;
  }
  get duration(): bigint {
    return wordsToBigInt(this.#reader.batch.duration, this.#index);
  }
  get status(): StatusCode {
    return this.#reader.batch.status[this.#index] as StatusCode;
  }
  get statusMessage(): string {
    const [reference] = this.#reader.extras(Extra.statusMessage, this.#index);
    return reference === undefined ? '' : (this.#reader.value(reference) as string);
  }
  get flags(): number {
    return this.#reader.batch.flags[this.#index] as number;
  }
  get traceState(): string {
    return this.#reader.text(this.#extra(Extra.traceState));
  }
  get format(): SpanFormat {
    return this.#reader.batch.format[this.#index] as SpanFormat;
  }
  get attributes(): readonly Attribute[] {
    return this.#reader.attributes(this.#reader.batch.attributes, this.#index);
  }
  get droppedAttributesCount(): number {
    return this.#extra(Extra.droppedAttributes);
  }
  get events(): readonly SpanEvent[] {
    const reader = this.#reader;
    const { eventEnd, eventTime, eventName, eventAttributes } = reader.batch;
    const events: SpanEvent[] = [];
    const first = this.#index === 0 ? 0 : (eventEnd[this.#index - 1] as number);
    for (let i = first; i < (eventEnd[this.#index] as number); i++) {
      events.push({
        time: wordsToBigInt(eventTime, i),
        name: reader.text(eventName[i] as number),
        attributes: reader.attributes(eventAttributes, i),
        droppedAttributesCount: reader.extras(Extra.eventDroppedAttributes, i)[0] ?? 0,
      });
    }
    return events;
  }
  get droppedEventsCount(): number {
    return this.#extra(Extra.droppedEvents);
  }
  get links(): readonly SpanLink[] {
    const reader = this.#reader;
    const { linkEnd, linkTraceId, linkSpanId, linkTraceState, linkFlags, linkAttributes } =
      reader.batch;
    const links: SpanLink[] = [];
    const first = this.#index === 0 ? 0 : (linkEnd[this.#index - 1] as number);
    for (let i = first; i < (linkEnd[this.#index] as number); i++) {
      links.push({
        traceId: hexEncode(linkTraceId, i * 16, 16),
        spanId: hexEncode(linkSpanId, i * 8, 8),
        traceState: reader.text(linkTraceState[i] as number),
        flags: linkFlags[i] as number,
        attributes: reader.attributes(linkAttributes, i),
        droppedAttributesCount: reader.extras(Extra.linkDroppedAttributes, i)[0] ?? 0,
      });
    }
    return links;
  }
  get droppedLinksCount(): number {
    return this.#extra(Extra.droppedLinks);
  }
  get warnings(): readonly string[] {
    return this.#reader
      .extras(Extra.warning, this.#index)
      .map((reference) => this.#reader.value(reference) as string);
  }
  get resource(): Resource {
    return this.#reader.resourceOf(this.#index);
  }
  get scope(): Scope {
    return this.#reader.scopeOf(this.#index);
  }

  #extra(field: Extra): number {
    return this.#reader.extras(field, this.#index)[0] ?? 0;
  }
}

/** A 32-bit number as 8 lower-case hex digits. */
function word(value: number): string {
  return value.toString(16).padStart(8, '0');
}

/** The unsigned 64-bit number at an index of a column of word pairs. */
function wordsToBigInt(words: Uint32Array, index: number): bigint {
  return (BigInt(words[index * 2 + 1] as number) << 32n) | BigInt(words[index * 2] as number);
}

/** A plain copy of a span: for snapshots, messages to workers and tests' comparisons. */
export function spanObject(span: Span): Span {
  const { traceId, spanId, parentSpanId, name, kind, start, duration, status, statusMessage } =
    span;
  const { flags, traceState, format, attributes, droppedAttributesCount, events } = span;
  const { droppedEventsCount, links, droppedLinksCount, warnings, resource, scope } = span;
  const { traceIdHigh = '' } = span;
  return {
    ...(traceIdHigh === '' ? {} : { traceIdHigh }),
    ...{ traceId, spanId, parentSpanId, name, kind, start, duration, status, statusMessage },
    ...{ flags, traceState, format, attributes, droppedAttributesCount, events },
    ...{ droppedEventsCount, links, droppedLinksCount, warnings, resource, scope },
  };
}
