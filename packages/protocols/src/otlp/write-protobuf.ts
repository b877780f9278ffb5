// Writes spans as OTLP's Protocol Buffers: the fields that write-json.ts writes.
// https://github.com/open-telemetry/opentelemetry-proto
import type {
  Attribute,
  AttributeMap,
  AttributeValue,
  Resource,
  Scope,
  Span,
  SpanEvent,
  SpanLink,
} from '@clew/model';
import { SpanMessageWriter } from '../span-messages.ts';
import { type EntityRef, withoutEntityRefs } from './entity-refs.ts';
import { otlpFlags } from './otlp-flags.ts';

/** The latest time that 64 bits hold. */
const LATEST = 0xffff_ffff_ffff_ffffn;

/**
 * Spans as messages `opentelemetry.proto.trace.v1.TracesData` of about 64 KiB; one is longer only where one span or a
 * resource is.
 * @param spans those of one resource and scope one after another, as `groupedSpans` gives them
 */
export function* writeOtlpProtobuf(
  spans: Iterable<Span>,
): Generator<Uint8Array<ArrayBuffer>, void, undefined> {
  const messages = new TracesDataWriter();
  for (const span of spans) {
    messages.add(span);
    if (messages.isFull()) yield messages.take();
  }
  if (!messages.isEmpty()) yield messages.take();
}

/** Writes one message after another; each names the resource and the scope of its spans anew. */
class TracesDataWriter {
  readonly #writer = new SpanMessageWriter();
  #resource: Resource | undefined;
  #scope: Scope | undefined;
  #resourceStart = 0;
  #scopeStart = 0;
  /** How many bytes say whose the spans are. */
  #head = 0;

  add(span: Span): void {
    const writer = this.#writer;
    const before = writer.length;
    if (span.resource !== this.#resource) {
      this.#endResource();
      this.#resource = span.resource;
      this.#resourceStart = writer.begin(0x0a); // resource_spans
      writeResource(writer, span.resource);
    }
    if (span.scope !== this.#scope) {
      this.#endScope();
      this.#scope = span.scope;
      this.#scopeStart = writer.begin(0x12); // scope_spans
      writeScope(writer, span.scope);
    }
    this.#head += writer.length - before;
    const start = writer.begin(0x12); // spans
    writeSpan(writer, span);
    writer.end(start);
  }

  isEmpty(): boolean {
    return this.#resource === undefined;
  }

  isFull(): boolean {
    return this.#writer.isFull(this.#head);
  }

  take(): Uint8Array<ArrayBuffer> {
    this.#endResource();
    this.#head = 0;
    return this.#writer.take();
  }

  #endResource(): void {
    const resource = this.#resource;
    if (resource === undefined) return;
    this.#endScope();
    this.#writer.textField(0x1a, resource.schemaUrl);
    this.#writer.end(this.#resourceStart);
    this.#resource = undefined;
  }

  #endScope(): void {
    const scope = this.#scope;
    if (scope === undefined) return;
    this.#writer.textField(0x1a, scope.schemaUrl);
    this.#writer.end(this.#scopeStart);
    this.#scope = undefined;
  }
}

function writeResource(writer: SpanMessageWriter, resource: Resource): void {
  const { attributes, entityRefs } = withoutEntityRefs(resource.attributes);
  const start = writer.begin(0x0a);
  writeAttributes(writer, 0x0a, attributes);
  writer.countField(0x10, resource.droppedAttributesCount);
  for (const ref of entityRefs) writeEntityRef(writer, ref);
  writer.end(start);
}

function writeEntityRef(writer: SpanMessageWriter, ref: EntityRef): void {
  const start = writer.begin(0x1a);
  writer.textField(0x0a, ref.schemaUrl);
  writer.textField(0x12, ref.type);
  for (const key of ref.idKeys) writer.stringField(0x1a, key);
  for (const key of ref.descriptionKeys) writer.stringField(0x22, key);
  writer.end(start);
}

