// Appends spans that are objects to a builder: for tests, examples and JSON forms, not for hot paths.
import { type Attribute, encodeValue } from './attribute.ts';
import type { AttributeAppender } from './attribute-appender.ts';
import { hexDecodeInto } from './id.ts';
import type { Span } from './span.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanBatchBuilder } from './span-batch-builder.ts';
import { utf8Encode } from './utf8.ts';

/** Thrown for a span whose ids are no hex of the right length. */
export class SpanIdError extends Error {
  readonly code = 'CLEW_SPAN_ID';
}

/**
 * Appends one span with its resource and scope.
 * @throws {SpanIdError} when an id is no hex or too long
 */
export function appendSpan(builder: SpanBatchBuilder, span: Span): void {
  const { resource, scope } = span;
  builder.beginResource();
  appendAttributes(builder.resourceAttributes, resource.attributes);
  builder.endResource(symbolOf(builder, resource.schemaUrl), resource.droppedAttributesCount);
  builder.beginScope();
  appendAttributes(builder.scopeAttributes, scope.attributes);
  builder.endScope(
    symbolOf(builder, scope.name),
    symbolOf(builder, scope.version),
    symbolOf(builder, scope.schemaUrl),
    scope.droppedAttributesCount,
  );

  builder.beginSpan();
  builder.setTraceId(idBytes(span.traceId, 16), 0);
  if (span.traceIdHigh !== undefined && span.traceIdHigh !== '') {
    const high = new DataView(idBytes(span.traceIdHigh, 8).buffer);
    builder.setTraceIdHigh(high.getUint32(0), high.getUint32(4));
  }
  builder.setSpanId(idBytes(span.spanId, 8), 0);
  if (span.parentSpanId !== '') builder.setParentSpanId(idBytes(span.parentSpanId, 8), 0);
  builder.setNameSymbol(symbolOf(builder, span.name));
  builder.setKind(span.kind);
  builder.setStart(...wordsOf(span.start));
  builder.setDuration(...wordsOf(span.duration));
  builder.setStatus(span.status);
  withBytes(span.statusMessage, (bytes, end) => builder.setStatusMessage(bytes, 0, end));
  builder.setFlags(span.flags);
  withBytes(span.traceState, (bytes, end) => builder.setTraceState(bytes, 0, end));
  builder.setSpanFormat(span.format);
  appendAttributes(builder.attributes, span.attributes);
  builder.setDroppedAttributes(span.droppedAttributesCount);
  for (const event of span.events) {
    builder.beginEvent();
    appendAttributes(builder.eventAttributes, event.attributes);
    const name = symbolOf(builder, event.name);
    builder.endEvent(...wordsOf(event.time), name, event.droppedAttributesCount);
  }
  builder.setDroppedEvents(span.droppedEventsCount);
  for (const link of span.links) {
    builder.beginLink();
    appendAttributes(builder.linkAttributes, link.attributes);
    builder.endLink(
      idBytes(link.traceId, 16),
      0,
      idBytes(link.spanId, 8),
      0,
      symbolOf(builder, link.traceState),
      link.flags,
      link.droppedAttributesCount,
    );
  }
  builder.setDroppedLinks(span.droppedLinksCount);
  for (const warning of span.warnings) {
    withBytes(warning, (bytes, end) => builder.addWarning(bytes, 0, end));
  }
  builder.endSpan();
}

/** A batch of spans that are objects. */
export function batchOf(spans: Iterable<Span>): SpanBatch {
  const builder = new SpanBatchBuilder();
  for (const span of spans) appendSpan(builder, span);
  return builder.finish();
}

function appendAttributes(appender: AttributeAppender, attributes: readonly Attribute[]): void {
  for (const { key, value } of attributes) {
    const bytes = utf8Encode(key);
    appender.setKey(bytes, 0, bytes.length);
    appender.canonical(encodeValue(value));
  }
}

function symbolOf(builder: SpanBatchBuilder, text: string): number {
  const bytes = utf8Encode(text);
  return builder.symbol(bytes, 0, bytes.length);
}

function withBytes(text: string, use: (bytes: Uint8Array, end: number) => void): void {
  const bytes = utf8Encode(text);
  use(bytes, bytes.length);
}

function idBytes(text: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (!hexDecodeInto(text, bytes, 0, length)) {
    throw new SpanIdError(`"${text}" is no id of ${length} bytes in hex`);
  }
  return bytes;
}

function wordsOf(value: bigint): [low: number, high: number] {
  return [Number(value & 0xffff_ffffn), Number((value >> 32n) & 0xffff_ffffn)];
}
