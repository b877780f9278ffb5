// Why a span is refused. The texts are counted in metrics by these very words, so there are few of
// them and none holds anything that a client sent.
import { MALFORMED } from '../protobuf-reader.ts';

export const TRACE_ID_ZERO = 'jaeger: traceId is zero';
export const SPAN_ID_ZERO = 'jaeger: spanId is zero';
export const START_OUT_OF_RANGE = 'jaeger: startTime is negative or too large';
export const DURATION_OUT_OF_RANGE = 'jaeger: duration is negative or too large';
export const LOG_TIME_OUT_OF_RANGE = 'jaeger: log timestamp is negative or too large';

/** What can be wrong with a span in protobuf; Thrift's ids have one length only. */
export const SpanFault = {
  malformed: MALFORMED,
  traceIdLength: 2,
  traceIdZero: 3,
  spanIdLength: 4,
  spanIdZero: 5,
  referenceIdLength: 6,
  startTime: 7,
  duration: 8,
  logTime: 9,
} as const;

/** The reasons by fault. */
export const spanFaultReasons: readonly string[] = [
  '',
  'jaeger: malformed span',
  'jaeger: traceId is not 8 or 16 bytes',
  TRACE_ID_ZERO,
  'jaeger: spanId is not 8 bytes',
  SPAN_ID_ZERO,
  'jaeger: reference id has a wrong length',
  START_OUT_OF_RANGE,
  DURATION_OUT_OF_RANGE,
  LOG_TIME_OUT_OF_RANGE,
];
