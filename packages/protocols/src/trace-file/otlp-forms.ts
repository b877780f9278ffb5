// The forms in which files hold OTLP beside the request itself: as Tempo and Jaeger answer it, and as it was before
// its names settled.
import type { JsonObject } from '../json-reader.ts';

/** Characters of 16 and of 8 bytes in base64: no id in hex has so many. */
const TRACE_ID_BASE64 = 24;
const SPAN_ID_BASE64 = 12;

/**
 * The trace requests in a JSON value, each with where it stands: a request, a list of them, Tempo's `batches` or
 * `trace`, or the `result` of Jaeger's API, version 3. None where it is nothing of that.
 */
export function otlpRequestsIn(json: unknown, path = ''): readonly (readonly [string, unknown])[] {
  if (Array.isArray(json)) {
    return json.flatMap((item, index) => otlpRequestsIn(item, `${path}[${index}]`));
  }
  if (!isObject(json)) return [];
  const { resourceSpans, batches, trace, result } = json;
  const inside = (name: string): string => (path === '' ? name : `${path}.${name}`);
  if (resourceSpans !== undefined) return [[path, settled(resourceSpans)]];
  if (batches !== undefined) return [[path, settled(batches)]];
  if (isObject(trace)) return otlpRequestsIn(trace, inside('trace'));
  if (isObject(result)) return otlpRequestsIn(result, inside('result'));
  return [];
}

/** A request of resource spans, whatever names and ids they were written with. */
function settled(resourceSpans: unknown): JsonObject {
  return { resourceSpans: eachOf(resourceSpans, settledResource) };
}

function settledResource(item: JsonObject): JsonObject {
  const { scopeSpans, instrumentationLibrarySpans } = item;
  return { ...item, scopeSpans: eachOf(scopeSpans ?? instrumentationLibrarySpans, settledScope) };
}

function settledScope(item: JsonObject): JsonObject {
  const { scope, instrumentationLibrary, spans } = item;
  return { ...item, scope: scope ?? instrumentationLibrary, spans: eachOf(spans, settledSpan) };
}

function settledSpan(span: JsonObject): JsonObject {
  const { traceId, links } = span;
  if (typeof traceId !== 'string' || traceId.length !== TRACE_ID_BASE64) return span;
  return { ...withHexIds(span), links: eachOf(links, withHexIds) };
}

function withHexIds(item: JsonObject): JsonObject {
  const { traceId, spanId, parentSpanId } = item;
  return {
    ...item,
    traceId: hexOf(traceId, TRACE_ID_BASE64),
    spanId: hexOf(spanId, SPAN_ID_BASE64),
    parentSpanId: hexOf(parentSpanId, SPAN_ID_BASE64),
  };
}

/** An id in base64 as hex; anything else as it is, for the decoder to judge. */
function hexOf(id: unknown, length: number): unknown {
  if (typeof id !== 'string' || id.length !== length) return id;
  try {
    return Array.from(atob(id), (unit) => unit.charCodeAt(0).toString(16).padStart(2, '0')).join(
      '',
    );
  } catch {
    return id;
  }
}

/** A list with each of its objects changed; what is no list or no object stays, for the decoder to judge. */
function eachOf(list: unknown, change: (item: JsonObject) => JsonObject): unknown {
  if (!Array.isArray(list)) return list;
  return list.map((item: unknown) => (isObject(item) ? change(item) : item));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
