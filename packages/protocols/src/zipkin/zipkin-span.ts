// A span of any origin as Zipkin's version 2 knows it. One from Zipkin goes out as it came in; of the others is made what
// OpenTelemetry's exporter would have sent. https://github.com/openzipkin/zipkin-api/blob/master/zipkin2-api.yaml,
// https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/zipkin/
import {
  type Attribute,
  compareText,
  localEndpointOf,
  remoteEndpointOf,
  type Span,
  type SpanEvent,
  SpanFormat,
  SpanKind,
  StatusCode,
  valueJson,
  valueText,
  type ZipkinEndpoint,
  ZipkinFlag,
} from '@clew/model';
import { calledEndpointOf } from './called-endpoint.ts';
import { type Endpoint, endpointOf } from './endpoint.ts';

/** Something that happened during a span. */
interface ZipkinAnnotation {
  /** Unix microseconds. */
  readonly timestamp: number;
  readonly value: string;
}

/** A span; what it does not have is left out. */
export interface ZipkinSpan {
  /** 16 hex digits when the high half is zero, else 32. */
  readonly traceId: string;
  readonly parentId?: string;
  readonly id: string;
  readonly kind?: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER';
  /** Lower case, as Zipkin keeps it. */
  readonly name?: string;
  /** Unix microseconds. */
  readonly timestamp?: number;
  /** Microseconds. */
  readonly duration?: number;
  readonly localEndpoint?: Endpoint;
  readonly remoteEndpoint?: Endpoint;
  /** By timestamp and value, each once. */
  readonly annotations: readonly ZipkinAnnotation[];
  /** By key, each once. */
  readonly tags: readonly (readonly [key: string, value: string])[];
  readonly debug?: true;
  readonly shared?: true;
}

const kinds = {
  [SpanKind.unspecified]: undefined,
  [SpanKind.internal]: undefined,
  [SpanKind.server]: 'SERVER',
  [SpanKind.client]: 'CLIENT',
  [SpanKind.producer]: 'PRODUCER',
  [SpanKind.consumer]: 'CONSUMER',
} as const;

/** The id of a trace as Zipkin writes it: 16 hex digits when the high half is zero, else 32. */
export function zipkinTraceId(traceId: string): string {
  return traceId.startsWith('0000000000000000') ? traceId.slice(16) : traceId;
}

/** A span as Zipkin's, without the fields that it does not have. */
export function zipkinSpan(span: Span): ZipkinSpan {
  const { parentSpanId, name, flags } = span;
  const isOwn = span.format === SpanFormat.zipkin;
  const hasJaegerFlags = isOwn || span.format === SpanFormat.jaeger;
  const kind = kinds[span.kind];
  const timestamp = isOwn && (flags & ZipkinFlag.untimed) !== 0 ? 0 : micros(span.start);
  const duration = durationOf(span, isOwn);
  const localEndpoint = shownEndpoint(localEndpointOf(span));
  const own = isOwn ? remoteEndpointOf(span) : undefined;
  const remoteEndpoint = own === undefined ? calledEndpointOf(span) : shownEndpoint(own.remote);
  return {
    traceId: zipkinTraceId(span.traceId),
    ...(parentSpanId === '' ? {} : { parentId: parentSpanId }),
    id: span.spanId,
    ...(kind === undefined ? {} : { kind }),
    ...(name === '' ? {} : { name: name.toLowerCase() }),
    ...(timestamp === 0 ? {} : { timestamp }),
    ...(duration === 0 ? {} : { duration }),
    ...(localEndpoint === undefined ? {} : { localEndpoint }),
    ...(remoteEndpoint === undefined ? {} : { remoteEndpoint }),
    annotations: annotationsOf(span.events),
    tags: tagsOf(span, own?.tags ?? span.attributes, isOwn),
    ...(hasJaegerFlags && (flags & ZipkinFlag.debug) !== 0 ? { debug: true } : {}),
    ...(isOwn && (flags & ZipkinFlag.shared) !== 0 ? { shared: true } : {}),
  };
}

/** Zipkin has no duration of zero: a span without one has not ended. What others sent has, and took a microsecond at least. */
function durationOf(span: Span, isOwn: boolean): number {
  const duration = micros(span.duration);
  return isOwn ? duration : Math.max(1, duration);
}

function shownEndpoint({ service, ipv4, ipv6, port }: ZipkinEndpoint): Endpoint | undefined {
  return endpointOf(service, [ipv4, ipv6], port);
}

function isHostAddress({ key }: Attribute): boolean {
  return key === 'net.host.ip' || key === 'net.host.port';
}

function annotationsOf(events: readonly SpanEvent[]): readonly ZipkinAnnotation[] {
  return events
    .map((event) => ({ timestamp: micros(event.time), value: annotationValue(event) }))
    .sort((a, b) => a.timestamp - b.timestamp || compareText(a.value, b.value))
    .filter(({ timestamp, value }, index, all) => {
      const before = all[index - 1];
      return before?.timestamp !== timestamp || before.value !== value;
    });
}

/** An event's name; with attributes, both as OpenTelemetry's exporters write them. */
function annotationValue({ name, attributes }: SpanEvent): string {
  if (attributes.length === 0) return name;
  const fields = JSON.stringify(valueJson({ entries: attributes }));
  return name === '' ? fields : `${JSON.stringify(name)}:${fields}`;
}

function tagsOf(span: Span, attributes: readonly Attribute[], isOwn: boolean): ZipkinSpan['tags'] {
  const { scope, resource, status, statusMessage, traceState, format, flags } = span;
  const tags = new Map<string, string>();
  // Of one key, what is said closest to the span counts.
  const add = (key: string, value: string): void => {
    if (!tags.has(key)) tags.set(key, value);
  };
  for (const { key, value } of attributes) add(key, valueText(value));
  const isStatusTag = isOwn ? (flags & ZipkinFlag.statusTag) !== 0 : format !== SpanFormat.jaeger;
  if (isStatusTag && status === StatusCode.ok) add('otel.status_code', 'OK');
  if (isStatusTag && status === StatusCode.error) add('otel.status_code', 'ERROR');
  if (!isOwn && status === StatusCode.error) add('error', statusMessage || 'true');
  else if (statusMessage !== '') add('otel.status_description', statusMessage);
  if (traceState !== '') add('w3c.tracestate', traceState);
  if (scope.name !== '') add('otel.scope.name', scope.name);
  if (scope.version !== '') add('otel.scope.version', scope.version);
  const named = resource.attributes.findIndex(({ key }) => key === 'service.name');
  const isNameTag = !isOwn || (flags & ZipkinFlag.serviceTag) !== 0;
  for (const [index, attribute] of resource.attributes.entries()) {
    if (isHostAddress(attribute) || (index === named && !isNameTag)) continue;
    add(attribute.key, valueText(attribute.value));
  }
  return [...tags].sort(([a], [b]) => compareText(a, b));
}

function micros(nanos: bigint): number {
  return Number(nanos / 1000n);
}
