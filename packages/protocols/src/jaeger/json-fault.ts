// Why a span of Jaeger's JSON is refused, in the words of the Thrift decoder where it is the same.
import { MALFORMED } from '../protobuf-reader.ts';

/** What can be wrong with a span. */
export const JaegerFault = {
  malformed: MALFORMED,
  traceIdForm: 2,
  traceIdZero: 3,
  spanIdForm: 4,
  spanIdZero: 5,
  referenceId: 6,
  startTime: 7,
  duration: 8,
  logTime: 9,
} as const;

/** The reasons by fault. */
export const jaegerFaultReasons: readonly string[] = [
  '',
  'jaeger: malformed span',
  'jaeger: traceID is not 1 to 32 hex digits',
  'jaeger: traceId is zero',
  'jaeger: spanID is not 1 to 16 hex digits',
  'jaeger: spanId is zero',
  'jaeger: an id of a reference is not hex',
  'jaeger: startTime is missing, negative or too large',
  'jaeger: duration is negative or too large',
  'jaeger: log timestamp is negative or too large',
];
