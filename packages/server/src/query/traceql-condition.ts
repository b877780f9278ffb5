// A query of TraceQL's span filter as the tree that stores answer. What they can't answer is refused
// with its place in the query, never answered nearly.
import { hexEncode, StatusCode, spanKindOf } from '@clew/model';
import {
  parseTraceql,
  type TraceqlComparison,
  type TraceqlCondition,
  TraceqlError,
  type TraceqlPosition,
  type TraceqlSpanset,
  type TraceqlValue,
} from '@clew/protocols/traceql';
import {
  type AttributeScope,
  type Comparison,
  PatternError,
  type PatternOperator,
  type SpanExpression,
  type TextComparison,
  type TextField,
  TextPattern,
  type TraceExpression,
} from '@clew/storage';
import { givenTraceId } from './given-trace-id.ts';
import { UnreadableError } from './parameters.ts';
import { spanId } from './span-id-reader.ts';

/** Regular expressions that are more than a text or several. */
const MAX_PATTERNS = 10;

/**
 * The condition that a query of TraceQL's span filter says.
 * @throws {UnreadableError} when it can't be read, or asks for what can't be answered
 */
export function traceqlCondition(query: string): TraceExpression {
  const spanset = parsed(query);
  expectFewPatterns(spanset);
  return ofSpanset(spanset);
}

function parsed(query: string): TraceqlSpanset {
  try {
    return parseTraceql(query);
  } catch (error) {
    if (error instanceof TraceqlError) throw new UnreadableError(`can't be read: ${error.message}`);
    throw error;
  }
}

function ofSpanset(query: TraceqlSpanset): TraceExpression {
  if (query.type !== 'filter') return { op: query.type, of: query.of.map(ofSpanset) };
  // Every trace that is found has a span in the range.
  return query.where === undefined ? { op: 'and', of: [] } : ofFilter(query.where);
}

/**
 * What a filter asks of the trace: that there is a span with all of it. What is asked of the trace as a
 * whole is the same for each of its spans and so goes out of `some`: through `or` always, through `and`
 * where one and the same span has nothing else to satisfy, and through `not` by De Morgan's laws.
 */
function ofFilter(condition: TraceqlCondition): TraceExpression {
  switch (subjectOf(condition)) {
    case 'span':
      return { op: 'some', span: onSpan(condition) };
    case 'trace':
      return onTrace(condition);
    case 'both':
      return ofMixed(condition);
  }
}

function ofMixed(condition: TraceqlCondition): TraceExpression {
  if (condition.type === 'not') return ofFilter(negated(condition.of));
  if (condition.type === 'or') return { op: 'or', of: condition.of.map(ofFilter) };
  const parts = conjuncts(condition);
  const [mixed, ...others] = parts.filter((one) => subjectOf(one) === 'both');
  const ofSpan = parts.filter((one) => subjectOf(one) === 'span');
  if (mixed !== undefined && (others.length > 0 || ofSpan.length > 0)) {
    refuse(
      "joins a condition on the span and one on the whole trace by ||, beside (&&) more conditions on the same span, which can't be told apart; write it as { … } || { … }",
      mixed,
    );
  }
  const some: TraceExpression =
    mixed === undefined ? { op: 'some', span: allOf(ofSpan.map(onSpan)) } : ofFilter(mixed);
  const whole = parts.filter((one) => subjectOf(one) === 'trace').map(onTrace);
  return { op: 'and', of: [some, ...whole] };
}

type Subject = 'span' | 'trace' | 'both';

/** What a condition is about. */
function subjectOf(condition: TraceqlCondition): Subject {
  switch (condition.type) {
    case 'comparison':
      return condition.field.type === 'intrinsic' && condition.field.name.startsWith('trace:')
        ? 'trace'
        : 'span';
    case 'not':
      return subjectOf(condition.of);
    default: {
      const [first, ...others] = condition.of.map(subjectOf);
      return first !== undefined && others.every((one) => one === first) ? first : 'both';
    }
  }
}

/** The parts that all must hold, however they are put in parentheses or denied together. */
function conjuncts(condition: TraceqlCondition): readonly TraceqlCondition[] {
  if (condition.type === 'and') return condition.of.flatMap(conjuncts);
  if (condition.type === 'not' && subjectOf(condition) === 'both') {
    const denied = negated(condition.of);
    return denied.type === 'and' ? conjuncts(denied) : [denied];
  }
  return [condition];
}

/** The opposite of a condition, with the negation one level further down. */
function negated(condition: TraceqlCondition): TraceqlCondition {
  const { start, end } = condition;
  switch (condition.type) {
    case 'comparison':
      return { type: 'not', of: condition, start, end };
    case 'not':
      return condition.of;
    default: {
      const type = condition.type === 'and' ? 'or' : 'and';
      return { ...{ type, start, end }, of: condition.of.map(negated) };
    }
  }
}

