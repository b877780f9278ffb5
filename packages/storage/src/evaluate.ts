// What the conditions of a query mean, on spans that are objects. Every store agrees with this; those
// that test candidates one by one call it.
import type { Attribute, AttributeValue, Span, TraceSummary } from '@clew/model';
import { isPatternOperator, type PatternOperator, patternOf } from './text-pattern.ts';
import type {
  AttributeScope,
  Comparison,
  ComparisonValue,
  SpanExpression,
  TextComparison,
  TextField,
  TraceExpression,
} from './trace-query.ts';

/** Whether a span satisfies a condition on one span. */
export function matchesSpan(expression: SpanExpression, span: Span): boolean {
  switch (expression.op) {
    case 'and':
      return expression.of.every((one) => matchesSpan(one, span));
    case 'or':
      return expression.of.some((one) => matchesSpan(one, span));
    case 'not':
      return !matchesSpan(expression.of, span);
    case 'service':
    case 'name':
    case 'scopeName':
    case 'scopeVersion':
    case 'statusMessage':
    case 'traceState':
    case 'eventName':
      return textsOf(span, expression.op).some((text) => textSatisfies(text, expression));
    case 'kind':
      return (span.kind === expression.value) === (expression.is === '=');
    case 'status':
      return (span.status === expression.value) === (expression.is === '=');
    case 'duration':
      return holds(compareNumbers(span.duration, expression.value), expression.is);
    case 'attribute':
      return someValue(span, expression.scope, expression.key, (value) => {
        if (!isPatternComparison(expression)) {
          return satisfies(value, expression.is, expression.value);
        }
        return typeof value === 'string' && textSatisfies(value, expression);
      });
    case 'has':
      return someValue(span, expression.scope, expression.key, () => true);
    case 'linkTraceId':
    case 'linkSpanId': {
      const field = expression.op === 'linkTraceId' ? 'traceId' : 'spanId';
      return span.links.some(
        (link) => expression.ids.includes(link[field]) === (expression.is === '='),
      );
    }
    case 'hasLink':
      return span.links.length > 0;
  }
}

function textsOf(span: Span, field: TextField): readonly string[] {
  switch (field) {
    case 'service':
      return [span.resource.serviceName];
    case 'name':
    case 'statusMessage':
    case 'traceState':
      return [span[field]];
    case 'scopeName':
      return [span.scope.name];
    case 'scopeVersion':
      return [span.scope.version];
    case 'eventName':
      return span.events.map((event) => event.name);
  }
}

/** What conditions on whole traces look at. */
export type TraceTotals = Pick<
  TraceSummary,
  'rootService' | 'rootName' | 'duration' | 'spanCount' | 'errorCount'
>;

/**
 * Whether a trace satisfies a condition on a whole trace.
 * @param totals of all of the trace's spans, within the query's range or not
 * @param someSpan whether some span of the trace that starts within the query's range satisfies a condition
 */
export function matchesTrace(
  expression: TraceExpression,
  totals: TraceTotals,
  someSpan: (expression: SpanExpression) => boolean,
): boolean {
  switch (expression.op) {
    case 'and':
      return expression.of.every((one) => matchesTrace(one, totals, someSpan));
    case 'or':
      return expression.of.some((one) => matchesTrace(one, totals, someSpan));
    case 'not':
      return !matchesTrace(expression.of, totals, someSpan);
    case 'some':
      return someSpan(expression.span);
    case 'rootService':
    case 'rootName':
      return textSatisfies(totals[expression.op], expression);
    case 'traceDuration':
      return holds(compareNumbers(totals.duration, expression.value), expression.is);
    case 'spanCount':
    case 'errorCount':
      return holds(compareNumbers(totals[expression.op], expression.value), expression.is);
  }
}

/** Whether a text satisfies a comparison with another one or with a pattern. */
function textSatisfies(
  text: string,
  comparison: { readonly is: TextComparison; readonly value: string },
): boolean {
  const { is, value } = comparison;
  if (isPatternOperator(is)) return patternOf(comparison).satisfies(is, text);
  return (text === value) === (is === '=');
}

/** Whether an attribute is compared with a pattern. */
export function isPatternComparison(
  expression: Extract<SpanExpression, { readonly op: 'attribute' }>,
): expression is Extract<typeof expression, { readonly is: PatternOperator }> {
  return isPatternOperator(expression.is);
}

/**
 * Whether one value of an attribute satisfies a comparison. Values of types that can't be compared
 * satisfy none, not even `!=`; neither does NaN on either side. Booleans are equal or not, without order.
 */
export function satisfies(value: AttributeValue, is: Comparison, wanted: ComparisonValue): boolean {
  if (typeof wanted === 'boolean' && is !== '=' && is !== '!=') return false;
  return holds(compareValues(value, wanted), is);
}

/**
 * Orders an attribute's value against one to compare it with: numbers (int64 and double alike) by
 * their exact numeric value, strings by their UTF-8 bytes, false before true.
 * @returns below, at or above zero; undefined when the two can't be compared
 */
export function compareValues(value: AttributeValue, wanted: ComparisonValue): number | undefined {
  if (typeof wanted === 'string') {
    return typeof value === 'string' ? compareUtf8(value, wanted) : undefined;
  }
  if (typeof wanted === 'boolean') {
    return typeof value === 'boolean' ? Number(value) - Number(wanted) : undefined;
  }
  return typeof value === 'number' || typeof value === 'bigint'
    ? compareNumbers(value, wanted)
    : undefined;
}

/** Orders two well-formed texts as their UTF-8 bytes are ordered, which is by code point. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const unitA = a.charCodeAt(i);
    const unitB = b.charCodeAt(i);
    if (unitA !== unitB) return codePointRank(unitA) - codePointRank(unitB);
  }
  return a.length - b.length;
}

/** Ranks a UTF-16 unit by the code points it may begin: surrogates stand for those past U+FFFF. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x1_0000 : unit;
}

/** Exact also between a bigint and a number, as the language's own operators are; undefined for NaN. */
function compareNumbers(a: number | bigint, b: number | bigint): number | undefined {
  if (a < b) return -1;
  if (a > b) return 1;
  return Number.isNaN(a) || Number.isNaN(b) ? undefined : 0;
}

function holds(order: number | undefined, is: Comparison): boolean {
  if (order === undefined) return false;
  switch (is) {
    case '=':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
  }
}

/** Whether some value that a span has under a key in a scope is accepted. */
function someValue(
  span: Span,
  scope: AttributeScope,
  key: string,
  accepts: (value: AttributeValue) => boolean,
): boolean {
  const inList = (attributes: readonly Attribute[]): boolean =>
    attributes.some((one) => one.key === key && accepts(one.value));
  const anywhere = scope === 'any';
  return (
    ((anywhere || scope === 'span') && inList(span.attributes)) ||
    ((anywhere || scope === 'event') && span.events.some((event) => inList(event.attributes))) ||
    (scope === 'link' && span.links.some((link) => inList(link.attributes))) ||
    ((anywhere || scope === 'scope') && inList(span.scope.attributes)) ||
    ((anywhere || scope === 'resource') && inList(span.resource.attributes))
  );
}
