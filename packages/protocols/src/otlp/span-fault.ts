// Why a span is refused. The texts are counted in metrics by these very words, so there are few of
// them and none holds anything that a client sent.
import { MALFORMED } from '../protobuf-reader.ts';

/** What can be wrong with a span of OTLP, in either encoding. */
export const SpanFault = {
  malformed: MALFORMED,
  traceIdLength: 2,
  traceIdZero: 3,
  spanIdLength: 4,
  spanIdZero: 5,
  parentSpanIdLength: 6,
  linkIdLength: 7,
  valueDepth: 8,
} as const;

/** The reasons by fault. */
export const spanFaultReasons: readonly string[] = [
  '',
  'otlp: malformed span',
  'otlp: trace_id is not 16 bytes',
  'otlp: trace_id is zero',
  'otlp: span_id is not 8 bytes',
  'otlp: span_id is zero',
  'otlp: parent_span_id is not 8 bytes',
  'otlp: link id has a wrong length',
  'otlp: attribute value is nested too deeply',
];