function onSpan(condition: TraceqlCondition): SpanExpression {
  switch (condition.type) {
    case 'comparison':
      return spanComparison(condition);
    case 'not':
      return { op: 'not', of: onSpan(condition.of) };
    default:
      return { op: condition.type, of: condition.of.map(onSpan) };
  }
}

function onTrace(condition: TraceqlCondition): TraceExpression {
  switch (condition.type) {
    case 'comparison':
      return traceComparison(condition);
    case 'not':
      return { op: 'not', of: onTrace(condition.of) };
    default:
      return { op: condition.type, of: condition.of.map(onTrace) };
  }
}

function spanComparison(comparison: TraceqlComparison): SpanExpression {
  const { field } = comparison;
  if (field.type === 'attribute') {
    return attribute(
      comparison,
      field.scope === 'instrumentation' ? 'scope' : field.scope,
      field.key,
    );
  }
  switch (field.name) {
    case 'span:name':
      return textField(comparison, 'name');
    case 'span:statusMessage':
      return textField(comparison, 'statusMessage');
    case 'event:name':
      return textField(comparison, 'eventName');
    case 'instrumentation:name':
      return textField(comparison, 'scopeName');
    case 'instrumentation:version':
      return textField(comparison, 'scopeVersion');
    case 'link:traceID':
      return linkId(comparison, 'linkTraceId', (text) => givenTraceId(text).ids);
    case 'link:spanID':
      return linkId(comparison, 'linkSpanId', (text) => [spanId(text)]);
    case 'span:kind': {
      const value =
        comparison.value.type === 'kind' ? spanKindOf(comparison.value.value) : undefined;
      if (value !== undefined) return { op: 'kind', is: equality(comparison), value };
      return refuseValue(
        comparison,
        'one of unspecified, internal, server, client, producer, consumer, without quotes',
      );
    }
    case 'span:status': {
      const { value } = comparison;
      if (value.type !== 'status') {
        return refuseValue(comparison, 'one of ok, error, unset, without quotes');
      }
      return { op: 'status', is: equality(comparison), value: StatusCode[value.value] };
    }
    case 'span:duration':
      return { op: 'duration', ...durations(comparison) };
    default:
      return refuse('is of the whole trace', field);
  }
}

function traceComparison(comparison: TraceqlComparison): TraceExpression {
  const { field } = comparison;
  switch (field.type === 'intrinsic' ? field.name : undefined) {
    case 'trace:rootName':
      return texts(comparison, (is, value): TraceExpression => ({ op: 'rootName', is, value }));
    case 'trace:rootService':
      return texts(comparison, (is, value): TraceExpression => ({ op: 'rootService', is, value }));
    case 'trace:duration':
      return { op: 'traceDuration', ...durations(comparison) };
    case 'trace:spanCount':
      return { op: 'spanCount', ...counts(comparison) };
    case 'trace:errorCount':
      return { op: 'errorCount', ...counts(comparison) };
    default:
      return refuse('is of one span', field);
  }
}

function attribute(
  comparison: TraceqlComparison,
  scope: AttributeScope,
  key: string,
): SpanExpression {
  const { operator, value } = comparison;
  switch (value.type) {
    case 'nil': {
      const has: SpanExpression = { op: 'has', scope, key };
      return equality(comparison) === '=' ? { op: 'not', of: has } : has;
    }
    case 'text': {
      const compared = (is: Comparison | PatternOperator, text: string): SpanExpression => {
        // The field is what stores find services by. Only an attribute tells an empty service from
        // none, and none must not satisfy `!=`.
        const isService = scope === 'resource' && key === 'service.name';
        if (isService && is === '=' && text !== '') return { op: 'service', is, value: text };
        return { op: 'attribute', scope, key, is, value: text };
      };
      return isOrder(operator) ? compared(operator, value.value) : texts(comparison, compared);
    }
    case 'boolean':
      return { op: 'attribute', scope, key, is: equality(comparison), value: value.value };
    case 'integer':
    case 'float':
      return { op: 'attribute', scope, key, is: numeric(comparison), value: value.value };
    case 'duration':
      return refuseValue(comparison, 'a number, since attributes have no units');
    case 'kind':
    case 'status':
      return refuseValue(comparison, `a text in quotes, such as "${value.value}"`);
  }
}

/** A link to a trace or span, or with `nil` any link. */
function linkId(
  comparison: TraceqlComparison,
  op: 'linkTraceId' | 'linkSpanId',
  read: (text: string) => readonly Uint8Array[],
): SpanExpression {
  const { operator, value, field } = comparison;
  if (operator !== '=' && operator !== '!=') {
    return refuse(`is compared by = and !=, not by ${operator}`, field);
  }
  if (value.type === 'nil') {
    const hasLink: SpanExpression = { op: 'hasLink' };
    return operator === '=' ? { op: 'not', of: hasLink } : hasLink;
  }
  if (value.type !== 'text') return refuseValue(comparison, 'an id in quotes, or nil');
  try {
    const ids = read(value.value).map((id) => hexEncode(id, 0, id.length));
    return { op, is: operator, ids };
  } catch (error) {
    if (error instanceof UnreadableError) return refuse(error.message, value);
    throw error;
  }
}

