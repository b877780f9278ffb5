// Reads span objects of OTLP's JSON and appends them to columns. Hot: no object, closure or string for a span, an event or an attribute.
import type { SpanBatchBuilder } from '@clew/model';
import { JsonKeys } from '../json-keys.ts';
import { IdState } from '../json-reader.ts';
import { type JsonScanner, OBJECT_END } from '../json-scanner.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { kindNames, statusNames } from './enum-names.ts';
import type { JsonAttributes } from './json-attributes.ts';
import { SpanFault, spanFaultReasons } from './span-fault.ts';
import { END_BEFORE_START } from './span-warning.ts';

const TRACE_ID = 1;
const SPAN_ID = 2;
const PARENT_SPAN_ID = 3;
const NAME = 4;
const KIND = 5;
const START = 6;
const END = 7;
const ATTRIBUTES = 8;
const STATUS = 9;
const FLAGS = 10;
const TRACE_STATE = 11;
const EVENTS = 12;
const LINKS = 13;
const DROPPED_ATTRIBUTES = 14;
const DROPPED_EVENTS = 15;
const DROPPED_LINKS = 16;
const spanKeys: JsonKeys = new JsonKeys(
  ...['traceId', 'spanId', 'parentSpanId', 'name', 'kind', 'startTimeUnixNano', 'endTimeUnixNano'],
  ...['attributes', 'status', 'flags', 'traceState', 'events', 'links'],
  ...['droppedAttributesCount', 'droppedEventsCount', 'droppedLinksCount'],
);

const CODE = 1;
const MESSAGE = 2;
const statusKeys: JsonKeys = new JsonKeys('code', 'message');

const EVENT_TIME = 1;
const EVENT_NAME = 2;
const EVENT_ATTRIBUTES = 3;
const EVENT_DROPPED = 4;
const eventKeys: JsonKeys = new JsonKeys(
  ...['timeUnixNano', 'name', 'attributes', 'droppedAttributesCount'],
);

const LINK_TRACE_ID = 1;
const LINK_SPAN_ID = 2;
const LINK_TRACE_STATE = 3;
const LINK_FLAGS = 4;
const LINK_ATTRIBUTES = 5;
const LINK_DROPPED = 6;
const linkKeys: JsonKeys = new JsonKeys(
  ...['traceId', 'spanId', 'traceState', 'flags', 'attributes', 'droppedAttributesCount'],
);

/** Reads spans with the scanner that it shares with whoever reads the object around them. */
export class JsonSpans {
  readonly refused: RefusedSpans = new RefusedSpans(spanFaultReasons);
  readonly #scanner: JsonScanner;
  readonly #attributes: JsonAttributes;
  readonly #traceId: Uint8Array = new Uint8Array(16);
  readonly #spanId: Uint8Array = new Uint8Array(8);
  readonly #parentSpanId: Uint8Array = new Uint8Array(8);
  readonly #linkTraceId: Uint8Array = new Uint8Array(16);
  readonly #linkSpanId: Uint8Array = new Uint8Array(8);

  constructor(scanner: JsonScanner, attributes: JsonAttributes) {
    this.#scanner = scanner;
    this.#attributes = attributes;
  }

  /** Appends the span that comes next, or drops and counts it when it is malformed. */
  append(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    builder.beginSpan();
    this.#fields(builder);
    if (scanner.fault === 0) {
      builder.endSpan();
      return;
    }
    builder.dropSpan();
    this.refused.add(scanner.fault);
    scanner.fault = 0;
  }

