// The texts that the decoder looks for or writes, as bytes. Keys that OpenTracing or OpenTelemetry have are theirs; the others
// begin as the header does by which SkyWalking's agents propagate a trace.
import { utf8Encode } from '@clew/model';

export const SERVICE_NAME: Uint8Array = utf8Encode('service.name');
export const SERVICE_INSTANCE: Uint8Array = utf8Encode('service.instance.id');
export const HOST_IP: Uint8Array = utf8Encode('host.ip');
export const PEER_ADDRESS: Uint8Array = utf8Encode('peer.address');
export const COMPONENT: Uint8Array = utf8Encode('component');
export const EVENT: Uint8Array = utf8Encode('event');

export const COMPONENT_ID: Uint8Array = utf8Encode('sw8.component_id');
export const LAYER: Uint8Array = utf8Encode('sw8.layer');
export const TRACE_ID: Uint8Array = utf8Encode('sw8.trace_id');
export const SEGMENT_ID: Uint8Array = utf8Encode('sw8.segment_id');
export const SPAN_ID: Uint8Array = utf8Encode('sw8.span_id');
export const SKIP_ANALYSIS: Uint8Array = utf8Encode('sw8.skip_analysis');

export const REF_TYPE: Uint8Array = utf8Encode('sw8.ref_type');
export const PARENT_SEGMENT_ID: Uint8Array = utf8Encode('sw8.parent_segment_id');
export const PARENT_SPAN_ID: Uint8Array = utf8Encode('sw8.parent_span_id');
export const PARENT_SERVICE: Uint8Array = utf8Encode('sw8.parent_service');
export const PARENT_INSTANCE: Uint8Array = utf8Encode('sw8.parent_service_instance');
export const PARENT_ENDPOINT: Uint8Array = utf8Encode('sw8.parent_endpoint');
export const ADDRESS_USED: Uint8Array = utf8Encode('sw8.address_used_at_peer');

/** The types of references by their numbers. */
export const refTypes: readonly Uint8Array[] = ['CrossProcess', 'CrossThread'].map(utf8Encode);

/** The layers by their numbers; the first says nothing. */
export const layers: readonly Uint8Array[] = [
  ...['', 'Database', 'RPCFramework', 'Http', 'MQ', 'Cache', 'FAAS'].map(utf8Encode),
];

/** The warning of a span whose end comes before its start. */
export const END_BEFORE_START: Uint8Array = utf8Encode(
  'the end time is before the start time; the duration is shown as 0',
);
/** The warning of the first span of a segment that its agent cut. */
export const SIZE_LIMITED: Uint8Array = utf8Encode(
  'the agent left spans out of this segment, which had more than its limit',
);
