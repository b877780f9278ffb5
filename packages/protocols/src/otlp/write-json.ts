// Writes spans as OTLP's JSON piece by piece: everything of the span model but the format that a span came in and its
// warnings, which OTLP has no fields for. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import {
  type Attribute,
  type AttributeMap,
  type AttributeValue,
  type Resource,
  type Scope,
  type Span,
  type SpanBatch,
  SpanBatchReader,
  type SpanEvent,
  SpanFormat,
  type SpanLink,
  valueText,
} from '@clew/model';

/** Pieces are given once they are this long; one is longer by an attribute at most. */
const PIECE_LENGTH = 1 << 16;
/** The bit of W3C's flags that other protocols have too: the span was sampled. */
const SAMPLED = 1;

/**
 * The spans of a batch as the JSON of an OTLP trace request (`{"resourceSpans":[…]}`), in pieces of about 64 KiB. Spans
 * of one resource and scope stand together, in the order of the batch.
 */
export function* writeOtlpJson(batch: SpanBatch): Generator<string, void, undefined> {
  let piece = '';
  for (const part of partsOfRequest(batch)) {
    piece += part;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function* partsOfRequest(batch: SpanBatch): Generator<string, void, undefined> {
  const reader = new SpanBatchReader(batch);
  let resource = -1;
  let scope = -1;
  yield '{"resourceSpans":[';
  for (const index of groupedRows(batch)) {
    const span = reader.span(index);
    if (batch.resource[index] !== resource) {
      yield resource < 0 ? '' : ']}]},';
      resource = batch.resource[index] as number;
      scope = -1;
      yield* partsOfResource(span.resource);
    }
    if (batch.scope[index] !== scope) {
      yield scope < 0 ? '' : ']},';
      scope = batch.scope[index] as number;
      yield* partsOfScope(span.scope);
    } else yield ',';
    yield* partsOfSpan(span);
  }
  yield resource < 0 ? ']}' : ']}]}]}';
}

/** The rows in order of their resource and scope, those of one scope in the batch's order. */
function groupedRows({
  spanCount,
  resource,
  resourceService,
  scope,
  scopeName,
}: SpanBatch): Uint32Array {
  const rows = Uint32Array.from({ length: spanCount }, (_, index) => index);
  return sortedBy(sortedBy(rows, scope, scopeName.length), resource, resourceService.length);
}

/** Rows in order of a column whose values are below a number; those of one value keep their order. */
function sortedBy(rows: Uint32Array, column: Uint32Array, values: number): Uint32Array {
  const end = new Uint32Array(values);
  for (const row of rows) end[column[row] as number] = (end[column[row] as number] as number) + 1;
  for (let value = 1; value < values; value++) {
    end[value] = (end[value] as number) + (end[value - 1] as number);
  }
  const sorted = new Uint32Array(rows.length);
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i] as number;
    const at = (end[column[row] as number] as number) - 1;
    end[column[row] as number] = at;
    sorted[at] = row;
  }
  return sorted;
}

function* partsOfResource(resource: Resource): Generator<string, void, undefined> {
  yield '{"resource":{';
  yield* partsOfAttributes(resource.attributes, resource.droppedAttributesCount);
  yield `}${text('schemaUrl', resource.schemaUrl)},"scopeSpans":[`;
}

function* partsOfScope(scope: Scope): Generator<string, void, undefined> {
  yield '{"scope":{';
  yield* partsOfAttributes(scope.attributes, scope.droppedAttributesCount);
  yield `${text('name', scope.name)}${text('version', scope.version)}}`;
  yield `${text('schemaUrl', scope.schemaUrl)},"spans":[`;
}

