// Why a span is refused. The texts are counted in metrics by these very words, so there are few of
// them and none holds anything that a client sent.
import { MALFORMED } from '../protobuf-reader.ts';

/** What can be wrong with a span in protobuf or Thrift, whose ids have one length only, or with the rest of a datagram. */
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
  packet: 10,
} as const;

/** The reasons by fault. */
export const spanFaultReasons: readonly string[] = [
  '',
  'jaeger: malformed span',
  'jaeger: traceId is not 8 or 16 bytes',
  'jaeger: traceId is zero',
  'jaeger: spanId is not 8 bytes',
  'jaeger: spanId is zero',
  'jaeger: reference id has a wrong length',
  'jaeger: startTime is negative or too large',
  'jaeger: duration is negative or too large',
  'jaeger: log timestamp is negative or too large',
  'jaeger: malformed packet',
];
