// For tests only: a span as SkyWalking's own server shows it, from the model's.
import { type AttributeValue, type Span, SpanKind, StatusCode, valueText } from '@clew/model';

/** What SkyWalking's GraphQL query `queryTrace` says of a span, but for names of components. */
export interface OapSpan {
  readonly traceId: string;
  readonly segmentId: string;
  readonly spanId: number;
  readonly parentSpanId: number;
  readonly refs: readonly {
    readonly traceId: string;
    readonly parentSegmentId: string;
    readonly parentSpanId: number;
    readonly type: string;
  }[];
  readonly serviceCode: string;
  readonly serviceInstanceName: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly endpointName: string;
  readonly type: string;
  readonly peer: string;
  readonly isError: boolean;
  readonly layer: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
  readonly logs: readonly {
    readonly time: number;
    readonly data: readonly { readonly key: string; readonly value: string }[];
  }[];
}

const types: Readonly<Record<SpanKind, string>> = {
  [SpanKind.unspecified]: '',
  [SpanKind.server]: 'Entry',
  [SpanKind.consumer]: 'Entry',
  [SpanKind.client]: 'Exit',
  [SpanKind.producer]: 'Exit',
  [SpanKind.internal]: 'Local',
};

/** The spans of a trace, in the order of segments and numbers. */
export function oapSpans(spans: readonly Span[]): readonly OapSpan[] {
  const numbers = new Map(spans.map((span) => [span.spanId, numberOf(span, 'sw8.span_id')]));
  const segments = new Map(spans.map((span) => [span.spanId, textOf(span, 'sw8.segment_id')]));
  return spans
    .map((span): OapSpan => {
      const segmentId = textOf(span, 'sw8.segment_id');
      const isInSegment = segments.get(span.parentSpanId) === segmentId;
      return {
        traceId: traceIdOf(span),
        segmentId,
        spanId: numberOf(span, 'sw8.span_id'),
        parentSpanId: isInSegment ? (numbers.get(span.parentSpanId) ?? -1) : -1,
        refs: [
          ...(textOf(span, 'sw8.parent_segment_id') === '' ? [] : [refOf(span, traceIdOf(span))]),
          ...span.links.map((link) => refOf(link, traceIdOf(link))),
        ],
        serviceCode: span.resource.serviceName,
        serviceInstanceName: textOf(span.resource, 'service.instance.id'),
        startTime: millis(span.start),
        endTime: millis(span.start + span.duration),
        endpointName: span.name,
        type: types[span.kind],
        peer: textOf(span, 'peer.address'),
        isError: span.status === StatusCode.error,
        layer: textOf(span, 'sw8.layer') || 'Unknown',
        tags: span.attributes
          .filter(({ key }) => !/^sw8\.|^peer\.address$|^component$/.test(key))
          .map(({ key, value }) => ({ key, value: valueText(value) })),
        logs: span.events.map(({ time, name, attributes }) => ({
          time: millis(time),
          data: [
            ...(name === '' ? [] : [{ key: 'event', value: name }]),
            ...attributes.map(({ key, value }) => ({ key, value: valueText(value) })),
          ],
        })),
      };
    })
    .sort((a, b) => a.segmentId.localeCompare(b.segmentId) || a.spanId - b.spanId);
}

interface Attributed {
  readonly attributes: readonly { readonly key: string; readonly value: AttributeValue }[];
}

function refOf(of: Attributed, traceId: string): OapSpan['refs'][number] {
  return {
    traceId,
    parentSegmentId: textOf(of, 'sw8.parent_segment_id'),
    parentSpanId: numberOf(of, 'sw8.parent_span_id'),
    type: textOf(of, 'sw8.ref_type') === 'CrossThread' ? 'CROSS_THREAD' : 'CROSS_PROCESS',
  };
}

function traceIdOf(of: Attributed & { readonly traceId: string }): string {
  return textOf(of, 'sw8.trace_id') || of.traceId;
}

function textOf({ attributes }: Attributed, wanted: string): string {
  const found = attributes.find(({ key }) => key === wanted);
  return found === undefined ? '' : valueText(found.value);
}

function numberOf(of: Attributed, key: string): number {
  return Number(textOf(of, key));
}

function millis(nanos: bigint): number {
  return Number(nanos / 1_000_000n);
}
