export {
  type AttributeKey,
  type CallContext,
  type DependencyLink,
  type Operation,
  type SearchPage,
  type SpanReader,
  type SpanStore,
  type SpanWriter,
  StoreError,
  type StoreErrorCode,
} from './span-store.ts';
export {
  ALL_TIME,
  type AttributeScope,
  type Comparison,
  type ComparisonValue,
  type SpanExpression,
  type TimeRange,
  type TraceExpression,
  type TraceQuery,
} from './trace-query.ts';
