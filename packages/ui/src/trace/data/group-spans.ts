// Spans of a trace in groups that a reader asks for: by service, by operation, by host, by the value of an attribute.
import { AttributeTexts, collectAttributeKeys } from '@clew/model';
import { PAGE_SPANS } from './span-pages.ts';
import type { Trace } from './trace.ts';
import type { Work } from './turns.ts';

/** What spans can be grouped by; anything else is the key of an attribute, after `attribute:`. */
export const FIXED_GROUPINGS = ['operation', 'service', 'host'] as const;

const ATTRIBUTE = 'attribute:';
/** Rows after which work may be left off. */
const STEP = 512;

/** Groups of rows; one that has no value is in none. */
export interface SpanGroups {
  readonly names: readonly string[];
  /** The group of each row, or −1. */
  readonly group: Int32Array;
}

/** The grouping by an attribute's value. */
export function byAttribute(key: string): string {
  return ATTRIBUTE + key;
}

/** The attribute that a grouping is by, if it is by one: then all of the trace's spans have to be here. */
export function attributeOf(grouping: string): string | undefined {
  return grouping.startsWith(ATTRIBUTE) ? grouping.slice(ATTRIBUTE.length) : undefined;
}

/** Puts each row into the group of what it has; groups are in the order in which they come up. */
export function* groupSpans(trace: Trace, grouping: string): Work<SpanGroups> {
  const key = attributeOf(grouping);
  if (key !== undefined) return yield* groupBy(trace, attributeNamer(trace, key));
  if (grouping === 'service') return yield* groupBy(trace, (row) => trace.serviceOf(row));
  if (grouping === 'host') {
    return yield* groupBy(trace, (row) => trace.hosts[trace.host[row] ?? 0] || undefined);
  }
  return yield* groupBy(trace, operationNamer(trace));
}

/** Groups of rows by one grouping or by several at once; every row is in one. */
export interface CrossGroups {
  /** What each group's rows have, one of each grouping; undefined for what they have not. */
  readonly values: readonly (readonly (string | undefined)[])[];
  /** The group of each row. */
  readonly group: Int32Array;
  /** The first row of each group. */
  readonly first: readonly number[];
}

/** Puts each row into the group of what it has of each of the groupings. */
export function* crossGroups(trace: Trace, groupings: readonly string[]): Work<CrossGroups> {
  let group = new Int32Array(trace.count);
  let values: (readonly (string | undefined)[])[] = [[]];
  let first: readonly number[] = [0];
  for (const grouping of groupings) {
    const by = yield* groupSpans(trace, grouping);
    const stride = by.names.length + 1;
    const indices = new Map<number, number>();
    const next: (readonly (string | undefined)[])[] = [];
    const crossed = new Int32Array(trace.count);
    const rows: number[] = [];
    for (let row = 0; row < trace.count; row++) {
      const before = group[row] as number;
      const own = by.group[row] as number;
      const pair = before * stride + own + 1;
      let index = indices.get(pair);
      if (index === undefined) {
        index = next.length;
        indices.set(pair, index);
        next.push([...(values[before] ?? []), by.names[own]]);
        rows.push(row);
      }
      crossed[row] = index;
      if (row % STEP === 0) yield;
    }
    group = crossed;
    values = next;
    first = rows;
  }
  return { values, group, first };
}

function* groupBy(trace: Trace, nameOf: (row: number) => string | undefined): Work<SpanGroups> {
  const indices = new Map<string, number>();
  const group = new Int32Array(trace.count);
  for (let row = 0; row < trace.count; row++) {
    if (row % STEP === 0) yield;
    const name = nameOf(row);
    if (name === undefined) {
      group[row] = -1;
      continue;
    }
    const index = indices.get(name) ?? indices.size;
    indices.set(name, index);
    group[row] = index;
  }
  return { names: [...indices.keys()], group };
}

/** Service and operation, put together once for each pair. */
function operationNamer(trace: Trace): (row: number) => string {
  const known = new Map<number, string>();
  const services = trace.services.length;
  return (row) => {
    const pair = trace.nameSymbol(row) * services + (trace.service[row] ?? 0);
    const name = known.get(pair) ?? `${trace.serviceOf(row)}: ${trace.nameOf(row)}`;
    known.set(pair, name);
    return name;
  };
}

/** Reads an attribute of rows as a text; undefined where neither span nor process has it. */
export function attributeNamer(trace: Trace, key: string): (row: number) => string | undefined {
  const texts = trace.pages.pages.map((reader) => reader && new AttributeTexts(reader, key));
  return (row) => {
    const ordinal = trace.ordinal[row] ?? 0;
    return texts[Math.floor(ordinal / PAGE_SPANS)]?.textOf(ordinal % PAGE_SPANS);
  };
}

/** The keys of all attributes of the spans that are here and of their processes, sorted. */
export function attributeKeysOf(trace: Trace): readonly string[] {
  const keys = new Set<string>();
  for (const reader of trace.pages.pages) {
    if (reader !== undefined) collectAttributeKeys(reader, keys);
  }
  return [...keys].sort();
}
