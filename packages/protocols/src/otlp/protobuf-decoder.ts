// Decodes an ExportTraceServiceRequest by walking its bytes and appending to columns. Fields are found
// in any order; unknown ones are skipped, and so are known ones of another wire type. The numbers in
// the cases below are tags (field number << 3 | wire type) of
// https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
import { type AttributeAppender, type SpanBatchBuilder, SpanFormat } from '@clew/model';
import { decodeRequest, type RequestDecoder } from '../decode-request.ts';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { ProtobufReader } from '../protobuf-reader.ts';
import type { RefusedSpans } from '../refused-spans.ts';
import { EntityRefsWriter } from './entity-refs.ts';
import { ProtobufAttributes } from './protobuf-attributes.ts';
import { ProtobufSpans } from './protobuf-spans.ts';
import { RESOURCE_DAMAGED, SCOPE_DAMAGED } from './span-warning.ts';

const BROKEN =
  'the body is no OTLP trace request in protobuf: it is cut off, or damaged outside of its spans';

class TraceRequestDecoder implements RequestDecoder {
  readonly format: number = SpanFormat.otlp;
  readonly reader: ProtobufReader = new ProtobufReader();
  readonly #attributes: ProtobufAttributes = new ProtobufAttributes(this.reader);
  readonly #spans: ProtobufSpans = new ProtobufSpans(this.reader, this.#attributes);
  readonly refused: RefusedSpans = this.#spans.refused;

  // Of the resource and the scope that are open.
  readonly #entityRefs: EntityRefsWriter = new EntityRefsWriter();
  #resourceDropped = 0;
  #resourceDamaged = false;
  #scopeDropped = 0;
  #scopeDamaged = false;
  #nameStart = 0;
  #nameEnd = 0;
  #versionStart = 0;
  #versionEnd = 0;

