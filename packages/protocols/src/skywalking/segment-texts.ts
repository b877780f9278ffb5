// The texts that the decoder writes by itself, by numbers. Keys that OpenTracing or OpenTelemetry have are theirs; the others begin as the
// header does by which SkyWalking's agents propagate a trace.
import { TRACE_ID_TEXT_KEY, utf8Encode } from '@clew/model';
import { referenceKeys } from './reference-keys.ts';

/** The numbers. */
export const SegmentText = {
  serviceName: 0,
  serviceInstance: 1,
  hostIp: 2,
  peerAddress: 3,
  component: 4,
  componentId: 5,
  layer: 6,
  traceId: 7,
  segmentId: 8,
  spanId: 9,
  skipAnalysis: 10,
  refType: 11,
  parentSegmentId: 12,
  parentSpanId: 13,
  parentService: 14,
  parentInstance: 15,
  parentEndpoint: 16,
  addressUsed: 17,
  endBeforeStart: 18,
  sizeLimited: 19,
  /** The first of {@link refTypeNames}. */
  refTypes: 20,
  /** The first of {@link layerNames}. */
  layers: 22,
} as const;

/** The types of references by their numbers. */
export const refTypeNames = ['CrossProcess', 'CrossThread'] as const;

/** The layers by their numbers; the first says nothing. */
export const layerNames = [
  ...(['Unknown', 'Database', 'RPCFramework', 'Http', 'MQ', 'Cache', 'FAAS'] as const),
] as const;

/** The texts in UTF-8. */
export const segmentTexts: readonly Uint8Array[] = [
  ...['service.name', 'service.instance.id', 'host.ip', 'peer.address', 'component'],
  ...['sw8.component_id', 'sw8.layer', TRACE_ID_TEXT_KEY, 'sw8.segment_id', 'sw8.span_id'],
  ...['sw8.skip_analysis', referenceKeys.type, referenceKeys.segmentId, referenceKeys.spanNumber],
  ...[referenceKeys.service, referenceKeys.instance, referenceKeys.endpoint, referenceKeys.address],
  'the end time is before the start time; the duration is shown as 0',
  'the agent left spans out of this segment, which had more than its limit',
  ...refTypeNames,
  ...layerNames,
].map(utf8Encode);

/** The key of a log whose value is the event's name. */
export const EVENT: Uint8Array = utf8Encode('event');