  #fields(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    let trace: IdState = IdState.absent;
    let own: IdState = IdState.absent;
    let parent: IdState = IdState.absent;
    let startLow = 0;
    let startHigh = 0;
    let endLow = 0;
    let endHigh = 0;
    let seen = 0;
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(spanKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        switch (key) {
          case TRACE_ID:
            trace = scanner.readId(this.#traceId, 16);
            break;
          case SPAN_ID:
            own = scanner.readId(this.#spanId, 8);
            break;
          case PARENT_SPAN_ID:
            parent = scanner.readId(this.#parentSpanId, 8);
            break;
          case NAME:
            scanner.readText();
            builder.setName(scanner.text, scanner.textStart, scanner.textEnd);
            break;
          case KIND:
            builder.setKind(scanner.readEnumeration(kindNames));
            break;
          case START:
            scanner.readUint64();
            startLow = scanner.low;
            startHigh = scanner.high;
            break;
          case END:
            scanner.readUint64();
            endLow = scanner.low;
            endHigh = scanner.high;
            break;
          case ATTRIBUTES:
            this.#attributes.appendAll(builder.attributes);
            break;
          case STATUS:
            this.#status(builder);
            break;
          case FLAGS:
            builder.setFlags(scanner.readUint32());
            break;
          case TRACE_STATE:
            scanner.readText();
            builder.setTraceState(scanner.text, scanner.textStart, scanner.textEnd);
            break;
          case EVENTS:
            if (scanner.enterList()) while (scanner.nextItem()) this.#event(builder);
            break;
          case LINKS:
            if (scanner.enterList()) while (scanner.nextItem()) this.#link(builder);
            break;
          case DROPPED_ATTRIBUTES:
            builder.setDroppedAttributes(scanner.readUint32());
            break;
          case DROPPED_EVENTS:
            builder.setDroppedEvents(scanner.readUint32());
            break;
          case DROPPED_LINKS:
            builder.setDroppedLinks(scanner.readUint32());
            break;
          default:
            scanner.skipValue();
        }
      }
    }
    builder.setStart(startLow, startHigh);
    const borrow = endLow >>> 0 < startLow >>> 0 ? 1 : 0;
    const durationHigh = (endHigh >>> 0) - (startHigh >>> 0) - borrow;
    if (durationHigh >= 0) builder.setDuration(endLow - startLow, durationHigh);
    else builder.addWarning(END_BEFORE_START, 0, END_BEFORE_START.length);
    this.#ids(builder, trace, own, parent);
  }

  /** Ids last: as in protobuf, what is malformed otherwise is named first. */
  #ids(builder: SpanBatchBuilder, trace: IdState, own: IdState, parent: IdState): void {
    const scanner = this.#scanner;
    if (trace === IdState.valid) builder.setTraceId(this.#traceId, 0);
    else scanner.fail(trace === IdState.zero ? SpanFault.traceIdZero : SpanFault.traceIdLength);
    if (own === IdState.valid) builder.setSpanId(this.#spanId, 0);
    else scanner.fail(own === IdState.zero ? SpanFault.spanIdZero : SpanFault.spanIdLength);
    if (parent === IdState.valid) builder.setParentSpanId(this.#parentSpanId, 0);
    else if (parent === IdState.wrong) scanner.fail(SpanFault.parentSpanIdLength);
  }

  #status(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    if (!scanner.enterObject()) return;
    let seen = 0;
    for (;;) {
      const key = scanner.nextKey(statusKeys);
      if (key === OBJECT_END) return;
      seen = scanner.once(seen, key);
      if (key === CODE) builder.setStatus(scanner.readEnumeration(statusNames));
      else if (key === MESSAGE) {
        scanner.readText();
        builder.setStatusMessage(scanner.text, scanner.textStart, scanner.textEnd);
      } else scanner.skipValue();
    }
  }

  #event(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    let timeLow = 0;
    let timeHigh = 0;
    let name = 0;
    let dropped = 0;
    let seen = 0;
    builder.beginEvent();
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(eventKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        switch (key) {
          case EVENT_TIME:
            scanner.readUint64();
            timeLow = scanner.low;
            timeHigh = scanner.high;
            break;
          case EVENT_NAME:
            scanner.readText();
            name = builder.symbol(scanner.text, scanner.textStart, scanner.textEnd);
            break;
          case EVENT_ATTRIBUTES:
            this.#attributes.appendAll(builder.eventAttributes);
            break;
          case EVENT_DROPPED:
            dropped = scanner.readUint32();
            break;
          default:
            scanner.skipValue();
        }
      }
    }
    builder.endEvent(timeLow, timeHigh, name, dropped);
  }

  #link(builder: SpanBatchBuilder): void {
    const scanner = this.#scanner;
    // A link to nothing is kept as it came: ids that are not there are zeros.
    const traceId = this.#linkTraceId.fill(0);
    const spanId = this.#linkSpanId.fill(0);
    let state = 0;
    let flags = 0;
    let dropped = 0;
    let seen = 0;
    builder.beginLink();
    if (scanner.enterObject()) {
      for (;;) {
        const key = scanner.nextKey(linkKeys);
        if (key === OBJECT_END) break;
        seen = scanner.once(seen, key);
        switch (key) {
          case LINK_TRACE_ID:
            this.#linkId(traceId);
            break;
          case LINK_SPAN_ID:
            this.#linkId(spanId);
            break;
          case LINK_TRACE_STATE:
            scanner.readText();
            state = builder.symbol(scanner.text, scanner.textStart, scanner.textEnd);
            break;
          case LINK_FLAGS:
            flags = scanner.readUint32();
            break;
          case LINK_ATTRIBUTES:
            this.#attributes.appendAll(builder.linkAttributes);
            break;
          case LINK_DROPPED:
            dropped = scanner.readUint32();
            break;
          default:
            scanner.skipValue();
        }
      }
    }
    builder.endLink(traceId, 0, spanId, 0, state, flags, dropped);
  }

  #linkId(target: Uint8Array): void {
    const state = this.#scanner.readId(target, target.length);
    if (state === IdState.wrong) this.#scanner.fail(SpanFault.linkIdLength);
  }
}
