// Decodes SkyWalking's SegmentObject and SegmentCollection by walking their bytes and appending to columns. Fields are found in any
// order; unknown ones are skipped, and so are known ones of another wire type. The numbers in the cases are tags (field number << 3
// | wire type) of https://github.com/apache/skywalking-data-collect-protocol/blob/master/language-agent/Tracing.proto
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import { SegmentResource } from './segment-resource.ts';
import { SegmentSpans } from './segment-spans.ts';

const BROKEN =
  'the message is no segment of SkyWalking: it is cut off, or damaged outside of its spans';

/** One serves every request, one after another, so that its code and its memory stay warm. */
class RequestDecoder {
  readonly #reader: ProtobufReader = new ProtobufReader();
  readonly #spans: SegmentSpans = new SegmentSpans(this.#reader);
  readonly #resource: SegmentResource = new SegmentResource();

  /** @param isCollection whether the message has segments, or is one */
  decode(body: Uint8Array, builder: SpanBatchBuilder, isCollection: boolean): DecodeResult {
    const reader = this.#reader;
    const before = builder.mark();
    this.#spans.refused.clear();
    builder.setFormat(SpanFormat.skywalking);
    builder.beginScope();
    builder.endScope();
    reader.open(body);
    try {
      if (isCollection) this.#segments(builder, body.length);
      else this.#segment(builder, body.length);
      if (reader.fault !== 0) throw new DecodeError(BROKEN);
    } catch (error) {
      builder.rollback(before);
      builder.dropResource();
      throw error;
    } finally {
      reader.close();
    }
    return {
      accepted: builder.spanCount - before.spans,
      rejected: this.#spans.refused.byReason(),
    };
  }

  #segments(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) this.#segment(builder, reader.run(end));
      else reader.skip(tag, end);
    }
  }

  #segment(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    const spans = this.#spans;
    const start = reader.at;
    let traceIdStart = 0;
    let traceIdEnd = 0;
    let segmentStart = 0;
    let segmentEnd = 0;
    let serviceStart = 0;
    let serviceEnd = 0;
    let instanceStart = 0;
    let instanceEnd = 0;
    let isCut = 0;
    // Agents write the service after the spans: what the spans share is read first.
    while (reader.at < end) {
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
    this.#resource.append(builder, bytes, serviceStart, serviceEnd, instanceStart, instanceEnd);
    spans.openSegment(builder, traceIdStart, traceIdEnd, segmentStart, segmentEnd, isCut !== 0);
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x1a) spans.append(builder, reader.run(end));
      else reader.skip(tag, end);
    }
  }
}

const decoder: RequestDecoder = new RequestDecoder();

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
  return decoder.decode(body, builder, false);
}

/**
 * The same for a `skywalking.v3.SegmentCollection`, which goes to `TraceSegmentReportService/collectInSync`.
 * @throws {DecodeError} when the message is broken outside of its spans; then nothing of it is in the builder
 */
export function decodeSegmentCollection(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decoder.decode(body, builder, true);
}