function writeScope(writer: SpanMessageWriter, scope: Scope): void {
  const start = writer.begin(0x0a);
  writer.textField(0x0a, scope.name);
  writer.textField(0x12, scope.version);
  writeAttributes(writer, 0x1a, scope.attributes);
  writer.countField(0x20, scope.droppedAttributesCount);
  writer.end(start);
}

function writeSpan(writer: SpanMessageWriter, span: Span): void {
  const { start, duration, status, statusMessage } = span;
  writer.idField(0x0a, span.traceId, 16);
  writer.idField(0x12, span.spanId, 8);
  writer.textField(0x1a, span.traceState);
  writer.idField(0x22, span.parentSpanId, 8);
  writer.textField(0x2a, span.name);
  writer.countField(0x30, span.kind);
  writer.fixed64Field(0x39, start);
  const end = start + duration;
  writer.fixed64Field(0x41, end > LATEST ? LATEST : end);
  writeAttributes(writer, 0x4a, span.attributes);
  writer.countField(0x50, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, event);
  writer.countField(0x60, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, link);
  writer.countField(0x70, span.droppedLinksCount);
  if (status !== 0 || statusMessage !== '') {
    const begun = writer.begin(0x7a); // status
    writer.textField(0x12, statusMessage);
    writer.countField(0x18, status);
    writer.end(begun);
  }
  const flags = otlpFlags(span);
  if (flags === 0) return;
  writer.reserve(6);
  // Field 16 has a tag of two bytes.
  writer.byte(0x85);
  writer.byte(0x01);
  writer.fixed32(flags);
}

function writeEvent(writer: SpanMessageWriter, event: SpanEvent): void {
  const start = writer.begin(0x5a);
  writer.fixed64Field(0x09, event.time);
  writer.textField(0x12, event.name);
  writeAttributes(writer, 0x1a, event.attributes);
  writer.countField(0x20, event.droppedAttributesCount);
  writer.end(start);
}

function writeLink(writer: SpanMessageWriter, link: SpanLink): void {
  const start = writer.begin(0x6a);
  writer.idField(0x0a, link.traceId, 16);
  writer.idField(0x12, link.spanId, 8);
  writer.textField(0x1a, link.traceState);
  writeAttributes(writer, 0x22, link.attributes);
  writer.countField(0x28, link.droppedAttributesCount);
  if (link.flags !== 0) {
    writer.reserve(5);
    writer.byte(0x35);
    writer.fixed32(link.flags);
  }
  writer.end(start);
}

function writeAttributes(
  writer: SpanMessageWriter,
  tag: number,
  attributes: readonly Attribute[],
): void {
  for (const { key, value } of attributes) {
    const start = writer.begin(tag);
    writer.textField(0x0a, key);
    writeAnyValue(writer, 0x12, value);
    writer.end(start);
  }
}

/** An AnyValue. What is set is written also where it is a zero or empty: else it would not be set. */
function writeAnyValue(writer: SpanMessageWriter, tag: number, value: AttributeValue): void {
  const start = writer.begin(tag);
  if (typeof value === 'string') writer.stringField(0x0a, value);
  else if (typeof value === 'boolean') {
    writer.reserve(2);
    writer.byte(0x10);
    writer.byte(value ? 1 : 0);
  } else if (typeof value === 'bigint') writer.int64Field(0x18, value);
  else if (typeof value === 'number') {
    writer.reserve(9);
    writer.byte(0x21);
    writer.doubleLittleEndian(value);
  } else if (value instanceof Uint8Array) writer.bytesField(0x3a, value);
  else if (value !== null) writeStructure(writer, value);
  writer.end(start);
}

function writeStructure(
  writer: SpanMessageWriter,
  value: AttributeMap | readonly AttributeValue[],
): void {
  if ('entries' in value && !Array.isArray(value)) {
    const start = writer.begin(0x32); // kvlist_value
    writeAttributes(writer, 0x0a, (value as AttributeMap).entries);
    writer.end(start);
    return;
  }
  const start = writer.begin(0x2a); // array_value
  for (const item of value as readonly AttributeValue[]) writeAnyValue(writer, 0x0a, item);
  writer.end(start);
}
