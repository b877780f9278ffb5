/** The keys under which a span or a link has what a reference of SkyWalking's agents says of the caller. */
export const referenceKeys = {
  type: 'sw8.ref_type',
  segmentId: 'sw8.parent_segment_id',
  spanNumber: 'sw8.parent_span_id',
  service: 'sw8.parent_service',
  instance: 'sw8.parent_service_instance',
  endpoint: 'sw8.parent_endpoint',
  /** By which the caller reached the span. */
  address: 'sw8.address_used_at_peer',
} as const;
