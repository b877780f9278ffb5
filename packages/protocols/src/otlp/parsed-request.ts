// Decodes an ExportTraceServiceRequest that JSON.parse has read: of a trace file, of which more is asked than of what a client sends, such
// as where a span stands that is refused. What is checked, refused and repaired is the same as in `decodeOtlpJson`.
import { type AttributeAppender, type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { DecodeError, type ReadResult } from '../decode-result.ts';
import { IdState, JsonReader } from '../json-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { EntityRefsWriter } from './entity-refs.ts';
import { kindNames, statusNames } from './enum-names.ts';
import { ParsedAttributes } from './parsed-attributes.ts';
import { SpanFault, spanFaultReasons } from './span-fault.ts';
import { END_BEFORE_START, RESOURCE_DAMAGED, SCOPE_DAMAGED } from './span-warning.ts';

/** One for all requests, one after another, so that its memory is made once. */
const sharedReader: JsonReader = new JsonReader();

class RequestDecoder {
  readonly #builder: SpanBatchBuilder;
  readonly #reader: JsonReader = sharedReader;
  readonly #attributes: ParsedAttributes = new ParsedAttributes(this.#reader);
  readonly #entityRefs: EntityRefsWriter = new EntityRefsWriter();
  readonly #refused: RefusedSpans = new RefusedSpans(spanFaultReasons);
  readonly #traceId: Uint8Array = new Uint8Array(16);
  readonly #spanId: Uint8Array = new Uint8Array(8);
  // Which item of its list is being read.
  #resourceAt = 0;
  #scopeAt = 0;
  #spanAt = 0;
  #firstRejectedAt = '';

  constructor(builder: SpanBatchBuilder) {
    this.#builder = builder;
    this.#reader.fault = 0;
  }

  decode(request: unknown): ReadResult {
    const reader = this.#reader;
    const before = this.#builder.spanCount;
    this.#builder.setFormat(SpanFormat.otlp);
    if (typeof request !== 'object' || request === null || Array.isArray(request)) {
      throw new DecodeError('the body is JSON but no object, so it is no OTLP trace request');
    }
    const { resourceSpans } = reader.object(request);
    this.#resourceAt = 0;
    for (const item of this.#outerList(resourceSpans, 'resourceSpans')) {
      this.#resourceSpans(item);
      this.#resourceAt++;
    }
    const accepted = this.#builder.spanCount - before;
    const rejected = this.#refused.byReason();
    return { accepted, rejected, firstRejectedAt: this.#firstRejectedAt };
  }

  /** A list that spans are in; when it is none, nobody can say how many spans are lost. */
  #outerList(value: unknown, field: string): readonly unknown[] {
    const list = this.#reader.list(value);
    this.#checkOuter(`${field} is no list`);
    return list;
  }

  #checkOuter(trouble: string): void {
    if (this.#reader.fault !== 0) {
      throw new DecodeError(`the body is JSON but no OTLP trace request: ${trouble}`);
    }
  }

  #resourceSpans(item: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const { resource, scopeSpans, schemaUrl } = reader.object(item);
    this.#checkOuter('an item of resourceSpans is no object');
    const firstSpan = builder.spanCount;

    builder.beginResource();
    const { attributes, droppedAttributesCount, entityRefs } = reader.object(resource);
    let damaged = this.#sharedAttributes(builder.resourceAttributes, attributes);
    damaged = this.#appendEntityRefs(entityRefs) || damaged;
    const dropped = reader.uint32(droppedAttributesCount);
    const url = this.#symbol(schemaUrl);
    damaged = this.#takeFault() || damaged;

    this.#scopeAt = 0;
    for (const scoped of this.#outerList(scopeSpans, 'scopeSpans')) {
      this.#scopeSpans(scoped);
      this.#scopeAt++;
    }
    if (builder.spanCount === firstSpan) return;
    builder.assignResource(firstSpan, builder.endResource(url, dropped));
    if (damaged) builder.warnSpans(firstSpan, RESOURCE_DAMAGED, 0, RESOURCE_DAMAGED.length);
  }

  #scopeSpans(item: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const { scope, spans, schemaUrl } = reader.object(item);
    this.#checkOuter('an item of scopeSpans is no object');
    const firstSpan = builder.spanCount;

    builder.beginScope();
    const { name, version, attributes, droppedAttributesCount } = reader.object(scope);
    let damaged = this.#sharedAttributes(builder.scopeAttributes, attributes);
    const dropped = reader.uint32(droppedAttributesCount);
    const symbols = [this.#symbol(name), this.#symbol(version), this.#symbol(schemaUrl)] as const;
    damaged = this.#takeFault() || damaged;

    this.#spanAt = 0;
    for (const span of this.#outerList(spans, 'spans')) {
      this.#span(span);
      this.#spanAt++;
    }
    if (builder.spanCount === firstSpan) return;
    builder.assignScope(firstSpan, builder.endScope(...symbols, dropped));
    if (damaged) builder.warnSpans(firstSpan, SCOPE_DAMAGED, 0, SCOPE_DAMAGED.length);
  }

  /** Appends what can be read of a resource's or scope's attributes; returns whether some could not. */
  #sharedAttributes(appender: AttributeAppender, attributes: unknown): boolean {
    let damaged = false;
    for (const item of this.#reader.list(attributes)) {
      damaged = this.#takeFault() || damaged;
      const before = appender.length;
      this.#attributes.append(appender, item);
      if (this.#takeFault()) {
        appender.truncate(before);
        damaged = true;
      }
    }
    return this.#takeFault() || damaged;
  }

  /** Appends the entity references that can be read; returns whether some could not. */
  #appendEntityRefs(entityRefs: unknown): boolean {
    const reader = this.#reader;
    const refs = this.#entityRefs;
    let damaged = false;
    refs.clear();
    for (const item of reader.list(entityRefs)) {
      damaged = this.#takeFault() || damaged;
      const { schemaUrl, type, idKeys, descriptionKeys } = reader.object(item);
      refs.begin();
      reader.text(schemaUrl);
      refs.schemaUrl(reader.bytes, 0, reader.length);
      reader.text(type);
      refs.type(reader.bytes, 0, reader.length);
      for (const key of reader.list(idKeys)) {
        reader.text(key);
        refs.idKey(reader.bytes, 0, reader.length);
      }
      for (const key of reader.list(descriptionKeys)) {
        reader.text(key);
        refs.descriptionKey(reader.bytes, 0, reader.length);
      }
      if (reader.fault === 0) refs.end();
    }
    refs.appendTo(this.#builder);
    return this.#takeFault() || damaged;
  }

  /** Whether there was a fault, which is forgotten. */
  #takeFault(): boolean {
    const faulty = this.#reader.fault !== 0;
    this.#reader.fault = 0;
    return faulty;
  }

  #symbol(text: unknown): number {
    this.#reader.text(text);
    return this.#builder.symbol(this.#reader.bytes, 0, this.#reader.length);
  }

  #span(item: unknown): void {
    const builder = this.#builder;
    builder.beginSpan();
    this.#fields(item);
    const fault = this.#reader.fault;
    if (fault === 0) {
      builder.endSpan();
      return;
    }
    builder.dropSpan();
    this.#refused.add(fault);
    this.#reader.fault = 0;
    this.#firstRejectedAt ||= `resourceSpans[${this.#resourceAt}].scopeSpans[${this.#scopeAt}].spans[${this.#spanAt}]`;
  }

  #fields(item: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const span = reader.object(item);
    const { name, kind, status, flags, traceState } = span;
    reader.text(name);
    builder.setName(reader.bytes, 0, reader.length);
    builder.setKind(reader.enumeration(kind, kindNames));
    this.#times(span['startTimeUnixNano'], span['endTimeUnixNano']);
    const { code, message } = reader.object(status);
    builder.setStatus(reader.enumeration(code, statusNames));
    reader.text(message);
    builder.setStatusMessage(reader.bytes, 0, reader.length);
    builder.setFlags(reader.uint32(flags));
    reader.text(traceState);
    builder.setTraceState(reader.bytes, 0, reader.length);
    this.#attributes.appendAll(builder.attributes, span['attributes']);
    for (const event of reader.list(span['events'])) this.#event(event);
    for (const link of reader.list(span['links'])) this.#link(link);
    builder.setDroppedAttributes(reader.uint32(span['droppedAttributesCount']));
    builder.setDroppedEvents(reader.uint32(span['droppedEventsCount']));
    builder.setDroppedLinks(reader.uint32(span['droppedLinksCount']));
    // Ids last: as in protobuf, what is malformed otherwise is named first.
    this.#ids(span['traceId'], span['spanId'], span['parentSpanId']);
  }

  #ids(traceId: unknown, spanId: unknown, parentSpanId: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const trace = reader.id(traceId, this.#traceId, 16);
    if (trace === IdState.valid) builder.setTraceId(this.#traceId, 0);
    else reader.fail(trace === IdState.zero ? SpanFault.traceIdZero : SpanFault.traceIdLength);
    const own = reader.id(spanId, this.#spanId, 8);
    if (own === IdState.valid) builder.setSpanId(this.#spanId, 0);
    else reader.fail(own === IdState.zero ? SpanFault.spanIdZero : SpanFault.spanIdLength);
    const parent = reader.id(parentSpanId, this.#spanId, 8);
    if (parent === IdState.valid) builder.setParentSpanId(this.#spanId, 0);
    else if (parent === IdState.wrong) reader.fail(SpanFault.parentSpanIdLength);
  }

  #times(startTime: unknown, endTime: unknown): void {
    const reader = this.#reader;
    const start = reader.uint64(startTime);
    this.#builder.setStart(reader.low, reader.high);
    const duration = reader.uint64(endTime) - start;
    if (duration < 0n) {
      this.#builder.addWarning(END_BEFORE_START, 0, END_BEFORE_START.length);
      return;
    }
    reader.setWords(duration);
    this.#builder.setDuration(reader.low, reader.high);
  }

  #event(item: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const { timeUnixNano, name, attributes, droppedAttributesCount } = reader.object(item);
    builder.beginEvent();
    this.#attributes.appendAll(builder.eventAttributes, attributes);
    const dropped = reader.uint32(droppedAttributesCount);
    const symbol = this.#symbol(name);
    reader.uint64(timeUnixNano);
    builder.endEvent(reader.low, reader.high, symbol, dropped);
  }

  #link(item: unknown): void {
    const reader = this.#reader;
    const builder = this.#builder;
    const link = reader.object(item);
    const { traceState, attributes, droppedAttributesCount, flags } = link;
    builder.beginLink();
    this.#attributes.appendAll(builder.linkAttributes, attributes);
    const dropped = reader.uint32(droppedAttributesCount);
    const state = this.#symbol(traceState);
    // A link to nothing is kept as it came: ids that are not there are zeros.
    const trace = reader.id(link['traceId'], this.#traceId.fill(0), 16);
    const span = reader.id(link['spanId'], this.#spanId.fill(0), 8);
    if (trace === IdState.wrong || span === IdState.wrong) reader.fail(SpanFault.linkIdLength);
    builder.endLink(this.#traceId, 0, this.#spanId, 0, state, reader.uint32(flags), dropped);
  }
}

/**
 * Appends the spans of an OTLP ExportTraceServiceRequest in JSON that JSON.parse has read, with the same containment as `decodeOtlpJson`.
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when it is no trace request; roll the builder back to a mark then
 */
export function decodeOtlpRequest(request: unknown, builder: SpanBatchBuilder): ReadResult {
  return new RequestDecoder(builder).decode(request);
}
