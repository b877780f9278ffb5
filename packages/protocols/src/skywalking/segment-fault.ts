// Why a span of SkyWalking is refused. The texts are counted in metrics by these very words, so there are few of them and
// none holds anything that a client sent.
import { MALFORMED } from '../protobuf-reader.ts';

/** What can be wrong with a span, or with the segment that it is in. */
export const SegmentFault = {
  malformed: MALFORMED,
  traceId: 2,
  segmentId: 3,
  spanId: 4,
  startTime: 5,
  endTime: 6,
  logTime: 7,
} as const;

/** The reasons by fault. */
export const segmentFaultReasons: readonly string[] = [
  '',
  'skywalking: malformed span',
  'skywalking: traceId is empty or zero',
  'skywalking: traceSegmentId is empty',
  'skywalking: spanId is negative',
  'skywalking: startTime is negative or too large',
  'skywalking: endTime is negative or too large',
  'skywalking: log time is negative or too large',
];
