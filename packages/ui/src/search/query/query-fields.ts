// The form's view of a query: what of it the form can say, and where it stands. Changing a field changes its part of
// the query and leaves the others as they were written.
import {
  formatTraceqlValue,
  numberValue,
  parseTraceql,
  type TraceqlComparison,
  type TraceqlCondition,
  TraceqlError,
  type TraceqlSpanset,
  type TraceqlValue,
} from '@clew/protocols/traceql';
import {
  type AttributeRow,
  isCompleteRow,
  isSameRow,
  rowCondition,
  rowOf,
} from './attribute-row.ts';

export const KINDS = ['server', 'client', 'internal', 'producer', 'consumer'] as const;
type Kind = (typeof KINDS)[number];

/** What the form can say; an empty text is not asked. */
export interface QueryFields {
  readonly service: string;
  readonly operation: string;
  readonly kind: '' | Kind;
  /** The span failed, or nothing in its trace did. */
  readonly status: '' | 'error' | 'none';
  readonly attributes: readonly AttributeRow[];
  /** As TraceQL writes durations. */
  readonly minDuration: string;
  readonly maxDuration: string;
}

export const NO_FIELDS: QueryFields = {
  service: '',
  operation: '',
  kind: '',
  status: '',
  attributes: [],
  minDuration: '',
  maxDuration: '',
};

/** The fields that one comparison says. */
type SingleField = Exclude<keyof QueryFields, 'attributes'>;

/** A condition that must hold, as it stands in the query, and what of the form says it: nothing, where `field` is undefined. */
type Part =
  | { readonly text: string; readonly field: undefined }
  | { readonly text: string; readonly field: SingleField; readonly value: string }
  | { readonly text: string; readonly field: 'attributes'; readonly row: AttributeRow };

/** What is asked beside the first filter. */
interface Beside {
  readonly text: string;
  readonly isChoice: boolean;
}

/** A query, taken apart. */
export interface QueryReading {
  readonly fields: QueryFields;
  /** Whether the query asks for more than the fields say. */
  readonly hasMore: boolean;
  /** What the first filter asks for. */
  readonly parts: readonly Part[];
  readonly beside: readonly Beside[];
}

/** The query that asks for nothing. */
export const NO_QUERY: QueryReading = readingOf([], []);

/** Takes a query apart; undefined when it can't be read. An empty one asks for nothing. */
export function readQuery(query: string): QueryReading | undefined {
  if (query.trim() === '') return NO_QUERY;
  const tree = parsed(query);
  if (tree === undefined) return undefined;
  const all = conjuncts(tree);
  const [first] = all;
  const isFilter = first?.type === 'filter';
  const beside = all.slice(isFilter ? 1 : 0).map(({ type, start, end }) => ({
    ...{ text: query.slice(start, end), isChoice: type === 'or' },
  }));
  if (!isFilter || first.where === undefined) return readingOf([], beside);
  return readingOf(partsOf(query, conjuncts(first.where)), beside);
}

function parsed(query: string): TraceqlSpanset | undefined {
  try {
    return parseTraceql(query);
  } catch (error) {
    if (error instanceof TraceqlError) return undefined;
    throw error;
  }
}

/** What must all hold, however it stands in parentheses. */
function conjuncts<T extends TraceqlSpanset | TraceqlCondition>(tree: T): readonly T[] {
  return tree.type === 'and' ? (tree.of as readonly T[]).flatMap((one) => conjuncts(one)) : [tree];
}

function partsOf(query: string, conditions: readonly TraceqlCondition[]): readonly Part[] {
  const taken = new Set<SingleField>();
  return conditions.map((condition): Part => {
    const source = query.slice(condition.start, condition.end);
    const text = condition.type === 'or' ? `(${source})` : source;
    const single = condition.type === 'comparison' ? singleOf(condition, query) : undefined;
    if (single !== undefined && !taken.has(single.field)) {
      taken.add(single.field);
      return { text, ...single };
    }
    const row = rowOf(condition, query);
    return row === undefined ? { text, field: undefined } : { text, field: 'attributes', row };
  });
}

interface Single {
  readonly field: SingleField;
  readonly value: string;
}

/** The field that says a comparison, and what stands in it. */
function singleOf(comparison: TraceqlComparison, query: string): Single | undefined {
  const { field, operator, value } = comparison;
  if (field.type === 'intrinsic' && field.name === 'span:duration' && value.type === 'duration') {
    const text = query.slice(value.start, value.end);
    if (operator === '>=' || operator === '>') return { field: 'minDuration', value: text };
    if (operator === '<=' || operator === '<') return { field: 'maxDuration', value: text };
  }
  if (operator !== '=') return undefined;
  if (field.type === 'attribute') {
    const isService = field.scope === 'resource' && field.key === 'service.name';
    return isService ? textIn('service', value) : undefined;
  }
  switch (field.name) {
    case 'span:name':
      return textIn('operation', value);
    case 'span:kind': {
      const kind = KINDS.find((one) => value.type === 'kind' && value.value === one);
      return kind && { field: 'kind', value: kind };
    }
    case 'span:status':
      return value.type === 'status' && value.value === 'error'
        ? { field: 'status', value: 'error' }
        : undefined;
    case 'trace:errorCount':
      return value.type === 'integer' && value.value === 0n
        ? { field: 'status', value: 'none' }
        : undefined;
    default:
      return undefined;
  }
}

