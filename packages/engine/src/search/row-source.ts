// What a condition on spans is evaluated on: a batch of a head or a block of a segment, column by column.
import type { AttributeScope, Comparison, TextField, TimeRange } from '@clew/storage';
import { wordsOf } from '../segment/words.ts';
import type { ValueTest } from './value-test.ts';

/** For each row, 1 where a condition holds. */
export type RowMask = Uint8Array;

/** Rows of spans in columns. Masks that it gives belong to the caller. */
export interface RowSource {
  readonly rows: number;
  /** Unix nanoseconds as word pairs. */
  readonly start: Uint32Array;
  readonly duration: Uint32Array;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  /** Rows with an accepted text in a field. */
  textMask(field: TextField, test: ValueTest): RowMask;
  /** Rows with an accepted value under a key. */
  attributeMask(scope: AttributeScope, key: Uint8Array, test: ValueTest): RowMask;
  /** The links of all rows; undefined where there are none. */
  links(): LinkIds | undefined;
}

/** Which traces and spans the links of rows point to. */
export interface LinkIds {
  /** Closes each row's run of links. */
  readonly end: Uint32Array;
  readonly traceId: IdColumn;
  readonly spanId: IdColumn;
}

/** Ids that stand in bytes at equal distances. */
export interface IdColumn {
  readonly bytes: Uint8Array;
  /** Where the first one begins. */
  readonly first: number;
  /** From the beginning of one to that of the next. */
  readonly step: number;
}

/** Rows whose 64-bit number compares as wanted. */
export function wordsMask(
  words: Uint32Array,
  rows: number,
  is: Comparison,
  wanted: bigint,
): RowMask {
  const mask = new Uint8Array(rows);
  const [low, high] = wordsOf(wanted);
  const below = is === '<' || is === '<=' || is === '!=' ? 1 : 0;
  const equal = is === '=' || is === '<=' || is === '>=' ? 1 : 0;
  const above = is === '>' || is === '>=' || is === '!=' ? 1 : 0;
  if (wanted < 0n || wanted > 0xffff_ffff_ffff_ffffn) return mask.fill(wanted < 0n ? above : below);
  for (let row = 0; row < rows; row++) {
    const h = words[row * 2 + 1] as number;
    const l = words[row * 2] as number;
    mask[row] =
      h === high ? (l === low ? equal : l < low ? below : above) : h < high ? below : above;
  }
  return mask;
}

/** Rows whose small number is, or is not, the wanted one. */
export function bytesMask(column: Uint8Array, is: '=' | '!=', wanted: number): RowMask {
  const mask = new Uint8Array(column.length);
  const equal = is === '=' ? 1 : 0;
  for (let row = 0; row < mask.length; row++)
    mask[row] = column[row] === wanted ? equal : 1 - equal;
  return mask;
}

/** Rows that start in a range. */
export function rangeMask(source: RowSource, { from, to }: TimeRange): RowMask {
  const mask = wordsMask(source.start, source.rows, '>=', from);
  and(mask, wordsMask(source.start, source.rows, '<=', to));
  return mask;
}

/** Leaves in the first mask what is also in the second. */
export function and(mask: RowMask, other: RowMask): void {
  for (let row = 0; row < mask.length; row++) {
    mask[row] = (mask[row] as number) & (other[row] as number);
  }
}
