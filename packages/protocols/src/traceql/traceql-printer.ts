import type {
  TraceqlComparison,
  TraceqlCondition,
  TraceqlField,
  TraceqlPosition,
  TraceqlSpanset,
  TraceqlValue,
} from './traceql-ast.ts';
import { isBareKey } from './traceql-lexer.ts';
import { durationText, floatText } from './traceql-number.ts';
import { keyQuoted, textQuoted } from './traceql-quotes.ts';

/** A node of a tree that stands in no query yet. */
type Unplaced<T> = T extends TraceqlPosition ? Omit<T, keyof TraceqlPosition> : never;

/** Writes a query that reads as this tree again, but for positions. Intrinsics get their newer names. */
export function formatTraceql(query: TraceqlSpanset): string {
  switch (query.type) {
    case 'filter':
      return query.where === undefined ? '{}' : `{ ${condition(query.where)} }`;
    case 'and':
    case 'or':
      return query.of
        .map((one) => (one.type === 'filter' ? formatTraceql(one) : `(${formatTraceql(one)})`))
        .join(query.type === 'and' ? ' && ' : ' || ');
  }
}

function condition(given: TraceqlCondition): string {
  switch (given.type) {
    case 'comparison':
      return comparison(given);
    case 'not':
      return given.of.type === 'not' ? `!${condition(given.of)}` : `!(${condition(given.of)})`;
    case 'and':
    case 'or':
      return given.of
        .map((one) =>
          one.type === 'and' || one.type === 'or' ? `(${condition(one)})` : condition(one),
        )
        .join(given.type === 'and' ? ' && ' : ' || ');
  }
}

function comparison({ field, operator, value }: TraceqlComparison): string {
  return `${formatTraceqlField(field)} ${operator} ${formatTraceqlValue(value)}`;
}

/** Writes a field; an intrinsic by its newer name. */
export function formatTraceqlField(field: Unplaced<TraceqlField>): string {
  if (field.type === 'intrinsic') return field.name;
  const key = isBareKey(field.key) ? field.key : keyQuoted(field.key);
  return `${field.scope === 'any' ? '' : field.scope}.${key}`;
}

/** Writes a value. */
export function formatTraceqlValue(value: Unplaced<TraceqlValue>): string {
  switch (value.type) {
    case 'text':
      return textQuoted(value.value);
    case 'duration':
      return durationText(value.value);
    case 'float':
      return floatText(value.value);
    case 'integer':
    case 'boolean':
    case 'kind':
    case 'status':
      return String(value.value);
    case 'nil':
      return 'nil';
  }
}
