/** Span kinds with OpenTelemetry's numbers. */
export const SpanKind = {
  unspecified: 0,
  internal: 1,
  server: 2,
  client: 3,
  producer: 4,
  consumer: 5,
} as const;
export type SpanKind = (typeof SpanKind)[keyof typeof SpanKind];

/** Status codes with OpenTelemetry's numbers. */
export const StatusCode = { unset: 0, ok: 1, error: 2 } as const;
export type StatusCode = (typeof StatusCode)[keyof typeof StatusCode];

/** The protocol family that a span came in by: it decides how the span is written back. */
export const SpanFormat = { otlp: 0, jaeger: 1, zipkin: 2, skywalking: 3 } as const;
export type SpanFormat = (typeof SpanFormat)[keyof typeof SpanFormat];

const kindNames = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** The lower-case name of a kind, as Jaeger's `span.kind` tag has it. */
export function spanKindName(kind: SpanKind): (typeof kindNames)[number] {
  return kindNames[kind];
}

/** The kind that a lower-case name stands for, if it stands for one. */
export function spanKindOf(name: string): SpanKind | undefined {
  const kind = (kindNames as readonly string[]).indexOf(name);
  return kind < 0 ? undefined : (kind as SpanKind);
}
