// The columns of the span table: how each is written, filed and sorted. What sorting needs is a number for each row,
// made once for a column when it is first sorted by.
import { SpanKind, spanKindName } from '@clew/model';
import type { TFunction } from 'i18next';
import type { Format } from '../../format/format.ts';
import { attributeNamer, attributeOf, byAttribute } from '../data/group-spans.ts';
import { isError, type Trace } from '../data/trace.ts';
import type { Work } from '../data/turns.ts';
import { sortRows } from '../grid/sort-rows.ts';
import { textRanks } from '../grid/text-ranks.ts';

/** The columns that every trace has, in their order. */
export const SPAN_COLUMNS = [
  'service',
  'operation',
  'start',
  'duration',
  'self',
  'path',
  'kind',
  'status',
  'host',
  'depth',
  'events',
  'span',
] as const;
type SpanColumnName = (typeof SPAN_COLUMNS)[number];

/** What a column is named in a file, with its unit. */
const FILE_NAMES: Readonly<Partial<Record<SpanColumnName, string>>> = {
  start: 'startNanos',
  duration: 'durationNanos',
  self: 'selfNanos',
  path: 'criticalPathShare',
  span: 'spanId',
};

const NUMBERS: ReadonlySet<string> = new Set<SpanColumnName>([
  'start',
  'duration',
  'self',
  'path',
  'depth',
  'events',
]);

/** Digits of half a span id. */
const HALF_ID = 8;
/** Rows after which work may be left off. */
const STEP = 512;

/** A column of the table; the id of an attribute's is its grouping. */
export interface SpanColumn {
  readonly id: string;
  readonly fileName: string;
  readonly isNumber: boolean;
  readonly isAttribute: boolean;
  /** As it is shown. */
  readonly text: (row: number) => string;
  /** As it is filed: numbers in nanoseconds, texts that are the same in every language. */
  readonly value: (row: number) => string | number;
}

/** How a trace's columns are written. */
export interface ColumnLanguage {
  readonly t: TFunction;
  readonly format: Format;
}

/** A column by its name, or undefined if there is none of the name. */
function spanColumn(trace: Trace, name: SpanColumnName, { t, format }: ColumnLanguage): SpanColumn {
  const value = valueReader(trace, name);
  const text = (row: number): string => {
    const one = value(row);
    switch (name) {
      case 'service':
        return String(one) || t('trace.noService');
      case 'operation':
        return String(one) || t('trace.noName');
      case 'start':
        return format.timeAfter(Number(one));
      case 'duration':
      case 'self':
        return format.duration(Number(one));
      case 'path':
        return one === 0 ? '' : format.percent(Number(one));
      case 'kind': {
        const kind = trace.kindOf(row);
        return kind === SpanKind.unspecified ? '' : t(`kind.${spanKindName(kind)}`);
      }
      case 'status':
        return one === 'unset' ? '' : t(`status.${one === 'ok' ? 'ok' : 'error'}`);
      case 'events':
        return one === 0 ? '' : format.number(Number(one));
      case 'depth':
        return format.number(Number(one));
      case 'host':
      case 'span':
        return String(one);
    }
  };
  return {
    id: name,
    fileName: FILE_NAMES[name] ?? name,
    isNumber: NUMBERS.has(name),
    isAttribute: false,
    text,
    value,
  };
}

/** A column of an attribute's values; all of the trace's spans have to be here. */
function attributeColumn(trace: Trace, key: string): SpanColumn {
  const read = attributeNamer(trace, key);
  const text = (row: number) => read(row) ?? '';
  return {
    id: byAttribute(key),
    fileName: key,
    isNumber: false,
    isAttribute: true,
    text,
    value: text,
  };
}

