// Reads Span messages and appends them to columns. The hottest code of the project: no object, closure,
// string or subarray for a span, an event or an attribute. The numbers in the cases are tags, see
// protobuf-decoder.ts.
import { isZero, type SpanBatchBuilder, SpanKind, StatusCode } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import type { ProtobufAttributes } from './protobuf-attributes.ts';
import { SpanFault, spanFaultReasons } from './span-fault.ts';
import { END_BEFORE_START } from './span-warning.ts';

const ZEROS: Uint8Array = new Uint8Array(16);

/** Reads spans with the reader that it shares with whoever reads the message around them. */
export class ProtobufSpans {
  readonly refused: RefusedSpans = new RefusedSpans(spanFaultReasons);
  readonly #reader: ProtobufReader;
  readonly #attributes: ProtobufAttributes;

  constructor(reader: ProtobufReader, attributes: ProtobufAttributes) {
    this.#reader = reader;
    this.#attributes = attributes;
  }

  /** Appends one span, or drops and counts it when what lies inside of its declared length is malformed. */
  append(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    if (reader.fault !== 0) return;
    const { bytes } = reader;
    let traceIdAt = 0;
    let traceIdEnd = 0;
    let spanIdAt = 0;
    let spanIdEnd = 0;
    let parentAt = 0;
    let parentEnd = 0;
    let stateStart = 0;
    let stateEnd = 0;
    let nameStart = 0;
    let nameEnd = 0;
    let kind = 0;
    let startLow = 0;
    let startHigh = 0;
    let endLow = 0;
    let endHigh = 0;
    let droppedAttributes = 0;
    let droppedEvents = 0;
    let droppedLinks = 0;
    let flags = 0;
    let statusCode = 0;
    let messageStart = 0;
    let messageEnd = 0;

    builder.beginSpan();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // trace_id
          traceIdEnd = reader.run(end);
          traceIdAt = reader.at;
          reader.at = traceIdEnd;
          break;
        case 0x12: // span_id
          spanIdEnd = reader.run(end);
          spanIdAt = reader.at;
          reader.at = spanIdEnd;
          break;
        case 0x1a: // trace_state
          stateEnd = reader.run(end);
          stateStart = reader.at;
          reader.at = stateEnd;
          break;
        case 0x22: // parent_span_id
          parentEnd = reader.run(end);
          parentAt = reader.at;
          reader.at = parentEnd;
          break;
        case 0x2a: // name
          nameEnd = reader.run(end);
          nameStart = reader.at;
          reader.at = nameEnd;
          break;
        case 0x30: // kind
          kind = reader.uint32(end);
          break;
        case 0x39: // start_time_unix_nano
          startLow = reader.fixed64(end);
          startHigh = reader.high;
          break;
        case 0x41: // end_time_unix_nano
          endLow = reader.fixed64(end);
          endHigh = reader.high;
          break;
        case 0x4a: // attributes
          this.#attributes.append(builder.attributes, reader.run(end));
          break;
        case 0x50: // dropped_attributes_count
          droppedAttributes = reader.uint32(end);
          break;
        case 0x5a: // events
          this.#event(builder, reader.run(end));
          break;
        case 0x60: // dropped_events_count
          droppedEvents = reader.uint32(end);
          break;
        case 0x6a: // links
          this.#link(builder, reader.run(end));
          break;
        case 0x70: // dropped_links_count
          droppedLinks = reader.uint32(end);
          break;
        case 0x7a: {
          // status; merged with one before, as protobuf has it
          const statusEnd = reader.run(end);
          while (reader.at < statusEnd) {
            const statusTag = reader.tag(statusEnd);
            if (statusTag === 0x12) {
              messageEnd = reader.run(statusEnd);
              messageStart = reader.at;
              reader.at = messageEnd;
            } else if (statusTag === 0x18) statusCode = reader.uint32(statusEnd);
            else reader.skip(statusTag, statusEnd);
          }
          break;
        }
        case 0x85: // flags
          flags = reader.fixed32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }

