// What Jaeger calls the things of a span, for spans of every format: the one mapping that its JSON and its Protocol
// Buffers are written from. What came by OTLP is translated as the OpenTelemetry Collector's Jaeger translator does it.
import {
  type Attribute,
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

/** How tags are given: in order of key and value, as Jaeger's adjustments do, or as they were sent. */
export type TagOrder = 'sorted' | 'as-sent';

/** A tag or a log's field: of Jaeger's five types. */
export interface JaegerTag {
  readonly key: string;
  readonly value: string | boolean | bigint | number | Uint8Array;
}

/** A reference to the parent or to another span; ids in hex. */
export interface JaegerReference {
  readonly isChildOf: boolean;
  readonly traceId: string;
  readonly spanId: string;
}

/** A service's process: its name and what its resource says beside that. */
export interface JaegerProcess {
  readonly serviceName: string;
  readonly tags: readonly JaegerTag[];
}

const formatNames = {
  [SpanFormat.otlp]: 'otlp',
  [SpanFormat.jaeger]: 'jaeger',
  [SpanFormat.zipkin]: 'zipkin',
  [SpanFormat.skywalking]: 'skywalking',
} as const;

/** Whether a resource's attribute is a tag of each span: Jaeger knows Zipkin's local endpoint as such. */
export function isZipkinEndpoint(key: string, format: SpanFormat): boolean {
  return format === SpanFormat.zipkin && (key === 'net.host.ip' || key === 'net.host.port');
}

/** The flags of spans whose flags are Jaeger's; those of others are W3C's and mean nothing to Jaeger. */
export function jaegerFlags({ format, flags }: Span): number {
  if (format === SpanFormat.jaeger) return flags;
  return format === SpanFormat.zipkin ? flags & 0xff : 0;
}

/** The process of spans of a resource. */
export function jaegerProcess(
  { serviceName, attributes }: Resource,
  format: SpanFormat,
  tagOrder: TagOrder,
): JaegerProcess {
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

/** The references: the parent first, unless a link says what kind of parent it is. */
export function jaegerReferences(span: Span): readonly JaegerReference[] {
  const { traceId, parentSpanId, links } = span;
  const references: JaegerReference[] = links.map((link) => ({
    isChildOf: link.attributes.find(({ key }) => key === REF_TYPE_KEY)?.value === CHILD_OF,
    traceId: link.traceId,
    spanId: link.spanId,
  }));
  const isImplied = links.some((link) => link.spanId === parentSpanId && link.traceId === traceId);
  if (parentSpanId !== '' && !isImplied) {
    references.unshift({ isChildOf: true, traceId, spanId: parentSpanId });
  }
  return references;
}

/** The tags, those among them that are fields in the model. */
export function jaegerTags(span: Span, tagOrder: TagOrder): readonly JaegerTag[] {
  const { scope, kind, status, statusMessage, traceState, format, attributes } = span;
  const tags: JaegerTag[] = [];
  if (scope.name !== '') tags.push({ key: 'otel.scope.name', value: scope.name });
  if (scope.version !== '') tags.push({ key: 'otel.scope.version', value: scope.version });
  for (const attribute of attributes) tags.push(tagOf(attribute));
  if (format === SpanFormat.zipkin) {
    for (const attribute of span.resource.attributes) {
      if (isZipkinEndpoint(attribute.key, format)) tags.push(tagOf(attribute));
    }
  }
  if (kind !== SpanKind.unspecified) tags.push({ key: 'span.kind', value: spanKindName(kind) });
  if (format === SpanFormat.jaeger) {
    // Jaeger's status is its `error` tag, which is still among the attributes.
    if (status === StatusCode.error && !attributes.some(isError)) tags.push(ERROR_TAG);
  } else if (status === StatusCode.error) {
    tags.push({ key: 'otel.status_code', value: 'ERROR' }, ERROR_TAG);
  } else if (status === StatusCode.ok) tags.push({ key: 'otel.status_code', value: 'OK' });
  if (statusMessage !== '') tags.push({ key: 'otel.status_description', value: statusMessage });
  if (traceState !== '') tags.push({ key: 'w3c.tracestate', value: traceState });
  tags.push({ key: 'internal.span.format', value: formatNames[format] });
  return inOrder(tags, tagOrder);
}

/** The fields of an event's log. Its name stays in front, whatever the order. */
export function jaegerLogFields(
  event: SpanEvent,
  format: SpanFormat,
  tagOrder: TagOrder,
): readonly JaegerTag[] {
  const fields = inOrder(event.attributes.map(tagOf), tagOrder);
  // Of Jaeger's logs the name was a field; of others it gives way to an attribute called so.
  const isNamed =
    event.name !== '' &&
    (format === SpanFormat.jaeger || !event.attributes.some(({ key }) => key === 'event'));
  if (isNamed) fields.unshift({ key: 'event', value: event.name });
  return fields;
}

const ERROR_TAG: JaegerTag = { key: 'error', value: true };

function isError({ key, value }: Attribute): boolean {
  return key === 'error' && (value === true || value === 'true');
}

function inOrder(tags: JaegerTag[], tagOrder: TagOrder): JaegerTag[] {
  if (tagOrder === 'as-sent') return tags;
  return tags.sort(
    (a, b) => compareText(a.key, b.key) || compareText(valueText(a.value), valueText(b.value)),
  );
}

function tagOf({ key, value }: Attribute): JaegerTag {
  const isTyped =
    (typeof value === 'object' && value instanceof Uint8Array) ||
    typeof value === 'boolean' ||
    typeof value === 'bigint' ||
    typeof value === 'number';
  return { key, value: isTyped ? value : valueText(value) };
}
