// Makes the references of a segment's first span its parent and links. Hot: no object, closure, string or subarray for a
// reference. The numbers in the cases are tags, see segment-decoder.ts.
import { type AttributeAppender, type SpanBatchBuilder, ValueType } from '@clew/model';
import { isSameRun } from '../byte-text.ts';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { isPlainTraceId, type SegmentIds } from './segment-ids.ts';
import type { SegmentSymbols } from './segment-symbols.ts';
import { refTypeNames, SegmentText } from './segment-texts.ts';

/** Reads references with the reader that it shares with whoever reads the span around them. */
export class SegmentReferences {
  readonly #reader: ProtobufReader;
  readonly #symbols: SegmentSymbols;
  readonly #ids: SegmentIds;
  /** Of the reference that was read last: 16 bytes of trace id, 8 of the parent's span id. */
  readonly #link: Uint8Array = new Uint8Array(24);
  #type = 0;
  #number = 0;
  #traceIdStart = 0;
  #traceIdEnd = 0;
  #segmentStart = 0;
  #segmentEnd = 0;
  #serviceStart = 0;
  #serviceEnd = 0;
  #instanceStart = 0;
  #instanceEnd = 0;
  #endpointStart = 0;
  #endpointEnd = 0;
  #addressStart = 0;
  #addressEnd = 0;

  constructor(reader: ProtobufReader, symbols: SegmentSymbols, ids: SegmentIds) {
    this.#reader = reader;
    this.#symbols = symbols;
    this.#ids = ids;
  }

  /**
   * The first reference to the own trace is the parent where the segment has none, and what else it says are attributes of the
   * span; every other one is a link.
   * @param traceId of the span, whose text is `bytes[traceStart, traceEnd)`
   * @param hasParent whether the span has a parent in its segment
   * @param from where the first reference's tag stands; other fields may stand between them
   * @param to where the last one ends
   */
  append(
    builder: SpanBatchBuilder,
    traceId: Uint8Array,
    traceStart: number,
    traceEnd: number,
    hasParent: boolean,
    from: number,
    to: number,
  ): void {
    const reader = this.#reader;
    const { at, bytes } = reader;
    let mayBeParent = !hasParent;
    reader.at = from;
    while (reader.at < to) {
      const tag = reader.tag(to);
      if (tag !== 0x2a) {
        reader.skip(tag, to);
        continue;
      }
      this.#read(reader.run(to));
      if (reader.fault !== 0) return;
      // Without a segment it points at nothing.
      if (this.#segmentStart === this.#segmentEnd || this.#number < 0) continue;
      // Nearly every reference is to the own trace, in the same words: no need to hash them again.
      if (isSameRun(bytes, this.#traceIdStart, this.#traceIdEnd, traceStart, traceEnd)) {
        this.#link.set(traceId);
      } else if (!this.#ids.traceId(bytes, this.#traceIdStart, this.#traceIdEnd, this.#link)) {
        continue;
      }
      this.#ids.spanId(bytes, this.#segmentStart, this.#segmentEnd, this.#number, this.#link, 16);
      if (mayBeParent && this.#isOf(traceId)) {
        mayBeParent = false;
        builder.setParentSpanId(this.#link, 16);
        this.#describe(builder, builder.attributes);
        continue;
      }
      builder.beginLink();
      this.#describe(builder, builder.linkAttributes);
      if (!isPlainTraceId(bytes, this.#traceIdStart, this.#traceIdEnd)) {
        const attributes = builder.linkAttributes;
        const { traceId: key } = SegmentText;
        this.#text(builder, attributes, key, this.#traceIdStart, this.#traceIdEnd);
      }
      builder.endLink(this.#link, 0, this.#link, 16);
    }
    if (reader.fault === 0) reader.at = at;
  }

  #isOf(traceId: Uint8Array): boolean {
    for (let i = 0; i < 16; i++) if (this.#link[i] !== traceId[i]) return false;
    return true;
  }

  #describe(builder: SpanBatchBuilder, attributes: AttributeAppender): void {
    const symbols = this.#symbols;
    const type = this.#type;
    if (type >= 0 && type < refTypeNames.length) {
      attributes.reference(
        symbols.text(builder, SegmentText.refType),
        symbols.value(builder, SegmentText.refTypes + type),
      );
    }
    const { parentSegmentId, parentService, parentInstance } = SegmentText;
    const { parentEndpoint, addressUsed, parentSpanId } = SegmentText;
    this.#text(builder, attributes, parentSegmentId, this.#segmentStart, this.#segmentEnd);
    attributes.reference(
      symbols.text(builder, parentSpanId),
      symbols.number(builder, this.#number),
    );
    this.#text(builder, attributes, parentService, this.#serviceStart, this.#serviceEnd);
    this.#text(builder, attributes, parentInstance, this.#instanceStart, this.#instanceEnd);
    this.#text(builder, attributes, parentEndpoint, this.#endpointStart, this.#endpointEnd);
    this.#text(builder, attributes, addressUsed, this.#addressStart, this.#addressEnd);
  }

  #text(
    builder: SpanBatchBuilder,
    attributes: AttributeAppender,
    text: number,
    start: number,
    end: number,
  ): void {
    if (start === end) return;
    const key = this.#symbols.text(builder, text);
    const { bytes } = this.#reader;
    attributes.reference(key, builder.values.ofKey(key, ValueType.string, bytes, start, end));
  }

  #read(end: number): void {
    const reader = this.#reader;
    this.#clear();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x08: // refType
          this.#type = reader.varint(end);
          break;
        case 0x12: // traceId
          this.#traceIdEnd = reader.run(end);
          this.#traceIdStart = reader.at;
          reader.at = this.#traceIdEnd;
          break;
        case 0x1a: // parentTraceSegmentId
          this.#segmentEnd = reader.run(end);
          this.#segmentStart = reader.at;
          reader.at = this.#segmentEnd;
          break;
        case 0x20: // parentSpanId
          this.#number = reader.varint(end);
          break;
        case 0x2a: // parentService
          this.#serviceEnd = reader.run(end);
          this.#serviceStart = reader.at;
          reader.at = this.#serviceEnd;
          break;
        case 0x32: // parentServiceInstance
          this.#instanceEnd = reader.run(end);
          this.#instanceStart = reader.at;
          reader.at = this.#instanceEnd;
          break;
        case 0x3a: // parentEndpoint
          this.#endpointEnd = reader.run(end);
          this.#endpointStart = reader.at;
          reader.at = this.#endpointEnd;
          break;
        case 0x42: // networkAddressUsedAtPeer
          this.#addressEnd = reader.run(end);
          this.#addressStart = reader.at;
          reader.at = this.#addressEnd;
          break;
        default:
          reader.skip(tag, end);
      }
    }
  }

  #clear(): void {
    this.#type = 0;
    this.#number = 0;
    this.#traceIdStart = 0;
    this.#traceIdEnd = 0;
    this.#segmentStart = 0;
    this.#segmentEnd = 0;
    this.#serviceStart = 0;
    this.#serviceEnd = 0;
    this.#instanceStart = 0;
    this.#instanceEnd = 0;
    this.#endpointStart = 0;
    this.#endpointEnd = 0;
    this.#addressStart = 0;
    this.#addressEnd = 0;
  }
}
