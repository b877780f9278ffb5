// Reads SkyWalking's SpanObject messages and appends them to columns. Hot: no object, closure, string or subarray for a span,
// a log, a tag or a reference. The numbers in the cases are tags, see segment-decoder.ts.
import { type SpanBatchBuilder, SpanKind, StatusCode, ValueType } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { RefusedSpans } from '../refused-spans.ts';
import { SegmentFault, segmentFaultReasons } from './segment-fault.ts';
import { isPlainTraceId, SegmentIds } from './segment-ids.ts';
import { SegmentPairs } from './segment-pairs.ts';
import { SegmentReferences } from './segment-references.ts';
import type { SegmentSymbols } from './segment-symbols.ts';
import { layerNames, SegmentText } from './segment-texts.ts';
import { UnixMillis } from './unix-millis.ts';

const LAYER_MQ = 4;
const EXIT = 1;
const LOCAL = 2;
const NOTHING: Uint8Array = new Uint8Array(0);
/** The bit of references to values that belong to one span alone; the others are used again by all spans of a segment. */
const PLAIN = 1;

/** Reads the spans of one segment after another, with the reader that it shares with whoever reads the segment around them. */
export class SegmentSpans {
  readonly refused: RefusedSpans = new RefusedSpans(segmentFaultReasons);
  readonly #reader: ProtobufReader;
  readonly #symbols: SegmentSymbols;
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
  #segmentValue = PLAIN;
  #traceStart = 0;
  #traceEnd = 0;
  #traceValue = PLAIN;
  #isTraceIdPlain = false;

  constructor(reader: ProtobufReader, symbols: SegmentSymbols) {
    this.#reader = reader;
    this.#symbols = symbols;
    this.#pairs = new SegmentPairs(reader);
    this.#references = new SegmentReferences(reader, symbols, this.#ids);
  }

  /**
   * Says of which segment the spans are that come next: its ids, and whether the agent left spans out of it.
   */
  openSegment(
    traceIdStart: number,
    traceIdEnd: number,
    segmentStart: number,
    segmentEnd: number,
    isCut: boolean,
  ): void {
    const { bytes } = this.#reader;
    this.#segmentStart = segmentStart;
    this.#segmentEnd = segmentEnd;
    this.#segmentValue = PLAIN;
    this.#traceStart = traceIdStart;
    this.#traceEnd = traceIdEnd;
    this.#traceValue = PLAIN;
    this.#isTraceIdPlain = isPlainTraceId(bytes, traceIdStart, traceIdEnd);
    this.#isCut = isCut;
    this.#segmentFault = 0;
    if (!this.#ids.traceId(bytes, traceIdStart, traceIdEnd, this.#traceId)) {
      this.#segmentFault = SegmentFault.traceId;
    } else if (segmentStart === segmentEnd) this.#segmentFault = SegmentFault.segmentId;
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
        this.#references.append(
          builder,
          this.#traceId,
          this.#traceStart,
          this.#traceEnd,
          hasParent,
          referencesFrom,
          referencesTo,
        );
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
      const key = this.#symbols.text(builder, SegmentText.skipAnalysis);
      builder.attributes.reference(key, builder.values.symbol(ValueType.true, NOTHING, 0, 0));
    }
    if (this.#isCut && !hasParent) this.#warn(builder, SegmentText.sizeLimited);
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
      if (end < start) this.#warn(builder, SegmentText.endBeforeStart);
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

  #warn(builder: SpanBatchBuilder, text: number): void {
    builder.addWarningSymbol(this.#symbols.text(builder, text));
  }

  #setAttributes(
    builder: SpanBatchBuilder,
    number: number,
    peerStart: number,
    peerEnd: number,
    layer: number,
    component: number,
  ): void {
    const { attributes, values } = builder;
    const { bytes } = this.#reader;
    const symbols = this.#symbols;
    if (peerStart < peerEnd) {
      const key = symbols.text(builder, SegmentText.peerAddress);
      attributes.reference(key, values.ofKey(key, ValueType.string, bytes, peerStart, peerEnd));
    }
    if (component !== 0) {
      const name = symbols.component(builder, component);
      if (name !== 0) attributes.reference(symbols.text(builder, SegmentText.component), name);
      else {
        const key = symbols.text(builder, SegmentText.componentId);
        attributes.reference(key, values.words(ValueType.int64, component, component >> 31));
      }
    }
    if (layer !== 0) {
      const isKnown = layer > 0 && layer < layerNames.length;
      attributes.reference(
        symbols.text(builder, SegmentText.layer),
        isKnown
          ? symbols.value(builder, SegmentText.layers + layer)
          : values.words(ValueType.int64, layer, layer >> 31),
      );
    }
    const segmentKey = symbols.text(builder, SegmentText.segmentId);
    if ((this.#segmentValue & PLAIN) !== 0) {
      const { string } = ValueType;
      const start = this.#segmentStart;
      this.#segmentValue = values.ofKey(segmentKey, string, bytes, start, this.#segmentEnd);
    }
    attributes.reference(segmentKey, this.#segmentValue);
    attributes.reference(
      symbols.text(builder, SegmentText.spanId),
      symbols.number(builder, number),
    );
    if (this.#isTraceIdPlain) return;
    const traceKey = symbols.text(builder, SegmentText.traceId);
    if ((this.#traceValue & PLAIN) !== 0) {
      const { string } = ValueType;
      const start = this.#traceStart;
      this.#traceValue = values.ofKey(traceKey, string, bytes, start, this.#traceEnd);
    }
    attributes.reference(traceKey, this.#traceValue);
  }
}

function kindOf(type: number, layer: number): SpanKind {
  if (type === 0) return layer === LAYER_MQ ? SpanKind.consumer : SpanKind.server;
  if (type === EXIT) return layer === LAYER_MQ ? SpanKind.producer : SpanKind.client;
  return type === LOCAL ? SpanKind.internal : SpanKind.unspecified;
}
