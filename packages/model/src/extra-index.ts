// Finds what few spans have (see `Extra`) by its owner; in a large trace few may be hundreds of thousands, so that there is no
// object for each. A field's rows mostly stand in the order of their owners, and are mostly asked for in that order.

import { sortRows } from './sort-rows.ts';
import type { Extra } from './span-batch-layout.ts';
import { atOnce } from './steps.ts';

const NONE: readonly number[] = [];
/** How many numbers a row of extras has: field, owner, value. */
const ROW_WORDS = 3;

/** The rows of one field in the order of their owners. */
interface FieldRows {
  /** Where each row begins. */
  readonly rows: Uint32Array;
  /** The place after what was found last. */
  next: number;
}

/** An index over a batch's rows of extras. */
export class ExtraIndex {
  readonly #extra: Uint32Array;
  /** By field. */
  readonly #fields: (FieldRows | undefined)[] = [];

  constructor(extra: Uint32Array) {
    this.#extra = extra;
    const counts: number[] = [];
    for (let at = 0; at < extra.length; at += ROW_WORDS) {
      const field = extra[at] as number;
      counts[field] = (counts[field] ?? 0) + 1;
    }
    const filled = counts.map((count) => ({ rows: new Uint32Array(count), next: 0 }));
    for (let at = 0; at < extra.length; at += ROW_WORDS) {
      const of = filled[extra[at] as number] as FieldRows;
      of.rows[of.next++] = at;
    }
    const byOwner = (a: number, b: number): number => this.#ownerAt(a) - this.#ownerAt(b);
    for (const [field, of] of filled.entries()) {
      if (of !== undefined)
        this.#fields[field] = { rows: atOnce(sortRows(of.rows, byOwner)), next: 0 };
    }
  }

  /** The values of a field that an owner has, in the order in which they came. */
  values(field: Extra, owner: number): readonly number[] {
    const of = this.#fields[field];
    if (of === undefined) return NONE;
    const { rows } = of;
    let at = this.#isFirst(of, owner) ? of.next : this.#firstNotBelow(rows, owner);
    of.next = at;
    if (at === rows.length || this.#ownerAt(rows[at] as number) !== owner) return NONE;
    const values: number[] = [];
    for (; at < rows.length && this.#ownerAt(rows[at] as number) === owner; at++) {
      values.push(this.#extra[(rows[at] as number) + 2] as number);
    }
    of.next = at;
    return values;
  }

  /** Whether an owner's rows begin where the last ones ended, or there are none. */
  #isFirst({ rows, next }: FieldRows, owner: number): boolean {
    const isAfter = next === 0 || this.#ownerAt(rows[next - 1] as number) < owner;
    return isAfter && (next === rows.length || this.#ownerAt(rows[next] as number) >= owner);
  }

  #firstNotBelow(rows: Uint32Array, owner: number): number {
    let low = 0;
    let high = rows.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ownerAt(rows[middle] as number) < owner) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #ownerAt(row: number): number {
    return this.#extra[row + 1] as number;
  }
}
