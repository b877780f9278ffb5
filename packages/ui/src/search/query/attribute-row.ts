// One condition on an attribute, as a row of the form has it. A value in a form has no type, where TraceQL's have one:
// `500` finds the number and the text, and that is written as a choice of comparisons and read back as one row.
import {
  formatTraceql,
  formatTraceqlField,
  formatTraceqlValue,
  numberValue,
  parseTraceql,
  TRACEQL_KINDS,
  TRACEQL_OPERATORS,
  type TraceqlComparison,
  type TraceqlCondition,
  type TraceqlField,
  type TraceqlScope,
} from '@clew/protocols/traceql';

/** What a row asks of its attribute. */
export const ROW_OPERATORS = [...TRACEQL_OPERATORS, 'exists', 'missing'] as const;
export type RowOperator = (typeof ROW_OPERATORS)[number];

/** A row of the form. */
export interface AttributeRow {
  /** The attribute's key; with a scope as TraceQL writes it (`resource.host.name`), or in any. */
  readonly key: string;
  readonly operator: RowOperator;
  /** Empty for `exists` and `missing`. */
  readonly value: string;
  /** What the value is compared as: all that it reads as, or one type, where a query says so. */
  readonly as: 'any' | 'text' | 'number' | 'boolean';
}

const SCOPED = /^(span|resource|event|link|instrumentation)\.(.+)$/s;

/** The attribute that a key stands for; undefined when it is none. */
function fieldOf(key: string): { readonly scope: TraceqlScope; readonly key: string } | undefined {
  if (isWithoutScope(key)) return { scope: 'any', key };
  const [, scope, scopedKey] = SCOPED.exec(key) ?? [];
  if (scope !== undefined && scopedKey !== undefined) {
    return { scope: scope as TraceqlScope, key: scopedKey };
  }
  const bare = key.startsWith('.') ? key.slice(1) : key;
  return bare === '' ? undefined : { scope: 'any', key: bare };
}

function keyOf(field: Extract<TraceqlField, { readonly type: 'attribute' }>): string {
  if (field.scope !== 'any') return `${field.scope}.${field.key}`;
  return anyScopeKey(field.key);
}

/** What a row has for an attribute in any scope. */
export function anyScopeKey(key: string): string {
  if (isWithoutScope(key)) return key;
  return key.startsWith('.') || SCOPED.test(key) ? `.${key}` : key;
}

/** Jaeger's tag for the kind is better known than any attribute `kind` of a span. */
function isWithoutScope(key: string): boolean {
  return key === 'span.kind';
}

/** Whether a row has all that it takes to ask for something. */
export function isCompleteRow(row: AttributeRow): boolean {
  if (fieldOf(row.key) === undefined || !isWritable(row.key) || !isWritable(row.value))
    return false;
  return isUnary(row.operator) || row.value !== '' || row.as === 'text';
}

/** Whether an operator takes no value. */
export function isUnary(operator: RowOperator): boolean {
  return operator === 'exists' || operator === 'missing';
}

/** Whether two rows ask for the same. */
export function isSameRow(one: AttributeRow, other: AttributeRow): boolean {
  return (
    one.key === other.key &&
    one.operator === other.operator &&
    one.value === other.value &&
    one.as === other.as
  );
}

/** Half a character can't be asked for. */
function isWritable(text: string): boolean {
  return text.isWellFormed();
}

/** The condition that a complete row asks for; joined by `||` it stands in parentheses. */
export function rowCondition(row: AttributeRow): string {
  const { operator, value } = row;
  const attribute = fieldOf(row.key);
  if (attribute === undefined) return '';
  const field = formatTraceqlField({ type: 'attribute', ...attribute });
  if (operator === 'exists') return `${field} != nil`;
  if (operator === 'missing') return `${field} = nil`;
  const conditions = literalsOf(row).map((literal) => `${field} ${operator} ${literal}`);
  if (row.as === 'any' && operator === '=' && attribute.scope === 'any') {
    conditions.push(...propertiesOf(attribute.key, value));
  }
  return conditions.length === 1 ? (conditions[0] ?? '') : `(${conditions.join(' || ')})`;
}

function literalsOf({ operator, value, as }: AttributeRow): readonly string[] {
  const text = formatTraceqlValue({ type: 'text', value });
  if (as === 'text' || operator === '=~' || operator === '!~') return [text];
  const number = numberValue(value);
  const literal = number === undefined || number.type === 'duration' ? undefined : value;
  // What is greater than a number is a number.
  const isOrder = operator !== '=' && operator !== '!=';
  if (literal !== undefined && (as === 'number' || isOrder)) return [literal];
  if (value === 'true' || value === 'false') {
    if (as === 'boolean') return [value];
    return isOrder ? [text] : [value, text];
  }
  return literal === undefined ? [text] : [literal, text];
}

/** What some clients write as an attribute and others as a property of the span. */
function propertiesOf(key: string, value: string): readonly string[] {
  const text = formatTraceqlValue({ type: 'text', value });
  switch (key) {
    case 'event':
      return [`event:name = ${text}`];
    case 'otel.scope.name':
      return [`instrumentation:name = ${text}`];
    case 'otel.scope.version':
      return [`instrumentation:version = ${text}`];
    case 'otel.status_description':
      return [`statusMessage = ${text}`];
    case 'otel.status_code':
      return /^(?:ok|error)$/i.test(value) ? [`status = ${value.toLowerCase()}`] : [];
    case 'span.kind': {
      const kind = TRACEQL_KINDS.find((one) => one === value.toLowerCase());
      return kind === undefined ? [] : [`kind = ${kind}`];
    }
    default:
      return [];
  }
}

/**
 * The row that asks for just this; undefined when none does.
 * @param query where the condition stands
 */
export function rowOf(condition: TraceqlCondition, query: string): AttributeRow | undefined {
  const written = formatTraceql({ type: 'filter', where: condition, start: 0, end: 0 });
  return guesses(condition, query).find((row) => {
    if (!isCompleteRow(row)) return false;
    return formatTraceql(parseTraceql(`{ ${rowCondition(row)} }`)) === written;
  });
}

function guesses(condition: TraceqlCondition, query: string): readonly AttributeRow[] {
  if (condition.type === 'comparison') return guessesOf(condition, query);
  if (condition.type !== 'or') return [];
  // The comparison with a text has the value as it was typed.
  const first = condition.of.find((one) => one.type === 'comparison' && one.value.type === 'text');
  return first?.type === 'comparison' ? guessesOf(first, query) : [];
}

function guessesOf(
  { field, operator, value }: TraceqlComparison,
  query: string,
): readonly AttributeRow[] {
  if (field.type !== 'attribute') return [];
  const key = keyOf(field);
  switch (value.type) {
    case 'nil': {
      if (operator !== '=' && operator !== '!=') return [];
      return [{ key, operator: operator === '=' ? 'missing' : 'exists', value: '', as: 'any' }];
    }
    case 'text':
      return [
        { key, operator, value: value.value, as: 'any' },
        { key, operator, value: value.value, as: 'text' },
      ];
    case 'boolean':
      return [{ key, operator, value: String(value.value), as: 'boolean' }];
    case 'integer':
    case 'float': {
      const text = query.slice(value.start, value.end);
      return [
        { key, operator, value: text, as: 'any' },
        { key, operator, value: text, as: 'number' },
      ];
    }
    default:
      return [];
  }
}