function* partsOfSpan(span: Span): Generator<string, void, undefined> {
  const { traceId, spanId, parentSpanId, name, kind, start, duration, traceState } = span;
  const { status, statusMessage, format, events, links } = span;
  yield `{"traceId":"${traceId}","spanId":"${spanId}"${text('parentSpanId', parentSpanId)}`;
  yield `,"name":${JSON.stringify(name)},"kind":${kind}`;
  yield `,"startTimeUnixNano":"${start}","endTimeUnixNano":"${start + duration}",`;
  yield* partsOfAttributes(span.attributes, span.droppedAttributesCount);
  yield* partsOfList('events', events, partsOfEvent);
  yield count('droppedEventsCount', span.droppedEventsCount);
  yield* partsOfList('links', links, partsOfLink);
  yield count('droppedLinksCount', span.droppedLinksCount);
  if (status !== 0 || statusMessage !== '') {
    yield `,"status":{"code":${status}${text('message', statusMessage)}}`;
  }
  const flags = format === SpanFormat.otlp ? span.flags : span.flags & SAMPLED;
  yield `${count('flags', flags)}${text('traceState', traceState)}}`;
}

function* partsOfEvent(event: SpanEvent): Generator<string, void, undefined> {
  yield `{"timeUnixNano":"${event.time}"${text('name', event.name)},`;
  yield* partsOfAttributes(event.attributes, event.droppedAttributesCount);
  yield '}';
}

function* partsOfLink(link: SpanLink): Generator<string, void, undefined> {
  yield `{"traceId":"${link.traceId}","spanId":"${link.spanId}"${count('flags', link.flags)}`;
  yield `${text('traceState', link.traceState)},`;
  yield* partsOfAttributes(link.attributes, link.droppedAttributesCount);
  yield '}';
}

function* partsOfList<T>(
  name: string,
  list: readonly T[],
  partsOfItem: (item: T) => Iterable<string>,
): Generator<string, void, undefined> {
  if (list.length === 0) return;
  yield `,"${name}":[`;
  for (const [index, item] of list.entries()) {
    if (index > 0) yield ',';
    yield* partsOfItem(item);
  }
  yield ']';
}

/** The list of an owner's attributes and how many it dropped, without a comma before or after. */
function* partsOfAttributes(
  attributes: readonly Attribute[],
  dropped: number,
): Generator<string, void, undefined> {
  yield '"attributes":[';
  for (const [index, attribute] of attributes.entries()) {
    yield index === 0 ? keyValue(attribute) : `,${keyValue(attribute)}`;
  }
  yield `]${count('droppedAttributesCount', dropped)}`;
}

/** A field that is a text, after a comma; nothing when it is empty. */
function text(name: string, value: string): string {
  return value === '' ? '' : `,"${name}":${JSON.stringify(value)}`;
}

/** A field that is a number, after a comma; nothing when it is 0. */
function count(name: string, value: number): string {
  return value === 0 ? '' : `,"${name}":${value}`;
}

function keyValue({ key, value }: Attribute): string {
  return `{"key":${JSON.stringify(key)},"value":${anyValue(value)}}`;
}

function anyValue(value: AttributeValue): string {
  if (value === null) return '{}';
  if (typeof value === 'string') return `{"stringValue":${JSON.stringify(value)}}`;
  if (typeof value === 'boolean') return `{"boolValue":${value}}`;
  if (typeof value === 'bigint') return `{"intValue":"${value}"}`;
  if (typeof value === 'number') return `{"doubleValue":${double(value)}}`;
  if (value instanceof Uint8Array) return `{"bytesValue":"${valueText(value)}"}`;
  if ('entries' in value && !Array.isArray(value)) {
    const { entries } = value as AttributeMap;
    return `{"kvlistValue":{"values":[${entries.map(keyValue).join(',')}]}}`;
  }
  const items = value as readonly AttributeValue[];
  return `{"arrayValue":{"values":[${items.map(anyValue).join(',')}]}}`;
}

/** A double as JSON has it; what JSON has no number for is a text, and JSON.stringify would lose the sign of zero. */
function double(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  return Object.is(value, -0) ? '-0' : String(value);
}
