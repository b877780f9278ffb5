export type {
  TraceqlComparison,
  TraceqlCondition,
  TraceqlField,
  TraceqlFilter,
  TraceqlIntrinsic,
  TraceqlKind,
  TraceqlOperator,
  TraceqlPosition,
  TraceqlScope,
  TraceqlSpanset,
  TraceqlStatus,
  TraceqlValue,
} from './traceql-ast.ts';
export {
  TRACEQL_INTRINSICS,
  TRACEQL_KINDS,
  TRACEQL_OPERATORS,
  TRACEQL_SCOPES,
  TRACEQL_STATUSES,
} from './traceql-ast.ts';
export {
  TRACEQL_REASONS,
  TraceqlError,
  type TraceqlErrorCode,
  type TraceqlFound,
  type TraceqlReason,
} from './traceql-error.ts';
export {
  lenientTraceqlTokens,
  type TraceqlFaultToken,
  type TraceqlToken,
} from './traceql-lexer.ts';
export { numberValue } from './traceql-number.ts';
export { parseTraceql, traceqlIntrinsic } from './traceql-parser.ts';
export { formatTraceql, formatTraceqlField, formatTraceqlValue } from './traceql-printer.ts';