function textField(comparison: TraceqlComparison, op: TextField): SpanExpression {
  return texts(comparison, (is, value): SpanExpression => ({ op, is, value }));
}

/** A text that is or is not another one, or that matches an expression or not. */
function texts<T>(
  comparison: TraceqlComparison,
  one: (is: TextComparison, text: string) => T,
): T | { readonly op: 'and' | 'or'; readonly of: readonly T[] } {
  const { operator, value } = comparison;
  if (value.type !== 'text') return refuseValue(comparison, 'a text in quotes');
  if (operator === '=' || operator === '!=') return one(operator, value.value);
  if (isOrder(operator)) {
    return refuse(`is compared by =, !=, =~ and !~, not by ${operator}`, comparison.field);
  }
  const literals = literalsOf(value.value);
  if (literals === undefined) return one(operator, checkedPattern(value));
  const is = operator === '=~' ? '=' : '!=';
  const all = literals.map((literal) => one(is, literal));
  const [first] = all;
  if (all.length === 1 && first !== undefined) return first;
  return { op: is === '=' ? 'or' : 'and', of: all };
}

/** The texts that an expression matches, if it says no more than that: stores find equal texts faster. */
function literalsOf(expression: string): readonly string[] | undefined {
  if (!/^(?:[^\\.+*?()[\]{}^$]|\\[!-/:-@[-`{-~])*$/.test(expression)) return undefined;
  const alternatives = `|${expression}`.matchAll(/\|((?:\\.|[^|\\])*)/gs);
  return [...new Set([...alternatives].map(([, one = '']) => one.replace(/\\(.)/gs, '$1')))];
}

/** An expression that stores can search by. */
function checkedPattern(value: TraceqlPosition & { readonly value: string }): string {
  try {
    new TextPattern(value.value);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    const { message } = error;
    throw new UnreadableError(
      `has a regular expression at position ${value.start + 1} that can't be used: ${message}`,
    );
  }
  return value.value;
}

/** Each expression takes memory for as long as its search runs. */
function expectFewPatterns(query: TraceqlSpanset): void {
  let count = 0;
  const visit = (part: TraceqlSpanset | TraceqlCondition): void => {
    if (part.type === 'comparison') {
      const { operator, value } = part;
      if (operator !== '=~' && operator !== '!~') return;
      if (value.type !== 'text' || literalsOf(value.value) !== undefined) return;
      count += 1;
      if (count > MAX_PATTERNS) {
        throw new UnreadableError(
          `has a regular expression too many at position ${value.start + 1}: ${MAX_PATTERNS} are allowed`,
        );
      }
    } else if (part.type === 'filter') {
      if (part.where !== undefined) visit(part.where);
    } else if (part.type === 'not') visit(part.of);
    else part.of.forEach(visit);
  };
  visit(query);
}

function durations(comparison: TraceqlComparison): {
  readonly is: Comparison;
  readonly value: bigint;
} {
  const { value } = comparison;
  if (value.type !== 'duration') return refuseValue(comparison, 'a duration, such as 20ms');
  return { is: numeric(comparison), value: value.value };
}

function counts(comparison: TraceqlComparison): {
  readonly is: Comparison;
  readonly value: number;
} {
  const { value } = comparison;
  if (value.type !== 'integer') return refuseValue(comparison, 'a whole number, such as 5');
  // What a double can't hold exactly is far beyond every count, and so is what it is rounded to.
  return { is: numeric(comparison), value: Number(value.value) };
}

function numeric(comparison: TraceqlComparison): Comparison {
  const { operator } = comparison;
  return isOrder(operator) ? operator : equality(comparison);
}

function isOrder(operator: TraceqlComparison['operator']): operator is '<' | '<=' | '>' | '>=' {
  return operator === '<' || operator === '<=' || operator === '>' || operator === '>=';
}

function equality({ operator, value }: TraceqlComparison): '=' | '!=' {
  if (operator === '=' || operator === '!=') return operator;
  return refuse(`can't be compared by ${operator}`, value);
}

function allOf(conditions: readonly SpanExpression[]): SpanExpression {
  const [first] = conditions;
  return conditions.length === 1 && first !== undefined ? first : { op: 'and', of: conditions };
}

const valueNames: Readonly<Record<TraceqlValue['type'], string>> = {
  text: 'a text',
  integer: 'a number',
  float: 'a number',
  duration: 'a duration',
  boolean: 'true or false',
  kind: 'a kind',
  status: 'a status',
  nil: 'nil',
};

function refuseValue({ value }: TraceqlComparison, expected: string): never {
  refuse(`is ${valueNames[value.type]}: expected ${expected}`, value);
}

function refuse(why: string, { start }: TraceqlPosition): never {
  throw new UnreadableError(`can't be answered: what stands at position ${start + 1} ${why}`);
}
