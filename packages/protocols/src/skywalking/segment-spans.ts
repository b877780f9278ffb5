// Reads SkyWalking's SpanObject messages and appends them to columns. Hot: no object, closure, string or subarray for a span,
// a log, a tag or a reference. The numbers in the cases are tags, see segment-decoder.ts.
import { type SpanBatchBuilder, SpanKind, StatusCode, ValueType } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { componentName } from './component-names.ts';
import { SegmentFault, segmentFaultReasons } from './segment-fault.ts';
import { isPlainTraceId, SegmentIds } from './segment-ids.ts';
import { SegmentPairs } from './segment-pairs.ts';
import { SegmentReferences } from './segment-references.ts';
import {
  COMPONENT,
  COMPONENT_ID,
  END_BEFORE_START,
  LAYER,
  layers,
  PEER_ADDRESS,
  SEGMENT_ID,
  SIZE_LIMITED,
  SKIP_ANALYSIS,
  SPAN_ID,
  TRACE_ID,
} from './segment-texts.ts';
import { UnixMillis } from './unix-millis.ts';

const LAYER_MQ = 4;
const EXIT = 1;
const LOCAL = 2;
/** The bit of references to values that belong to one span alone; the others are used again by all spans of a segment. */
const PLAIN = 1;

/** Reads the spans of one segment after another, with the reader that it shares with whoever reads the segment around them. */
export class SegmentSpans {
  readonly refused: RefusedSpans = new RefusedSpans(segmentFaultReasons);
  readonly #reader: ProtobufReader;
  readonly #ids: SegmentIds = new SegmentIds();
  readonly #pairs: SegmentPairs;
  readonly #references: SegmentReferences;
  readonly #millis: UnixMillis = new UnixMillis();
  readonly #traceId: Uint8Array = new Uint8Array(16);
  readonly #spanId: Uint8Array = new Uint8Array(8);

  // What the spans of the open segment share.
  #segmentFault = 0;
  #segmentStart = 0;
  #segmentEnd = 0;
  #isCut = false;
  #segmentKey = 0;
  #segmentValue = 0;
  #traceKey = 0;
  #traceValue = 0;
  #traceStart = 0;
  #traceEnd = 0;

  constructor(reader: ProtobufReader) {
    this.#reader = reader;
    this.#pairs = new SegmentPairs(reader);
    this.#references = new SegmentReferences(reader, this.#ids);
  }

  /**
   * Says of which segment the spans are that come next: its ids, and whether the agent left spans out of it.
   */
  openSegment(
    builder: SpanBatchBuilder,
    traceIdStart: number,
    traceIdEnd: number,
    segmentStart: number,
    segmentEnd: number,
    isCut: boolean,
  ): void {
    const { bytes } = this.#reader;
    this.#segmentStart = segmentStart;
    this.#segmentEnd = segmentEnd;
    this.#isCut = isCut;
    this.#segmentFault = 0;
    this.#traceKey = 0;
    if (!this.#ids.traceId(bytes, traceIdStart, traceIdEnd, this.#traceId)) {
      this.#segmentFault = SegmentFault.traceId;
      return;
    }
    if (segmentStart === segmentEnd) {
      this.#segmentFault = SegmentFault.segmentId;
      return;
    }
    this.#segmentKey = builder.symbol(SEGMENT_ID, 0, SEGMENT_ID.length);
    this.#segmentValue = PLAIN;
    if (isPlainTraceId(bytes, traceIdStart, traceIdEnd)) return;
    this.#traceKey = builder.symbol(TRACE_ID, 0, TRACE_ID.length);
    this.#traceValue = PLAIN;
    this.#traceStart = traceIdStart;
    this.#traceEnd = traceIdEnd;
  }

