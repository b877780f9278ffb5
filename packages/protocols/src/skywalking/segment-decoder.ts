// Decodes SkyWalking's SegmentObject and SegmentCollection by walking their bytes and appending to columns. Fields are found in any
// order; unknown ones are skipped, and so are known ones of another wire type. The numbers in the cases are tags (field number << 3
// | wire type) of https://github.com/apache/skywalking-data-collect-protocol/blob/master/language-agent/Tracing.proto
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { decodeRequest, type RequestDecoder } from '../decode-request.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import type { RefusedSpans } from '../refused-spans.ts';
import { SegmentResource } from './segment-resource.ts';
import { SegmentSpans } from './segment-spans.ts';
import { SegmentSymbols } from './segment-symbols.ts';

const BROKEN =
  'the message is no segment of SkyWalking: it is cut off, or damaged outside of its spans';

/** Decodes messages that are each a segment. */
class SegmentDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.skywalking;
  readonly reader: ProtobufReader = new ProtobufReader();
  readonly #symbols: SegmentSymbols = new SegmentSymbols();
  readonly #spans: SegmentSpans = new SegmentSpans(this.reader, this.#symbols);
  readonly #resource: SegmentResource = new SegmentResource(this.#symbols);
  readonly refused: RefusedSpans = this.#spans.refused;

  readRequest(builder: SpanBatchBuilder, end: number): void {
    this.#symbols.open(builder);
    this.#resource.clear();
    builder.setScope(0);
    this.readSegments(builder, end);
    if (this.reader.fault !== 0) throw new DecodeError(BROKEN);
  }

  protected readSegments(builder: SpanBatchBuilder, end: number): void {
    this.readSegment(builder, end);
  }

  protected readSegment(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    let traceIdStart = 0;
    let traceIdEnd = 0;
    let segmentStart = 0;
    let segmentEnd = 0;
    let serviceStart = 0;
    let serviceEnd = 0;
    let instanceStart = 0;
    let instanceEnd = 0;
    let isCut = 0;
    let spansFrom = 0;
    let spansTo = 0;
    // Agents write the service after the spans: what the spans share is read first.
    while (reader.at < end) {
      const { at } = reader;
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // traceId
          traceIdEnd = reader.run(end);
          traceIdStart = reader.at;
          reader.at = traceIdEnd;
          break;
        case 0x12: // traceSegmentId
          segmentEnd = reader.run(end);
          segmentStart = reader.at;
          reader.at = segmentEnd;
          break;
        case 0x1a: // spans
          if (spansTo === 0) spansFrom = at;
          spansTo = reader.run(end);
          reader.at = spansTo;
          break;
        case 0x22: // service
          serviceEnd = reader.run(end);
          serviceStart = reader.at;
          reader.at = serviceEnd;
          break;
        case 0x2a: // serviceInstance
          instanceEnd = reader.run(end);
          instanceStart = reader.at;
          reader.at = instanceEnd;
          break;
        case 0x30: // isSizeLimited
          isCut = reader.varint(end) | reader.high;
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0) return;
    const { bytes } = reader;
    const spans = this.#spans;
    const firstSpan = builder.spanCount;
    spans.openSegment(traceIdStart, traceIdEnd, segmentStart, segmentEnd, isCut !== 0);
    reader.at = spansFrom;
    while (reader.at < spansTo) {
      const tag = reader.tag(spansTo);
      if (tag === 0x1a) spans.append(builder, reader.run(spansTo));
      else reader.skip(tag, spansTo);
    }
    reader.at = end;
    // What has no spans gets no resource, or else a body of names alone could become many times its size.
    if (builder.spanCount === firstSpan) return;
    const resource = this.#resource.append(
      builder,
      bytes,
      serviceStart,
      serviceEnd,
      instanceStart,
      instanceEnd,
    );
    builder.assignResource(firstSpan, resource);
  }
}

/** Decodes messages that are each a collection of segments. */
export class CollectionDecoder extends SegmentDecoder {
  protected override readSegments(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) this.readSegment(builder, reader.run(end));
      else reader.skip(tag, end);
    }
  }
}

const segments: SegmentDecoder = new SegmentDecoder();
const collections: CollectionDecoder = new CollectionDecoder();

/**
 * Appends the spans of a `skywalking.v3.SegmentObject`, of which SkyWalking's agents stream one after another to
 * `TraceSegmentReportService/collect` on port 11800.
 *
 * A span that is malformed inside of its declared length is refused and counted, the others are kept; all are refused when the segment
 * has no ids.
 * @param body the message, uncompressed, which is not kept
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the message is broken outside of its spans; then nothing of it is in the builder
 */
export function decodeSegment(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(segments, body, builder);
}

/**
 * The same for a `skywalking.v3.SegmentCollection`, which goes to `TraceSegmentReportService/collectInSync`.
 * @throws {DecodeError} when the message is broken outside of its spans; then nothing of it is in the builder
 */
export function decodeSegmentCollection(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(collections, body, builder);
}
