export { changeSpanLeaves } from './change-leaves.ts';
export {
  compareUtf8,
  compareValues,
  isPatternComparison,
  matchesSpan,
  matchesTrace,
  satisfies,
  type TraceTotals,
} from './evaluate.ts';
export { decodeCursor, encodeCursor } from './search-cursor.ts';
export {
  type AttributeKey,
  type CallContext,
  type DependencyLink,
  type EndpointLink,
  type Histogram,
  type HistogramCell,
  type Operation,
  type SearchPage,
  type SpanReader,
  type SpanStore,
  type SpanWriter,
  StoreError,
  type StoreErrorCode,
} from './span-store.ts';
export {
  expectPatterns,
  isPatternOperator,
  MAX_MATCHED_LENGTH,
  MAX_PATTERN_LENGTH,
  MAX_PATTERN_SIZE,
  PatternError,
  type PatternOperator,
  patternOf,
  TextPattern,
} from './text-pattern.ts';
export {
  compareInTrace,
  compareNewestFirst,
  compareRanked,
  type RankedPlace,
  rankIn,
  type TracePlace,
} from './trace-order.ts';
export {
  ALL_TIME,
  type AttributeScope,
  type Comparison,
  type ComparisonValue,
  expectHistogramQuery,
  type HistogramQuery,
  MAX_DURATION_EDGES,
  MAX_SEARCH_LIMIT,
  MAX_TIME_CELLS,
  type SpanExpression,
  type TextComparison,
  type TextField,
  type TimeRange,
  TRACE_ORDERS,
  type TraceExpression,
  type TraceOrder,
  type TraceQuery,
} from './trace-query.ts';
