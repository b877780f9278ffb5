// The sections of an encoded SpanBatch, shared by the builder that writes them and the batch that
// reads them. Part of the disk format: numbers are never reused. See docs/format.md.

export const BATCH_MAGIC = 0x42574c43; // "CLWB", little-endian
export const BATCH_VERSION = 1;
/** Magic, version and section count, span count, total bytes. */
export const BATCH_HEADER_BYTES = 16;
/** Section id, offset, length. */
export const BATCH_ENTRY_BYTES = 12;

/** Section ids. A section that is missing reads as zeros, or as empty. */
export const Section = {
  traceId: 1,
  spanId: 2,
  parentSpanId: 3,
  start: 4,
  duration: 5,
  name: 6,
  resource: 7,
  scope: 8,
  kind: 9,
  status: 10,
  format: 11,
  flags: 12,
  attributeEnd: 13,
  attributeKey: 14,
  attributeValue: 15,
  eventEnd: 16,
  eventTime: 17,
  eventName: 18,
  eventAttributeEnd: 19,
  eventAttributeKey: 20,
  eventAttributeValue: 21,
  linkEnd: 22,
  linkTraceId: 23,
  linkSpanId: 24,
  linkTraceState: 25,
  linkFlags: 26,
  linkAttributeEnd: 27,
  linkAttributeKey: 28,
  linkAttributeValue: 29,
  resourceService: 30,
  resourceSchemaUrl: 31,
  resourceDropped: 32,
  resourceAttributeEnd: 33,
  resourceAttributeKey: 34,
  resourceAttributeValue: 35,
  scopeName: 36,
  scopeVersion: 37,
  scopeSchemaUrl: 38,
  scopeDropped: 39,
  scopeAttributeEnd: 40,
  scopeAttributeKey: 41,
  scopeAttributeValue: 42,
  extra: 43,
  symbolEnd: 44,
  symbolBytes: 45,
  plainEnd: 46,
  plainBytes: 47,
} as const;
export type Section = (typeof Section)[keyof typeof Section];

/**
 * What few spans have, kept as rows (field, owner, value) instead of columns. The owner is the
 * index of the span, event or link; the value is a symbol, a value reference, a count or a half of an id.
 */
export const Extra = {
  traceState: 1,
  statusMessage: 2,
  droppedAttributes: 3,
  droppedEvents: 4,
  droppedLinks: 5,
  eventDroppedAttributes: 6,
  linkDroppedAttributes: 7,
  /** A value reference; a span may have several. */
  warning: 8,
  /** The upper half of a trace id that the span's own column has only the lower of: two words, the upper one first. */
  traceIdHigh: 9,
} as const;
export type Extra = (typeof Extra)[keyof typeof Extra];

/** A value reference with this bit set is a plain row (`reference >>> 1`), else a symbol. */
export const PLAIN_BIT = 1;