function textIn(field: SingleField, value: TraceqlValue): Single | undefined {
  // An empty field asks for nothing.
  return value.type === 'text' && value.value !== '' ? { field, value: value.value } : undefined;
}

function readingOf(parts: readonly Part[], beside: readonly Beside[]): QueryReading {
  const singles: Record<string, string> = {};
  const attributes: AttributeRow[] = [];
  let hasMore = beside.length > 0;
  for (const part of parts) {
    if (part.field === undefined) hasMore = true;
    else if (part.field === 'attributes') attributes.push(part.row);
    else singles[part.field] = part.value;
  }
  return { fields: { ...NO_FIELDS, ...singles, attributes }, hasMore, parts, beside };
}

/** In the order in which a query gets them. */
const SINGLE_FIELDS: readonly SingleField[] = [
  ...(['service', 'operation', 'kind', 'status', 'minDuration', 'maxDuration'] as const),
];

/**
 * The query that asks for these fields in place of those that were read. What did not change, and what no field says,
 * stays as it was written. Rows must be complete and durations TraceQL's, or they are left out.
 */
export function writeQuery(reading: QueryReading, fields: QueryFields): string {
  const rows = [...rowsInPlace(reading, fields.attributes.filter(isCompleteRow))];
  const conditions: Condition[] = [];
  for (const { text, ...part } of reading.parts) {
    if (part.field === undefined) {
      conditions.push({ text, field: undefined });
    } else if (part.field === 'attributes') {
      conditions.push(...(rows.shift() ?? []).map((row) => ({ text: row, field: undefined })));
    } else {
      const value = fields[part.field];
      const written = value === part.value ? text : singleCondition(part.field, value, text);
      conditions.push({ text: written, field: part.field });
    }
  }
  for (const [order, field] of SINGLE_FIELDS.entries()) {
    if (conditions.some((one) => one.field === field)) continue;
    const before = SINGLE_FIELDS.slice(0, order);
    const place = conditions.findLastIndex(({ field: one }) => one && before.includes(one));
    conditions.splice(place + 1, 0, { text: singleCondition(field, fields[field]), field });
  }
  const texts = [...conditions.map(({ text }) => text), ...rows.flat()];
  return joined(
    texts.filter((text) => text !== ''),
    reading.beside,
  );
}

/** A condition of the query that is written; empty where its field asks for nothing. */
interface Condition {
  readonly text: string;
  readonly field: SingleField | undefined;
}

/** The text of each row in the place of the one it was read from: unchanged rows keep theirs, others take what is free. */
function rowsInPlace(
  { parts }: QueryReading,
  rows: readonly AttributeRow[],
): readonly (readonly string[])[] {
  const before = parts.filter((part) => part.field === 'attributes');
  const places: (readonly string[])[] = before.map(() => []);
  const left = [...rows];
  const free: number[] = [];
  for (const [place, { row, text }] of before.entries()) {
    const same = left.findIndex((one) => isSameRow(one, row));
    if (same < 0) {
      free.push(place);
    } else {
      left.splice(same, 1);
      places[place] = [text];
    }
  }
  for (const row of left) {
    const place = free.shift();
    if (place === undefined) places.push([rowCondition(row)]);
    else places[place] = [rowCondition(row)];
  }
  return places;
}

/** The condition of a field, or none; a bound is compared as it was before. */
function singleCondition(field: SingleField, value: string, before = ''): string {
  if (value === '' || !value.isWellFormed()) return '';
  const text = formatTraceqlValue({ type: 'text', value });
  switch (field) {
    case 'service':
      return `resource.service.name = ${text}`;
    case 'operation':
      return `name = ${text}`;
    case 'kind':
      return `kind = ${value}`;
    case 'status':
      return value === 'error' ? 'status = error' : 'trace:errorCount = 0';
    case 'minDuration':
      return isDuration(value) ? `duration ${isStrict(before) ? '>' : '>='} ${value}` : '';
    case 'maxDuration':
      return isDuration(value) ? `duration ${isStrict(before) ? '<' : '<='} ${value}` : '';
  }
}

function isStrict(condition: string): boolean {
  return /[<>](?!=)/.test(condition);
}

/** Whether a text is a duration as TraceQL has it, such as `1.5s`. */
export function isDuration(text: string): boolean {
  return numberValue(text)?.type === 'duration';
}

function joined(conditions: readonly string[], beside: readonly Beside[]): string {
  const [only] = beside;
  if (conditions.length === 0) {
    if (only === undefined) return '';
    // Alone it needs no filter in front to be no field's.
    if (only.isChoice && beside.length === 1) return only.text;
  }
  const filter = conditions.length === 0 ? '{}' : `{ ${conditions.join(' && ')} }`;
  return [filter, ...beside.map(({ text, isChoice }) => (isChoice ? `(${text})` : text))].join(
    ' && ',
  );
}
