// A span as a plain object: what tests, exporters and the UI work with. Stores and decoders do not.
import type { Attribute } from './attribute.ts';
import type { SpanFormat, SpanKind, StatusCode } from './span-kind.ts';

/** Who sent a span: the process, its host, its instance. */
export interface Resource {
  /** `service.name`, or the empty text. */
  readonly serviceName: string;
  /** Every attribute, `service.name` among them. */
  readonly attributes: readonly Attribute[];
  readonly schemaUrl: string;
  readonly droppedAttributesCount: number;
}

/** The instrumentation library that made a span. */
export interface Scope {
  readonly name: string;
  readonly version: string;
  readonly attributes: readonly Attribute[];
  readonly schemaUrl: string;
  readonly droppedAttributesCount: number;
}

/** Something that happened during a span: an OpenTracing log. */
export interface SpanEvent {
  /** Unix nanoseconds. */
  readonly time: bigint;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
}

/** A reference to another span that is not the parent, maybe of another trace. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceState: string;
  readonly flags: number;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
}

/** OpenTelemetry's span, and with it OpenTracing's and Jaeger's. */
export interface Span {
  /** 32 lower-case hex digits. */
  readonly traceId: string;
  /**
   * 16 lower-case hex digits: the upper half of the id that was sent, where `traceId` has only the lower half so that
   * spans of a trace with ids of 64 and of 128 bits are kept together. Absent or empty everywhere else.
   */
  readonly traceIdHigh?: string | undefined;
  /** 16 lower-case hex digits. */
  readonly spanId: string;
  /** 16 lower-case hex digits, or the empty text for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Unix nanoseconds. */
  readonly start: bigint;
  /** Nanoseconds. */
  readonly duration: bigint;
  readonly status: StatusCode;
  readonly statusMessage: string;
  /** W3C trace flags and OTLP's span flags; Jaeger's flags where the format is Jaeger's, `ZipkinFlag` where it is Zipkin's. */
  readonly flags: number;
  readonly traceState: string;
  readonly format: SpanFormat;
  readonly attributes: readonly Attribute[];
  readonly droppedAttributesCount: number;
  readonly events: readonly SpanEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly SpanLink[];
  readonly droppedLinksCount: number;
  /** What was repaired or doubted on the way. */
  readonly warnings: readonly string[];
  readonly resource: Resource;
  readonly scope: Scope;
}

/**
 * What makes a span the same span: two with equal identity are one, sent twice. Kind, start and
 * service take part because Zipkin shares a span id between client and server, the duration because its clients may
 * report a span before it has ended and once more when it has.
 */
export function spanIdentity(span: Span): string {
  const { traceId, spanId, kind, start, duration, resource } = span;
  return `${traceId}${spanId}${kind}/${start}/${duration}/${resource.serviceName}`;
}