  readRequest(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a) this.#resourceSpans(builder, reader.run(end));
      else reader.skip(tag, end);
    }
    if (reader.fault !== 0) throw new DecodeError(BROKEN);
  }

  /** The resource may stand before, between or after the spans: it is theirs once all is read. */
  #resourceSpans(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    const firstSpan = builder.spanCount;
    let schemaStart = 0;
    let schemaEnd = 0;
    this.#resourceDropped = 0;
    this.#resourceDamaged = false;
    this.#entityRefs.clear();
    builder.beginResource();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // resource
          this.#resource(builder.resourceAttributes, reader.run(end));
          break;
        case 0x12: // scope_spans
          this.#scopeSpans(builder, reader.run(end));
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
    if (reader.fault !== 0 || builder.spanCount === firstSpan) {
      builder.dropResource();
      return;
    }
    this.#entityRefs.appendTo(builder);
    const schemaUrl = builder.symbol(reader.bytes, schemaStart, schemaEnd);
    builder.assignResource(firstSpan, builder.endResource(schemaUrl, this.#resourceDropped));
    if (this.#resourceDamaged) {
      builder.warnSpans(firstSpan, RESOURCE_DAMAGED, 0, RESOURCE_DAMAGED.length);
    }
  }

  /** A resource that stands there twice is merged, as protobuf has it. */
  #resource(appender: AttributeAppender, end: number): void {
    const { reader } = this;
    if (reader.fault !== 0) return;
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // attributes
          if (!this.#sharedAttribute(appender, reader.run(end))) this.#resourceDamaged = true;
          break;
        case 0x10: // dropped_attributes_count
          this.#resourceDropped = reader.uint32(end);
          break;
        case 0x1a: // entity_refs
          this.#entityRef(reader.run(end));
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0) {
      this.#resourceDamaged = true;
      reader.resume(end);
    }
  }

  /** Keeps a reference that can be read, and forgets one that can't. */
  #entityRef(end: number): void {
    const { reader } = this;
    if (reader.fault !== 0) return;
    const refs = this.#entityRefs;
    refs.begin();
    while (reader.at < end) {
      const tag = reader.tag(end);
      if (tag === 0x0a || tag === 0x12 || tag === 0x1a || tag === 0x22) {
        const textEnd = reader.run(end);
        if (reader.fault !== 0) break;
        this.#entityRefText(tag, textEnd);
        reader.at = textEnd;
      } else reader.skip(tag, end);
    }
    if (reader.fault === 0) {
      refs.end();
      return;
    }
    this.#resourceDamaged = true;
    reader.resume(end);
  }

  #entityRefText(tag: number, end: number): void {
    const { bytes, at } = this.reader;
    const refs = this.#entityRefs;
    if (tag === 0x0a) refs.schemaUrl(bytes, at, end);
    else if (tag === 0x12) refs.type(bytes, at, end);
    else if (tag === 0x1a) refs.idKey(bytes, at, end);
    else refs.descriptionKey(bytes, at, end);
  }

  /** The scope may stand before, between or after the spans, too. */
  #scopeSpans(builder: SpanBatchBuilder, end: number): void {
    const { reader } = this;
    const firstSpan = builder.spanCount;
    let schemaStart = 0;
    let schemaEnd = 0;
    this.#nameStart = this.#nameEnd = 0;
    this.#versionStart = this.#versionEnd = 0;
    this.#scopeDropped = 0;
    this.#scopeDamaged = false;
    builder.beginScope();
    while (reader.at < end) {
      const tag = reader.tag(end);
      switch (tag) {
        case 0x0a: // scope
          this.#scope(builder.scopeAttributes, reader.run(end));
          break;
        case 0x12: // spans
          this.#spans.append(builder, reader.run(end));
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
    if (reader.fault !== 0 || builder.spanCount === firstSpan) return;
    const { bytes } = reader;
    const scope = builder.endScope(
      builder.symbol(bytes, this.#nameStart, this.#nameEnd),
      builder.symbol(bytes, this.#versionStart, this.#versionEnd),
      builder.symbol(bytes, schemaStart, schemaEnd),
      this.#scopeDropped,
    );
    builder.assignScope(firstSpan, scope);
    if (this.#scopeDamaged) builder.warnSpans(firstSpan, SCOPE_DAMAGED, 0, SCOPE_DAMAGED.length);
  }

  #scope(appender: AttributeAppender, end: number): void {
    const { reader } = this;
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
          if (!this.#sharedAttribute(appender, reader.run(end))) this.#scopeDamaged = true;
          break;
        case 0x20: // dropped_attributes_count
          this.#scopeDropped = reader.uint32(end);
          break;
        default:
          reader.skip(tag, end);
      }
    }
    if (reader.fault !== 0) {
      this.#scopeDamaged = true;
      reader.resume(end);
    }
  }

  /**
   * An attribute of a resource or scope. The spans are not to blame for one that can't be read, so it alone is left out.
   * @returns whether it could be read
   */
  #sharedAttribute(appender: AttributeAppender, end: number): boolean {
    const { reader } = this;
    if (reader.fault !== 0) return false;
    this.#attributes.append(appender, end);
    if (reader.fault === 0) return true;
    reader.resume(end);
    return false;
  }
}

const decoder: TraceRequestDecoder = new TraceRequestDecoder();

/**
 * Appends the spans of an OTLP ExportTraceServiceRequest in protobuf.
 *
 * A span that is malformed inside of its declared length is refused and counted, the others are
 * kept. Of a malformed resource or scope the attributes that can be read are kept, and its spans
 * carry a warning. Strings are taken as they are; bytes that are no UTF-8 show as U+FFFD.
 * @param body the message, uncompressed, which is not kept
 * @param builder takes the spans; what else it holds is left alone
 * @throws {DecodeError} when the message is broken outside of its spans; then nothing of it is in the builder
 */
export function decodeOtlpProtobuf(body: Uint8Array, builder: SpanBatchBuilder): DecodeResult {
  return decodeRequest(decoder, body, builder);
}
