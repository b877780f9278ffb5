// Why a span of Zipkin is refused. The texts are counted in metrics by these very words.
import { MALFORMED } from '../protobuf-reader.ts';

/** What can be wrong with a span. */
export const ZipkinFault = {
  malformed: MALFORMED,
  traceIdForm: 2,
  traceIdZero: 3,
  idForm: 4,
  idZero: 5,
  parentIdForm: 6,
  timestamp: 7,
  duration: 8,
  annotationTimestamp: 9,
  traceIdLength: 10,
  idLength: 11,
  parentIdLength: 12,
  tooManyServices: 13,
} as const;

/** The reasons by fault. */
export const zipkinFaultReasons: readonly string[] = [
  '',
  'zipkin: malformed span',
  'zipkin: traceId is not 1 to 32 hex digits',
  'zipkin: traceId is zero',
  'zipkin: id is not 1 to 16 hex digits',
  'zipkin: id is zero',
  'zipkin: parentId is not 1 to 16 hex digits',
  'zipkin: timestamp is negative or too large',
  'zipkin: duration is negative or too large',
  'zipkin: annotation timestamp is missing, negative or too large',
  'zipkin: trace_id is not 1 to 16 bytes',
  'zipkin: id is not 1 to 8 bytes',
  'zipkin: parent_id is not 1 to 8 bytes',
  'zipkin: a span of more than 64 services',
];