    let fault: number = reader.fault;
    if (fault === 0) {
      if (traceIdEnd - traceIdAt !== 16) fault = SpanFault.traceIdLength;
      else if (isZero(bytes, traceIdAt, 16)) fault = SpanFault.traceIdZero;
      else if (spanIdEnd - spanIdAt !== 8) fault = SpanFault.spanIdLength;
      else if (isZero(bytes, spanIdAt, 8)) fault = SpanFault.spanIdZero;
      else if (parentEnd !== parentAt && parentEnd - parentAt !== 8) {
        fault = SpanFault.parentSpanIdLength;
      }
    }
    if (fault !== 0) {
      builder.dropSpan();
      this.refused.add(fault);
      reader.resume(end);
      return;
    }

    builder.setTraceId(bytes, traceIdAt);
    builder.setSpanId(bytes, spanIdAt);
    if (parentEnd !== parentAt) builder.setParentSpanId(bytes, parentAt);
    builder.setName(bytes, nameStart, nameEnd);
    builder.setKind(kind <= SpanKind.consumer ? kind : SpanKind.unspecified);
    builder.setStart(startLow, startHigh);
    const borrow = endLow >>> 0 < startLow >>> 0 ? 1 : 0;
    const durationHigh = (endHigh >>> 0) - (startHigh >>> 0) - borrow;
    if (durationHigh >= 0) builder.setDuration(endLow - startLow, durationHigh);
    else builder.addWarning(END_BEFORE_START, 0, END_BEFORE_START.length);
    builder.setStatus(statusCode <= StatusCode.error ? statusCode : StatusCode.unset);
    builder.setStatusMessage(bytes, messageStart, messageEnd);
    builder.setFlags(flags);
    builder.setTraceState(bytes, stateStart, stateEnd);
    builder.setDroppedAttributes(droppedAttributes);
    builder.setDroppedEvents(droppedEvents);
    builder.setDroppedLinks(droppedLinks);
    builder.endSpan();
  }

  #event(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    let timeLow = 0;
    let timeHigh = 0;
    let nameStart = 0;
    let nameEnd = 0;
    let dropped = 0;
    builder.beginEvent();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x09: // time_unix_nano
          timeLow = reader.fixed64(end);
          timeHigh = reader.high;
          break;
        case 0x12: // name
          nameEnd = reader.run(end);
          nameStart = reader.at;
          reader.at = nameEnd;
          break;
        case 0x1a: // attributes
          this.#attributes.append(builder.eventAttributes, reader.run(end));
          break;
        case 0x20: // dropped_attributes_count
          dropped = reader.uint32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    // After a fault the whole span is dropped, this event with it.
    if (reader.fault !== 0) return;
    const name = builder.symbol(reader.bytes, nameStart, nameEnd);
    builder.endEvent(timeLow, timeHigh, name, dropped);
  }

  #link(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    const { bytes } = reader;
    let traceIdAt = 0;
    let traceIdEnd = 0;
    let spanIdAt = 0;
    let spanIdEnd = 0;
    let stateStart = 0;
    let stateEnd = 0;
    let dropped = 0;
    let flags = 0;
    builder.beginLink();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // trace_id
          traceIdEnd = reader.run(end);
          traceIdAt = reader.at;
          reader.at = traceIdEnd;
          break;
        case 0x12: // span_id
          spanIdEnd = reader.run(end);
          spanIdAt = reader.at;
          reader.at = spanIdEnd;
          break;
        case 0x1a: // trace_state
          stateEnd = reader.run(end);
          stateStart = reader.at;
          reader.at = stateEnd;
          break;
        case 0x22: // attributes
          this.#attributes.append(builder.linkAttributes, reader.run(end));
          break;
        case 0x28: // dropped_attributes_count
          dropped = reader.uint32(end);
          break;
        case 0x35: // flags
          flags = reader.fixed32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0) return;
    const hasTraceId = traceIdEnd !== traceIdAt;
    const hasSpanId = spanIdEnd !== spanIdAt;
    if (
      (hasTraceId && traceIdEnd - traceIdAt !== 16) ||
      (hasSpanId && spanIdEnd - spanIdAt !== 8)
    ) {
      reader.fail(SpanFault.linkIdLength);
      return;
    }
    // A link to nothing is kept as it came: ids that are not there are zeros.
    builder.endLink(
      hasTraceId ? bytes : ZEROS,
      hasTraceId ? traceIdAt : 0,
      hasSpanId ? bytes : ZEROS,
      hasSpanId ? spanIdAt : 0,
      builder.symbol(bytes, stateStart, stateEnd),
      flags,
      dropped,
    );
  }
}
