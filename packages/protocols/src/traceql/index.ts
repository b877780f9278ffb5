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
export { TraceqlError, type TraceqlErrorCode } from './traceql-error.ts';
export { parseTraceql } from './traceql-parser.ts';
export { formatTraceql } from './traceql-printer.ts';
