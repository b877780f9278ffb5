// Conditions on where the links of spans point to: which blocks can't hold such a link, and which rows have one.
import { hexDecodeInto } from '@clew/model';
import type { SpanExpression } from '@clew/storage';
import { mayContain } from '../segment/bloom-filter.ts';
import { linkSpanIdItem, linkTraceIdItem } from '../segment/filter-items.ts';
import type { BlockSummary } from '../segment/segment-reader.ts';
import { markRows } from './batch-rows.ts';
import type { IdColumn, RowSource } from './row-source.ts';
import type { SpanCondition } from './span-condition.ts';

/** Whether a span of a block may have a link; with items, whether it may be one that stands for one of them. */
export function mayHaveLink(
  { footer, filter }: BlockSummary,
  items: readonly number[] | undefined,
): boolean {
  // Older segments do not say how many links there are, and their filters have none.
  if (footer.links === undefined) return footer.rest !== undefined;
  if (footer.links === 0) return false;
  return items === undefined || items.some((item) => mayContain(filter(), item));
}

/** Rows with a link to one of some traces or spans, or to another one. */
export function linkIdCondition({
  op,
  is,
  ids,
}: Extract<SpanExpression, { readonly op: 'linkTraceId' | 'linkSpanId' }>): SpanCondition {
  const [field, length, itemOf] =
    op === 'linkTraceId'
      ? (['traceId', 16, linkTraceIdItem] as const)
      : (['spanId', 8, linkSpanIdItem] as const);
  const wanted = ids.map((id) => bytesOf(id, length));
  const items = is === '=' ? wanted.map((id) => itemOf(id, 0)) : undefined;
  return {
    mayMatch: (block) => mayHaveLink(block, items),
    surelyAll: () => false,
    rows(source) {
      const mask = new Uint8Array(source.rows);
      const links = source.links();
      if (links !== undefined) {
        const count = links.end.at(-1) ?? 0;
        markRows(acceptedIds(links[field], count, wanted, is === '='), links.end, mask);
      }
      return mask;
    },
  };
}

/** Rows that have a link. */
export function hasLinkCondition(): SpanCondition {
  return {
    mayMatch: (block) => mayHaveLink(block, undefined),
    surelyAll: () => false,
    rows: rowsWithLinks,
  };
}

function rowsWithLinks(source: RowSource): Uint8Array {
  const mask = new Uint8Array(source.rows);
  const end = source.links()?.end;
  if (end === undefined) return mask;
  let first = 0;
  for (let row = 0; row < mask.length; row++) {
    const last = end[row] as number;
    mask[row] = last > first ? 1 : 0;
    first = last;
  }
  return mask;
}

function bytesOf(id: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  if (hexDecodeInto(id, bytes, 0, length)) return bytes;
  throw new RangeError(`${JSON.stringify(id)} is no id of ${length} bytes in hex`);
}

/** For each id of a column, 1 where it is one of the wanted ones, or where it is none of them. */
function acceptedIds(
  { bytes, first, step }: IdColumn,
  count: number,
  wanted: readonly Uint8Array[],
  isWanted: boolean,
): Uint8Array {
  const marks = new Uint8Array(count).fill(isWanted ? 0 : 1);
  for (const id of wanted) {
    for (let i = 0, at = first; i < count; i++, at += step) {
      if (standsAt(bytes, at, id)) marks[i] = isWanted ? 1 : 0;
    }
  }
  return marks;
}

function standsAt(bytes: Uint8Array, at: number, id: Uint8Array): boolean {
  // The last bytes differ most: ids of 64 bits begin with zeros.
  for (let i = id.length - 1; i >= 0; i--) if (bytes[at + i] !== id[i]) return false;
  return true;
}
