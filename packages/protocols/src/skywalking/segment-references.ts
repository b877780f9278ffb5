// Makes the references of a segment's first span its parent and links. Hot: no object, closure, string or subarray for a
// reference. The numbers in the cases are tags, see segment-decoder.ts.
import type { AttributeAppender, SpanBatchBuilder } from '@clew/model';
import type { ProtobufReader } from '../protobuf-reader.ts';
import { isPlainTraceId, type SegmentIds } from './segment-ids.ts';
import {
  ADDRESS_USED,
  PARENT_ENDPOINT,
  PARENT_INSTANCE,
  PARENT_SEGMENT_ID,
  PARENT_SERVICE,
  PARENT_SPAN_ID,
  REF_TYPE,
  refTypes,
  TRACE_ID,
} from './segment-texts.ts';

/** Reads references with the reader that it shares with whoever reads the span around them. */
export class SegmentReferences {
  readonly #reader: ProtobufReader;
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

  constructor(reader: ProtobufReader, ids: SegmentIds) {
    this.#reader = reader;
    this.#ids = ids;
  }

  /**
   * The first reference to the own trace is the parent where the segment has none, and what else it says are attributes of the
   * span; every other one is a link.
   * @param traceId of the span
   * @param hasParent whether the span has a parent in its segment
   * @param from where the first reference's tag stands; other fields may stand between them
   * @param to where the last one ends
   */
  append(
    builder: SpanBatchBuilder,
    traceId: Uint8Array,
    hasParent: boolean,
    from: number,
    to: number,
  ): void {
    const reader = this.#reader;
    const { at } = reader;
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
      const isTraced = this.#ids.traceId(
        reader.bytes,
        this.#traceIdStart,
        this.#traceIdEnd,
        this.#link,
      );
      if (!isTraced) continue;
      const { bytes } = reader;
      this.#ids.spanId(bytes, this.#segmentStart, this.#segmentEnd, this.#number, this.#link, 16);
      if (mayBeParent && this.#isOf(traceId)) {
        mayBeParent = false;
        builder.setParentSpanId(this.#link, 16);
        this.#describe(builder.attributes);
        continue;
      }
      builder.beginLink();
      this.#describe(builder.linkAttributes);
      if (!isPlainTraceId(bytes, this.#traceIdStart, this.#traceIdEnd)) {
        const attributes = builder.linkAttributes;
        this.#text(attributes, TRACE_ID, this.#traceIdStart, this.#traceIdEnd);
      }
      builder.endLink(this.#link, 0, this.#link, 16);
    }
    if (reader.fault === 0) reader.at = at;
  }

  #isOf(traceId: Uint8Array): boolean {
    for (let i = 0; i < 16; i++) if (this.#link[i] !== traceId[i]) return false;
    return true;
  }

  #describe(attributes: AttributeAppender): void {
    const type = refTypes[this.#type];
    if (type !== undefined) {
      attributes.setKey(REF_TYPE, 0, REF_TYPE.length);
      attributes.string(type, 0, type.length);
    }
    this.#text(attributes, PARENT_SEGMENT_ID, this.#segmentStart, this.#segmentEnd);
    attributes.setKey(PARENT_SPAN_ID, 0, PARENT_SPAN_ID.length);
    attributes.int64(this.#number, 0);
    this.#text(attributes, PARENT_SERVICE, this.#serviceStart, this.#serviceEnd);
    this.#text(attributes, PARENT_INSTANCE, this.#instanceStart, this.#instanceEnd);
    this.#text(attributes, PARENT_ENDPOINT, this.#endpointStart, this.#endpointEnd);
    this.#text(attributes, ADDRESS_USED, this.#addressStart, this.#addressEnd);
  }

  #text(attributes: AttributeAppender, key: Uint8Array, start: number, end: number): void {
    if (start === end) return;
    attributes.setKey(key, 0, key.length);
    attributes.string(this.#reader.bytes, start, end);
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
