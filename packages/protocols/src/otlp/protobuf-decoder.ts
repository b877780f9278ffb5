// Decodes an ExportTraceServiceRequest by walking its bytes and appending to columns. Fields are found
// in any order; unknown ones are skipped, and so are known ones of another wire type. The numbers in
// the cases below are tags (field number << 3 | wire type) of
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
import { type AttributeAppender, type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import { ProtobufAttributes } from './protobuf-attributes.ts';
import { ProtobufSpans } from './protobuf-spans.ts';

const BROKEN =
  'the body is no OTLP trace request in protobuf: it is cut off, or damaged outside of its spans';

/** One serves every request, one after another, so that its code and its memory stay warm. */
class RequestDecoder {
  readonly #reader: ProtobufReader = new ProtobufReader();
  readonly #attributes: ProtobufAttributes = new ProtobufAttributes(this.#reader);
  readonly #spans: ProtobufSpans = new ProtobufSpans(this.#reader, this.#attributes);

  // Of the resource or scope that is being read.
  #dropped = 0;
  #nameStart = 0;
  #nameEnd = 0;
  #versionStart = 0;
  #versionEnd = 0;

  decode(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
    const reader = this.#reader;
    const before = builder.spanCount;
    this.#spans.refused.clear();
    builder.setFormat(SpanFormat.otlp);
    reader.open(body);
    try {
      this.#request(builder, body.length);
      if (reader.fault !== 0) throw new DecodeError(BROKEN);
    } finally {
      reader.close();
    }
    return { accepted: builder.spanCount - before, rejected: this.#spans.refused.byReason() };
  }

  #request(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) this.#resourceSpans(builder, reader.run(end));
      else reader.skip(tag, end);
    }
  }

  /** Reads the resource first, wherever it stands, then the spans. */
  #resourceSpans(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    const start = reader.at;
    let schemaStart = 0;
    let schemaEnd = 0;
    let hasSpans = false;
    this.#dropped = 0;
    this.#spans.resourceDamaged = false;
    builder.beginResource();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // resource
          this.#resource(builder.resourceAttributes, reader.run(end));
          break;
        case 0x12: // scope_spans
          reader.at = reader.run(end);
          hasSpans = true;
          break;
        case 0x1a: // schema_url
          schemaEnd = reader.run(end);
          schemaStart = reader.at;
          reader.at = schemaEnd;
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0 || !hasSpans) {
      builder.dropResource();
      return;
    }
    builder.endResource(builder.symbol(reader.bytes, schemaStart, schemaEnd), this.#dropped);
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) this.#scopeSpans(builder, reader.run(end));
      else reader.skip(tag, end);
    }
  }

  /** A resource that stands there twice is merged, as protobuf has it. */
  #resource(appender: AttributeAppender, end: number): void {
    const reader = this.#reader;
    if (reader.fault !== 0) return;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // attributes
          if (!this.#sharedAttribute(appender, reader.run(end))) this.#spans.resourceDamaged = true;
          break;
        case 0x10: // dropped_attributes_count
          this.#dropped = reader.uint32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0) {
      this.#spans.resourceDamaged = true;
      reader.resume(end);
    }
  }

  /** Reads the scope first, wherever it stands, then the spans. */
  #scopeSpans(builder: SpanBatchBuilder, end: number): void {
    const reader = this.#reader;
    const { bytes, at: start } = reader;
    let schemaStart = 0;
    let schemaEnd = 0;
    this.#dropped = 0;
    this.#nameStart = this.#nameEnd = 0;
    this.#versionStart = this.#versionEnd = 0;
    this.#spans.scopeDamaged = false;
    builder.beginScope();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // scope
          this.#scope(builder.scopeAttributes, reader.run(end));
          break;
        case 0x1a: // schema_url
          schemaEnd = reader.run(end);
          schemaStart = reader.at;
          reader.at = schemaEnd;
          break;
        default: // spans are for later
          reader.skip(tag, end);
      }
    }
    builder.endScope(
      builder.symbol(bytes, this.#nameStart, this.#nameEnd),
      builder.symbol(bytes, this.#versionStart, this.#versionEnd),
      builder.symbol(bytes, schemaStart, schemaEnd),
      this.#dropped,
    );
    if (reader.fault !== 0) return;
    reader.at = start;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x12) this.#spans.append(builder, reader.run(end));
      else reader.skip(tag, end);
    }
  }

  #scope(appender: AttributeAppender, end: number): void {
    const reader = this.#reader;
    if (reader.fault !== 0) return;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // name
          this.#nameEnd = reader.run(end);
          this.#nameStart = reader.at;
          reader.at = this.#nameEnd;
          break;
        case 0x12: // version
          this.#versionEnd = reader.run(end);
          this.#versionStart = reader.at;
          reader.at = this.#versionEnd;
          break;
        case 0x1a: // attributes
          if (!this.#sharedAttribute(appender, reader.run(end))) this.#spans.scopeDamaged = true;
          break;
        case 0x20: // dropped_attributes_count
          this.#dropped = reader.uint32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0) {
      this.#spans.scopeDamaged = true;
      reader.resume(end);
    }
  }

  /**
   * An attribute of a resource or scope. The spans are not to blame for one that can't be read, so it alone is left out.
   * @returns whether it could be read
   */
  #sharedAttribute(appender: AttributeAppender, end: number): boolean {
    const reader = this.#reader;
    if (reader.fault !== 0) return false;
    this.#attributes.append(appender, end);
    if (reader.fault === 0) return true;
    reader.resume(end);
    return false;
  }
}

const decoder: RequestDecoder = new RequestDecoder();

/**
 * Appends the spans of an OTLP ExportTraceServiceRequest in protobuf.
 *
 * A span that is malformed inside of its declared length is refused and counted, the others are
 * kept. Of a malformed resource or scope the attributes that can be read are kept, and its spans
 * carry a warning. Strings are taken as they are; bytes that are no UTF-8 show as U+FFFD.
 * @param body the message, uncompressed, which is not kept
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the message is broken outside of its spans; roll the builder back to a mark then
 */
export function decodeOtlpProtobuf(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decoder.decode(body, builder);
}
