// Decodes Jaeger's PostSpansRequest by walking its bytes and appending to columns, with the mapping of
// batch-decoder.ts. Fields are found in any order; unknown ones are skipped, and so are known ones of
// another wire type. The numbers in the cases are tags (field number << 3 | wire type) of
// https://github.com/jaegertracing/jaeger-idl/blob/main/proto/api_v2/model.proto
import { type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { decodeRequest, type RequestDecoder } from '../decode-request.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import type { RefusedSpans } from '../refused-spans.ts';
import { ProtobufSpans } from './protobuf-spans.ts';

const BROKEN =
  'the message is no PostSpansRequest of Jaeger: it is cut off, or damaged outside of its spans';

class PostSpansDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.jaeger;
  readonly reader: ProtobufReader = new ProtobufReader();
  readonly #spans: ProtobufSpans = new ProtobufSpans(this.reader);
  readonly refused: RefusedSpans = this.#spans.refused;

  readRequest(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    builder.setScope(0);
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) this.#batch(builder, reader.run(end));
      else reader.skip(tag, end);
    }
    if (reader.fault !== 0) throw new DecodeError(BROKEN);
  }

  #batch(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    const start = reader.at;
    // The process may come after the spans, and a span may have its own: the batch's is read first.
    let processAt = -1;
    let processEnd = 0;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) {
        processEnd = reader.run(end);
        processAt = reader.at;
        reader.at = processEnd;
      } else reader.skip(tag, end);
    }
    if (reader.fault !== 0) return;
    let resource = 0;
    let isProcessDamaged = false;
    if (processAt >= 0) {
      reader.at = processAt;
      resource = this.#spans.process.append(builder, processEnd);
      isProcessDamaged = this.#spans.process.isDamaged;
    }
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) {
        builder.setResource(resource);
        this.#spans.append(builder, isProcessDamaged, reader.run(end));
      } else reader.skip(tag, end);
    }
  }
}

const decoder: PostSpansDecoder = new PostSpansDecoder();

/**
 * Appends the spans of a `jaeger.api_v2.PostSpansRequest`, which Jaeger's agents and exporters send to
 * `CollectorService/PostSpans` on port 14250.
 *
 * A span that is malformed inside of its declared length is refused and counted, the others are kept. Of a malformed
 * process the tags that can be read are kept, and its spans carry a warning.
 * @param body the message, uncompressed, which is not kept
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the message is broken outside of its spans; then nothing of it is in the builder
 */
export function decodePostSpans(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(decoder, body, builder);
}
