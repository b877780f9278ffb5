// A trace as the JSON that Jaeger's query API answers and its UI reads, for spans of every format.
// What came by OTLP is translated as the OpenTelemetry Collector's Jaeger translator does it.
// https://www.jaegertracing.io/docs/1.62/apis/#http-json-internal
import {
  type Attribute,
  type AttributeValue,
  CHILD_OF,
  compareText,
  REF_TYPE_KEY,
  type Resource,
  type Span,
  type SpanEvent,
  SpanFormat,
  SpanKind,
  StatusCode,
  spanKindName,
  valueText,
} from '@clew/model';

/** What Jaeger calls a service that did not name itself. */
export const NO_SERVICE_NAME = 'OTLPResourceNoServiceName';

/** A tag or a log's field. */
export interface JaegerUiTag {
  readonly key: string;
  readonly type: 'string' | 'bool' | 'int64' | 'float64' | 'binary';
  /** An int64 that a double can't hold is a text; so is a double that JSON can't hold. Binary is base64. */
  readonly value: string | boolean | number;
}

/** A reference of a span to its parent or to another span. */
export interface JaegerUiReference {
  readonly refType: 'CHILD_OF' | 'FOLLOWS_FROM';
  readonly traceID: string;
  readonly spanID: string;
}

/** Something that happened during a span. */
export interface JaegerUiLog {
  /** Unix microseconds. */
  readonly timestamp: number;
  readonly fields: readonly JaegerUiTag[];
}

/** A span; its process is an entry of the trace's `processes`. */
export interface JaegerUiSpan {
  /** 16 hex digits when the high half is zero, else 32. */
  readonly traceID: string;
  readonly spanID: string;
  /** Left out when zero. */
  readonly flags?: number;
  readonly operationName: string;
  readonly references: readonly JaegerUiReference[];
  /** Unix microseconds. */
  readonly startTime: number;
  /** Microseconds. */
  readonly duration: number;
  readonly tags: readonly JaegerUiTag[];
  readonly logs: readonly JaegerUiLog[];
  readonly processID: string;
  readonly warnings: readonly string[] | null;
}

/** A service's process: its name and what its resource says beside that. */
export interface JaegerUiProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerUiTag[];
}

/** A whole trace. */
export interface JaegerUiTrace {
  readonly traceID: string;
  readonly spans: readonly JaegerUiSpan[];
  readonly processes: Readonly<Record<string, JaegerUiProcess>>;
  readonly warnings: readonly string[] | null;
}

const formatNames = {
  [SpanFormat.otlp]: 'otlp',
  [SpanFormat.jaeger]: 'jaeger',
  [SpanFormat.zipkin]: 'zipkin',
  [SpanFormat.skywalking]: 'skywalking',
} as const;

/** How tags are given: in order of key and value, as Jaeger's adjustments do, or as they were sent. */
export type TagOrder = 'sorted' | 'as-sent';

/** The processes of a trace, numbered `p1`, `p2`, … in the order in which spans need them; equal ones are one. */
export class JaegerUiProcesses {
  readonly #ids = new Map<Resource, string>();
  readonly #zipkinIds = new Map<Resource, string>();
  readonly #idByContent = new Map<string, string>();
  readonly #processes: [string, JaegerUiProcess][] = [];
  /** The order of all tags of the trace. */
  readonly tagOrder: TagOrder;

  constructor(tagOrder: TagOrder) {
    this.tagOrder = tagOrder;
  }

  /** The id of the process of a span's resource. */
  idOf({ resource, format }: Span): string {
    const ids = format === SpanFormat.zipkin ? this.#zipkinIds : this.#ids;
    const known = ids.get(resource);
    if (known !== undefined) return known;
    const process = processOf(resource, format, this.tagOrder);
    const content = JSON.stringify(process);
    let id = this.#idByContent.get(content);
    if (id === undefined) {
      id = `p${this.#processes.length + 1}`;
      this.#idByContent.set(content, id);
      this.#processes.push([id, process]);
    }
    ids.set(resource, id);
    return id;
  }

  /** Every process that got an id. */
  entries(): readonly (readonly [string, JaegerUiProcess])[] {
    return this.#processes;
  }
}

/** The id of a trace as Jaeger writes it: 16 hex digits when the high half is zero, else 32. */
export function jaegerTraceId(traceId: string): string {
  return traceId.startsWith('0000000000000000') ? traceId.slice(16) : traceId;
}

/** A span, and an entry of `processes` for its resource. */
export function jaegerUiSpan(span: Span, processes: JaegerUiProcesses): JaegerUiSpan {
  const { warnings } = span;
  const { tagOrder } = processes;
  // Those of others are W3C's and mean nothing to Jaeger; of Zipkin's only the lower ones are Jaeger's.
  const flags =
    span.format === SpanFormat.jaeger
      ? span.flags
      : span.format === SpanFormat.zipkin
        ? span.flags & 0xff
        : 0;
  return {
    traceID: jaegerTraceId(span.traceId),
    spanID: span.spanId,
    ...(flags === 0 ? {} : { flags }),
    operationName: span.name,
    references: referencesOf(span),
    startTime: micros(span.start),
    duration: micros(span.duration),
    tags: inOrder(tagsOf(span), tagOrder),
    logs: span.events.map((event) => logOf(event, span.format, tagOrder)),
    processID: processes.idOf(span),
    warnings: warnings.length === 0 ? null : warnings,
  };
}