  /** Appends one span, or drops and counts it when what lies inside of its declared length is malformed. */
  append(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    if (reader.fault !== 0) return;
    if (this.#segmentFault !== 0) {
      this.refused.add(this.#segmentFault);
      reader.at = end;
      return;
    }
    let number = 0;
    let parent = 0;
    let startLow = 0;
    let startHigh = 0;
    let endLow = 0;
    let endHigh = 0;
    let referencesFrom = 0;
    let referencesTo = 0;
    let peerStart = 0;
    let peerEnd = 0;
    let type = 0;
    let layer = 0;
    let component = 0;
    let isError = 0;
    let skipsAnalysis = 0;
    builder.beginSpan();
    while (reader.at < end) {
      const { at } = reader;
      const tag = reader.tag(end);
      switch (tag) {
        case 0x08: // spanId
          number = reader.varint(end);
          break;
        case 0x10: // parentSpanId
          parent = reader.varint(end);
          break;
        case 0x18: // startTime
          startLow = reader.varint(end);
          startHigh = reader.high;
          break;
        case 0x20: // endTime
          endLow = reader.varint(end);
          endHigh = reader.high;
          break;
        case 0x2a: // refs: what they mean depends on the parent
          if (referencesTo === 0) referencesFrom = at;
          referencesTo = reader.run(end);
          reader.at = referencesTo;
          break;
        case 0x32: {
          // operationName
          const nameEnd = reader.run(end);
          builder.setName(reader.bytes, reader.at, nameEnd);
          reader.at = nameEnd;
          break;
        }
        case 0x3a: // peer
          peerEnd = reader.run(end);
          peerStart = reader.at;
          reader.at = peerEnd;
          break;
        case 0x40: // spanType
          type = reader.varint(end);
          break;
        case 0x48: // spanLayer
          layer = reader.varint(end);
          break;
        case 0x50: // componentId
          component = reader.varint(end);
          break;
        case 0x58: // isError
          isError = reader.varint(end) | reader.high;
          break;
        case 0x62: // tags
          this.#pairs.appendTag(builder.attributes, reader.run(end));
          break;
        case 0x6a: // logs
          this.#pairs.appendLog(builder, reader.run(end));
          break;
        case 0x70: // skipAnalysis
          skipsAnalysis = reader.varint(end) | reader.high;
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (number < 0) reader.fail(SegmentFault.spanId);
    // A span that is its own parent was sent without one.
    const hasParent = parent >= 0 && parent !== number;
    if (reader.fault === 0) this.#setTimes(builder, startLow, startHigh, endLow, endHigh);
    if (reader.fault === 0) {
      builder.setTraceId(this.#traceId, 0);
      this.#setSpanId(builder, number, hasParent ? parent : -1);
      this.#setAttributes(builder, number, peerStart, peerEnd, layer, component);
      if (referencesTo > 0) {
        const references = this.#references;
        references.append(builder, this.#traceId, hasParent, referencesFrom, referencesTo);
      }
    }
    if (reader.fault !== 0) {
      builder.dropSpan();
      this.refused.add(reader.fault);
      reader.resume(end);
      return;
    }
    builder.setKind(kindOf(type, layer));
    if (isError !== 0) builder.setStatus(StatusCode.error);
    if (skipsAnalysis !== 0) {
      builder.attributes.setKey(SKIP_ANALYSIS, 0, SKIP_ANALYSIS.length);
      builder.attributes.boolean(true);
    }
    if (this.#isCut && !hasParent) builder.addWarning(SIZE_LIMITED, 0, SIZE_LIMITED.length);
    builder.endSpan();
    reader.at = end;
  }

  #setTimes(
    builder: SpanBatchBuilder,
    startLow: number,
    startHigh: number,
    endLow: number,
    endHigh: number,
  ): void {
    const millis = this.#millis;
    const start = millis.read(startLow, startHigh);
    const end = millis.read(endLow, endHigh);
    if (start < 0) this.#reader.fail(SegmentFault.startTime);
    else if (end < 0) this.#reader.fail(SegmentFault.endTime);
    else {
      millis.set(start);
      builder.setStart(millis.low, millis.high);
      if (end < start) builder.addWarning(END_BEFORE_START, 0, END_BEFORE_START.length);
      millis.set(Math.max(0, end - start));
      builder.setDuration(millis.low, millis.high);
    }
  }

  /** @param parent the number of the parent in this segment, or −1 */
  #setSpanId(builder: SpanBatchBuilder, number: number, parent: number): void {
    const { bytes } = this.#reader;
    const id = this.#spanId;
    this.#ids.spanId(bytes, this.#segmentStart, this.#segmentEnd, number, id, 0);
    builder.setSpanId(id, 0);
    if (parent < 0) return;
    this.#ids.spanId(bytes, this.#segmentStart, this.#segmentEnd, parent, id, 0);
    builder.setParentSpanId(id, 0);
  }

  #setAttributes(
    builder: SpanBatchBuilder,
    number: number,
    peerStart: number,
    peerEnd: number,
    layer: number,
    component: number,
  ): void {
    const { attributes } = builder;
    if (peerStart < peerEnd) {
      attributes.setKey(PEER_ADDRESS, 0, PEER_ADDRESS.length);
      attributes.string(this.#reader.bytes, peerStart, peerEnd);
    }
    if (component !== 0) {
      const name = componentName(component);
      if (name === undefined) {
        attributes.setKey(COMPONENT_ID, 0, COMPONENT_ID.length);
        attributes.int64(component, component >> 31);
      } else {
        attributes.setKey(COMPONENT, 0, COMPONENT.length);
        attributes.string(name, 0, name.length);
      }
    }
    if (layer !== 0) {
      const name = layers[layer];
      attributes.setKey(LAYER, 0, LAYER.length);
      if (name === undefined) attributes.int64(layer, layer >> 31);
      else attributes.string(name, 0, name.length);
    }
    const { values } = builder;
    const { bytes } = this.#reader;
    if ((this.#segmentValue & PLAIN) !== 0) {
      this.#segmentValue = values.ofKey(
        this.#segmentKey,
        ValueType.string,
        bytes,
        this.#segmentStart,
        this.#segmentEnd,
      );
    }
    attributes.reference(this.#segmentKey, this.#segmentValue);
    attributes.setKey(SPAN_ID, 0, SPAN_ID.length);
    attributes.int64(number, 0);
    if (this.#traceKey === 0) return;
    if ((this.#traceValue & PLAIN) !== 0) {
      this.#traceValue = values.ofKey(
        this.#traceKey,
        ValueType.string,
        bytes,
        this.#traceStart,
        this.#traceEnd,
      );
    }
    attributes.reference(this.#traceKey, this.#traceValue);
  }
}

function kindOf(type: number, layer: number): SpanKind {
  if (type === 0) return layer === LAYER_MQ ? SpanKind.consumer : SpanKind.server;
  if (type === EXIT) return layer === LAYER_MQ ? SpanKind.producer : SpanKind.client;
  return type === LOCAL ? SpanKind.internal : SpanKind.unspecified;
}
