import type { SpanExpression, TraceExpression } from './trace-query.ts';

/**
 * A condition on a trace with what a function makes of its conditions on spans.
 * @param change is given each condition that joins no others
 */
export function changeSpanLeaves(
  expression: TraceExpression,
  change: (leaf: SpanExpression) => SpanExpression,
): TraceExpression {
  switch (expression.op) {
    case 'and':
    case 'or':
      return { ...expression, of: expression.of.map((one) => changeSpanLeaves(one, change)) };
    case 'not':
      return { ...expression, of: changeSpanLeaves(expression.of, change) };
    case 'some':
      return { ...expression, span: changeLeaves(expression.span, change) };
    default:
      return expression;
  }
}

function changeLeaves(
  expression: SpanExpression,
  change: (leaf: SpanExpression) => SpanExpression,
): SpanExpression {
  switch (expression.op) {
    case 'and':
    case 'or':
      return { ...expression, of: expression.of.map((one) => changeLeaves(one, change)) };
    case 'not':
      return { ...expression, of: changeLeaves(expression.of, change) };
    default:
      return change(expression);
  }
}
