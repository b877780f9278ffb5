// For tests only: what the model has of a segment, said on plain objects.
import {
  type Attribute,
  type AttributeValue,
  hexEncode,
  type Span,
  SpanFormat,
  SpanKind,
  StatusCode,
} from '@clew/model';
import { skyWalkingSpanId, skyWalkingTraceId } from '../segment-ids.ts';
import type { SegmentFields, SegmentReferenceFields, SpanFields } from './segment-encoder.ts';

const PLAIN_ID = /^[\da-f]{32}$/;
const ADDRESS = /@(\d{1,3}(?:\.\d{1,3}){3})$/;
const layers = ['', 'Database', 'RPCFramework', 'Http', 'MQ', 'Cache', 'FAAS'];
const components: Readonly<Record<number, string>> = { 25: 'RocketMQ', 4002: 'Express' };

/** The id of a segment's span. */
export function spanIdOf(segmentId: string, number: number): string {
  return hexEncode(skyWalkingSpanId(segmentId, number), 0, 8);
}

/** The id of a trace. */
export function traceIdOf(text: string): string {
  return hexEncode(skyWalkingTraceId(text) ?? new Uint8Array(16), 0, 16);
}

/** The spans of a segment whose ids and times are in order. */
export function expectedSpans(segment: SegmentFields): readonly Partial<Span>[] {
  return segment.spans.map((span) => expectedSpan(segment, span));
}

function expectedSpan(segment: SegmentFields, span: SpanFields): Partial<Span> {
  const traceId = traceIdOf(segment.traceId);
  const hasParent = span.parentSpanId >= 0 && span.parentSpanId !== span.spanId;
  const refs = span.refs.filter(
    (ref) => ref.parentTraceSegmentId !== '' && ref.parentSpanId >= 0 && /[^0]/.test(ref.traceId),
  );
  const parentRef = hasParent ? -1 : refs.findIndex((ref) => traceIdOf(ref.traceId) === traceId);
  const parent = refs[parentRef];
  const parentInSegment = hasParent ? spanIdOf(segment.traceSegmentId, span.parentSpanId) : '';
  const isBackwards = span.endTime < span.startTime;
  const { tags, peer, componentId, spanLayer } = span;
  return {
    traceId,
    spanId: spanIdOf(segment.traceSegmentId, span.spanId),
    parentSpanId:
      parent === undefined
        ? parentInSegment
        : spanIdOf(parent.parentTraceSegmentId, parent.parentSpanId),
    name: span.operationName,
    kind: kindOf(span),
    start: span.startTime * 1_000_000n,
    duration: isBackwards ? 0n : (span.endTime - span.startTime) * 1_000_000n,
    status: span.isError ? StatusCode.error : StatusCode.unset,
    format: SpanFormat.skywalking,
    attributes: [
      ...pairs(tags),
      ...when(peer !== '', 'peer.address', peer),
      ...when(componentId in components, 'component', components[componentId] ?? ''),
      ...when(
        componentId !== 0 && !(componentId in components),
        'sw8.component_id',
        BigInt(componentId),
      ),
      ...when(spanLayer !== 0, 'sw8.layer', layers[spanLayer] ?? BigInt(spanLayer)),
      { key: 'sw8.segment_id', value: segment.traceSegmentId },
      { key: 'sw8.span_id', value: BigInt(span.spanId) },
      ...when(!PLAIN_ID.test(segment.traceId), 'sw8.trace_id', segment.traceId),
      ...(parent === undefined ? [] : referenceAttributes(parent)),
      ...when(span.skipAnalysis, 'sw8.skip_analysis', true),
    ],
    events: span.logs.map(({ time, data }) => {
      const named = data.findIndex(({ key, value }) => key === 'event' && value !== '');
      return {
        time: time * 1_000_000n,
        name: data[named]?.value ?? '',
        attributes: pairs(data.filter((_pair, index) => index !== named)),
        droppedAttributesCount: 0,
      };
    }),
    links: refs
      .filter((_ref, index) => index !== parentRef)
      .map((ref) => ({
        traceId: traceIdOf(ref.traceId),
        spanId: spanIdOf(ref.parentTraceSegmentId, ref.parentSpanId),
        traceState: '',
        flags: 0,
        attributes: [
          ...referenceAttributes(ref),
          ...when(!PLAIN_ID.test(ref.traceId), 'sw8.trace_id', ref.traceId),
        ],
        droppedAttributesCount: 0,
      })),
    warnings: [
      ...(isBackwards ? ['the end time is before the start time; the duration is shown as 0'] : []),
      ...(segment.isSizeLimited && !hasParent
        ? ['the agent left spans out of this segment, which had more than its limit']
        : []),
    ],
    resource: {
      serviceName: segment.service,
      attributes: [
        ...when(segment.service !== '', 'service.name', segment.service),
        ...when(segment.serviceInstance !== '', 'service.instance.id', segment.serviceInstance),
        ...(ADDRESS.exec(segment.serviceInstance)?.slice(1) ?? []).map((value) => ({
          key: 'host.ip',
          value,
        })),
      ],
      schemaUrl: '',
      droppedAttributesCount: 0,
    },
  };
}

function kindOf({ spanType, spanLayer }: SpanFields): SpanKind {
  const isQueue = spanLayer === 4;
  if (spanType === 0) return isQueue ? SpanKind.consumer : SpanKind.server;
  if (spanType === 1) return isQueue ? SpanKind.producer : SpanKind.client;
  return spanType === 2 ? SpanKind.internal : SpanKind.unspecified;
}

function referenceAttributes(ref: SegmentReferenceFields): readonly Attribute[] {
  const type = ['CrossProcess', 'CrossThread'][ref.refType];
  return [
    ...when(type !== undefined, 'sw8.ref_type', type ?? ''),
    { key: 'sw8.parent_segment_id', value: ref.parentTraceSegmentId },
    { key: 'sw8.parent_span_id', value: BigInt(ref.parentSpanId) },
    ...when(ref.parentService !== '', 'sw8.parent_service', ref.parentService),
    ...when(
      ref.parentServiceInstance !== '',
      'sw8.parent_service_instance',
      ref.parentServiceInstance,
    ),
    ...when(ref.parentEndpoint !== '', 'sw8.parent_endpoint', ref.parentEndpoint),
    ...when(
      ref.networkAddressUsedAtPeer !== '',
      'sw8.address_used_at_peer',
      ref.networkAddressUsedAtPeer,
    ),
  ];
}

function pairs(list: readonly Attribute[]): readonly Attribute[] {
  return list.filter(({ key, value }) => key !== '' || value !== '');
}

function when(is: boolean, key: string, value: AttributeValue): readonly Attribute[] {
  return is ? [{ key, value }] : [];
}
