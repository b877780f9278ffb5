export { adjustTrace, type TraceSpans } from './adjusted-trace.ts';
export { appendSpan, batchOf, SpanIdError } from './append-span.ts';
export {
  type Attribute,
  type AttributeMap,
  type AttributeValue,
  decodeValue,
  encodeValue,
  MAX_VALUE_DEPTH,
  ValueEncodingError,
  ValueType,
  valueJson,
  valueText,
} from './attribute.ts';
export type { AttributeAppender } from './attribute-appender.ts';
export { AttributeTexts, collectAttributeKeys } from './batch-attributes.ts';
export { batchRange } from './batch-range.ts';
export { BatchTextSearch } from './batch-text-search.ts';
export {
  type CallTree,
  type CallTreeInput,
  calleesOf,
  callersOf,
  callTreeOf,
  type OperationFigures,
  operationFiguresOf,
  type SpanCallTree,
} from './call-tree.ts';
export type { ClockSkewOptions } from './clock-skew.ts';
export { BatchTooLargeError } from './column.ts';
export {
  type ComparedSide,
  type ComparedSpans,
  type ComparedTotals,
  compareOperations,
  compareTraces,
  type MatchBy,
  type TraceComparison,
} from './compare-traces.ts';
export { SpanCopier } from './copy-span.ts';
export { type CriticalPath, criticalPathOf, longestRootOf } from './critical-path.ts';
export {
  type EndpointRows,
  eachEndpointCall,
  endpointOf,
  type SpanEndpoint,
} from './endpoint-calls.ts';
export { formatGoDuration } from './go-duration.ts';
export { hostOf, instanceOf } from './host.ts';
export { hexDecodeInto, hexEncode, isZero, parseSpanId, parseTraceId } from './id.ts';
export { mergePieces } from './merge-pieces.ts';
export { orphanCountOf } from './orphan-count.ts';
export { CHILD_OF, parentIdOf, REF_TYPE_KEY } from './parent.ts';
export {
  namesRemoteService,
  PEER_SERVICE,
  RemoteServices,
  remoteServiceOf,
} from './remote-service.ts';
export { type RowLinks, rowLinksOf } from './row-links.ts';
export { LinkReference } from './row-parents.ts';
export { selfTimesOf } from './self-time.ts';
export { type SortedTraces, sortedTraces, type TraceRange } from './sorted-traces.ts';
export {
  type Resource,
  type Scope,
  type Span,
  type SpanEvent,
  type SpanLink,
  spanIdentity,
} from './span.ts';
export { BatchEncodingError, SpanBatch } from './span-batch.ts';
export { type BuilderMark, type BuilderOptions, SpanBatchBuilder } from './span-batch-builder.ts';
export { SpanFormat, SpanKind, StatusCode, spanKindName, spanKindOf } from './span-kind.ts';
export { SpanBatchReader, SpanView, spanObject } from './span-view.ts';
export { atOnce, rowSteps, type Steps } from './steps.ts';
export { lowerHalfOf, withWholeTraceId } from './trace-id-halves.ts';
export { copySteps, orderedTrace } from './trace-order.ts';
export { assembleTrace, RowMark, type TraceRows } from './trace-rows.ts';
export { skeletonOf, TRACE_ID_TEXT_KEY } from './trace-skeleton.ts';
export { type StatisticsInput, type TraceStatistics, traceStatistics } from './trace-statistics.ts';
export {
  compareText,
  type HostShare,
  type ServiceShare,
  ShareCounter,
  summarizeTrace,
  type TraceSummary,
} from './trace-summary.ts';
export { type TraceTimes, timesOfSpans, timesOfTree } from './trace-times.ts';
export { buildTraceTree, type TraceNode, type TracePlace, type TraceTree } from './trace-tree.ts';
export { utf8Decode, utf8Encode, utf8EncodeInto } from './utf8.ts';
export { localEndpointOf, remoteEndpointOf, type ZipkinEndpoint } from './zipkin-endpoint.ts';
export { ZipkinFlag } from './zipkin-flags.ts';