function valueReader(trace: Trace, name: SpanColumnName): (row: number) => string | number {
  const { offset, length, depth, timeUse } = trace;
  switch (name) {
    case 'service':
      return (row) => trace.serviceOf(row);
    case 'operation':
      return (row) => trace.nameOf(row);
    case 'start':
      return (row) => offset[row] ?? 0;
    case 'duration':
      return (row) => length[row] ?? 0;
    case 'self':
      return (row) => timeUse.self[row] ?? 0;
    case 'path':
      return (row) => (trace.duration > 0 ? (timeUse.onPath[row] ?? 0) / trace.duration : 0);
    case 'kind':
      return (row) => spanKindName(trace.kindOf(row));
    case 'status':
      return (row) => (isError(trace, row) ? 'error' : trace.statusOf(row) === 0 ? 'unset' : 'ok');
    case 'host':
      return (row) => trace.hosts[trace.host[row] ?? 0] ?? '';
    case 'depth':
      return (row) => depth[row] ?? 0;
    case 'events':
      return (row) => trace.eventCount(row);
    case 'span':
      return (row) => trace.spanIdOf(row);
  }
}

/** A number for each row by which a column is sorted; NaN where a row has no value. Of two the second counts more. */
function* sortKeys(trace: Trace, column: SpanColumn): Work<readonly Float64Array[]> {
  if (column.isNumber) return [yield* rowNumbers(trace, (row) => Number(column.value(row)))];
  if (column.id === 'span') {
    // A double does not hold 16 hex digits.
    const half = (from: number, to: number) =>
      rowNumbers(trace, (row) => Number.parseInt(trace.spanIdOf(row).slice(from, to), 16));
    return [yield* half(HALF_ID, HALF_ID * 2), yield* half(0, HALF_ID)];
  }
  return [yield* textKeys(trace, column)];
}

function* rowNumbers(trace: Trace, numberOf: (row: number) => number): Work<Float64Array> {
  const numbers = new Float64Array(trace.count);
  for (let row = 0; row < numbers.length; row++) {
    numbers[row] = numberOf(row);
    if (row % STEP === 0) yield;
  }
  return numbers;
}

function* textKeys(trace: Trace, column: SpanColumn): Work<Float64Array> {
  const keys = new Float64Array(trace.count);
  const indices = new Map<string, number>();
  for (let row = 0; row < keys.length; row++) {
    if (row % STEP === 0) yield;
    const text = String(column.value(row));
    if (text === '') {
      keys[row] = Number.NaN;
      continue;
    }
    let index = indices.get(text);
    if (index === undefined) {
      index = indices.size;
      indices.set(text, index);
    }
    keys[row] = index;
  }
  const ranks = yield* textRanks([...indices.keys()]);
  for (let row = 0; row < keys.length; row++) {
    const index = keys[row] as number;
    if (!Number.isNaN(index)) keys[row] = ranks[index] as number;
  }
  return keys;
}

/** The columns of a trace, each made once, and what they are sorted by. */
export class SpanColumns {
  readonly #trace: Trace;
  readonly #language: ColumnLanguage;
  readonly #columns = new Map<string, SpanColumn>();
  readonly #keys = new Map<string, readonly Float64Array[]>();

  constructor(trace: Trace, language: ColumnLanguage) {
    this.#trace = trace;
    this.#language = language;
  }

  /** A column by its id; undefined for what is none. An attribute's can be had when all spans are here. */
  column(id: string): SpanColumn | undefined {
    let column = this.#columns.get(id);
    if (column === undefined) {
      column = this.#make(id);
      if (column !== undefined) this.#columns.set(id, column);
    }
    return column;
  }

  /** Rows in the order of a column. What that takes of the column is made once. */
  *sorted(column: SpanColumn, rows: Int32Array, isDescending: boolean): Work<Int32Array> {
    let keys = this.#keys.get(column.id);
    if (keys === undefined) {
      keys = yield* sortKeys(this.#trace, column);
      this.#keys.set(column.id, keys);
    }
    let sorted = rows;
    for (const key of keys) sorted = yield* sortRows(sorted, key, isDescending);
    return sorted;
  }

  #make(id: string): SpanColumn | undefined {
    const name = SPAN_COLUMNS.find((one) => one === id);
    if (name !== undefined) return spanColumn(this.#trace, name, this.#language);
    const key = attributeOf(id);
    return key === undefined ? undefined : attributeColumn(this.#trace, key);
  }
}