/** Whether a resource's attribute is a tag of each span: Jaeger knows Zipkin's local endpoint as such. */
export function isZipkinEndpoint(key: string, format: SpanFormat): boolean {
  return format === SpanFormat.zipkin && (key === 'net.host.ip' || key === 'net.host.port');
}

function processOf(
  { serviceName, attributes }: Resource,
  format: SpanFormat,
  tagOrder: TagOrder,
): JaegerUiProcess {
  // The service's name is the first attribute of that key that is a text; Jaeger keeps it out of the tags.
  const named = attributes.findIndex(
    ({ key, value }) => key === 'service.name' && value === serviceName,
  );
  return {
    serviceName: serviceName === '' ? NO_SERVICE_NAME : serviceName,
    tags: inOrder(
      attributes
        .filter(({ key }, index) => index !== named && !isZipkinEndpoint(key, format))
        .map(tagOf),
      tagOrder,
    ),
  };
}

function referencesOf(span: Span): readonly JaegerUiReference[] {
  const { traceId, parentSpanId, links } = span;
  const references: JaegerUiReference[] = links.map((link) => {
    const type = link.attributes.find(({ key }) => key === REF_TYPE_KEY)?.value;
    return {
      refType: type === CHILD_OF ? 'CHILD_OF' : 'FOLLOWS_FROM',
      traceID: jaegerTraceId(link.traceId),
      spanID: link.spanId,
    };
  });
  // A link to the parent already says what kind of parent it is.
  const isImplied = links.some((link) => link.spanId === parentSpanId && link.traceId === traceId);
  if (parentSpanId !== '' && !isImplied) {
    references.unshift({
      refType: 'CHILD_OF',
      traceID: jaegerTraceId(traceId),
      spanID: parentSpanId,
    });
  }
  return references;
}

function tagsOf(span: Span): JaegerUiTag[] {
  const { scope, kind, status, statusMessage, traceState, format, attributes } = span;
  const tags: JaegerUiTag[] = [];
  if (scope.name !== '') tags.push(textTag('otel.scope.name', scope.name));
  if (scope.version !== '') tags.push(textTag('otel.scope.version', scope.version));
  for (const attribute of attributes) tags.push(tagOf(attribute));
  if (format === SpanFormat.zipkin) {
    for (const attribute of span.resource.attributes) {
      if (isZipkinEndpoint(attribute.key, format)) tags.push(tagOf(attribute));
    }
  }
  if (kind !== SpanKind.unspecified) tags.push(textTag('span.kind', spanKindName(kind)));
  if (format === SpanFormat.jaeger) {
    // Jaeger's status is its `error` tag, which is still among the attributes.
    if (status === StatusCode.error && !attributes.some(isError)) tags.push(ERROR_TAG);
  } else if (status === StatusCode.error) {
    tags.push(textTag('otel.status_code', 'ERROR'), ERROR_TAG);
  } else if (status === StatusCode.ok) tags.push(textTag('otel.status_code', 'OK'));
  if (statusMessage !== '') tags.push(textTag('otel.status_description', statusMessage));
  if (traceState !== '') tags.push(textTag('w3c.tracestate', traceState));
  tags.push(textTag('internal.span.format', formatNames[format]));
  return tags;
}

function inOrder(tags: JaegerUiTag[], tagOrder: TagOrder): JaegerUiTag[] {
  if (tagOrder === 'as-sent') return tags;
  return tags.sort(
    (a, b) => compareText(a.key, b.key) || compareText(String(a.value), String(b.value)),
  );
}

const ERROR_TAG: JaegerUiTag = { key: 'error', type: 'bool', value: true };

function isError({ key, value }: Attribute): boolean {
  return key === 'error' && (value === true || value === 'true');
}

function logOf(event: SpanEvent, format: SpanFormat, tagOrder: TagOrder): JaegerUiLog {
  // The name stays in front, whatever the order.
  const fields = inOrder(event.attributes.map(tagOf), tagOrder);
  // Of Jaeger's logs the name was a field; of others it gives way to an attribute called so.
  const isNamed =
    event.name !== '' &&
    (format === SpanFormat.jaeger || !event.attributes.some(({ key }) => key === 'event'));
  if (isNamed) fields.unshift(textTag('event', event.name));
  return { timestamp: micros(event.time), fields };
}

function tagOf({ key, value }: Attribute): JaegerUiTag {
  if (typeof value === 'boolean') return { key, type: 'bool', value };
  if (typeof value === 'bigint') return { key, type: 'int64', value: safeInteger(value) };
  if (typeof value === 'number') {
    return { key, type: 'float64', value: Number.isFinite(value) ? value : String(value) };
  }
  if (value instanceof Uint8Array) return { key, type: 'binary', value: valueText(value) };
  return { key, type: 'string', value: textOf(value) };
}

function textTag(key: string, value: string): JaegerUiTag {
  return { key, type: 'string', value };
}

function textOf(value: AttributeValue): string {
  return typeof value === 'string' ? value : valueText(value);
}

/** An int64 as Jaeger writes it: as a text where JavaScript would round it. */
function safeInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function micros(nanos: bigint): number {
  return Number(nanos / 1000n);
}
