// Writes spans as OTLP's JSON piece by piece: everything of the span model but the format that a span came in and its
// warnings, which OTLP has no fields for. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
import {
  type Attribute,
  type AttributeMap,
  type AttributeValue,
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
  valueText,
} from '@clew/model';
import { type EntityRef, withoutEntityRefs } from './entity-refs.ts';
import { otlpFlags } from './otlp-flags.ts';

/** Pieces are given once they are this long; one is longer by an attribute at most. */
const PIECE_LENGTH = 1 << 16;

/**
 * Spans as the JSON of an OTLP trace request (`{"resourceSpans":[…]}`), in pieces of about 64 KiB.
 * @param spans those of one resource and scope one after another, as `groupedSpans` gives them
 */
export function* writeOtlpJson(spans: Iterable<Span>): Generator<string, void, undefined> {
  yield '{"resourceSpans":[';
  yield* writeOtlpResourceSpans(spans);
  yield ']}';
}

/** The elements of `resourceSpans` without the list's brackets, in pieces of about 64 KiB. */
export function* writeOtlpResourceSpans(spans: Iterable<Span>): Generator<string, void, undefined> {
  let piece = '';
  for (const part of partsOfResourceSpans(spans)) {
    piece += part;
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function* partsOfResourceSpans(spans: Iterable<Span>): Generator<string, void, undefined> {
  let resource: Resource | undefined;
  let scope: Scope | undefined;
  for (const span of spans) {
    if (span.resource !== resource) {
      if (resource !== undefined) yield ']}]},';
      resource = span.resource;
      scope = undefined;
      yield* partsOfResource(resource);
    }
    if (span.scope !== scope) {
      if (scope !== undefined) yield ']},';
      scope = span.scope;
      yield* partsOfScope(scope);
    } else yield ',';
    yield* partsOfSpan(span);
  }
  if (resource !== undefined) yield ']}]}';
}

function* partsOfResource(resource: Resource): Generator<string, void, undefined> {
  const { attributes, entityRefs } = withoutEntityRefs(resource.attributes);
  yield '{"resource":{';
  yield* partsOfAttributes(attributes, resource.droppedAttributesCount);
  yield* partsOfList('entityRefs', entityRefs, partsOfEntityRef);
  yield `}${text('schemaUrl', resource.schemaUrl)},"scopeSpans":[`;
}

function* partsOfEntityRef(ref: EntityRef): Generator<string, void, undefined> {
  const { schemaUrl, type, idKeys, descriptionKeys } = ref;
  yield JSON.stringify({
    ...(schemaUrl === '' ? {} : { schemaUrl }),
    ...(type === '' ? {} : { type }),
    ...(idKeys.length === 0 ? {} : { idKeys }),
    ...(descriptionKeys.length === 0 ? {} : { descriptionKeys }),
  });
}

function* partsOfScope(scope: Scope): Generator<string, void, undefined> {
  yield '{"scope":{';
  yield* partsOfAttributes(scope.attributes, scope.droppedAttributesCount);
  yield `${text('name', scope.name)}${text('version', scope.version)}}`;
  yield `${text('schemaUrl', scope.schemaUrl)},"spans":[`;
}

function* partsOfSpan(span: Span): Generator<string, void, undefined> {
  const { traceId, spanId, parentSpanId, name, kind, start, duration, traceState } = span;
  const { status, statusMessage, events, links } = span;
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
  yield `${count('flags', otlpFlags(span))}${text('traceState', traceState)}}`;
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
