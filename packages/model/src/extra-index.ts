// Finds what few spans have (see `Extra`) by its owner.
import type { Extra } from './span-batch-layout.ts';

const NONE: readonly number[] = [];

/** An index over a batch's rows of extras. */
export class ExtraIndex {
  readonly #rows: Map<number, number[]> = new Map();

  constructor(extra: Uint32Array) {
    for (let i = 0; i < extra.length; i += 3) {
      const key = keyOf(extra[i] as number, extra[i + 1] as number);
      const values = this.#rows.get(key);
      if (values === undefined) this.#rows.set(key, [extra[i + 2] as number]);
      else values.push(extra[i + 2] as number);
    }
  }

  /** The values of a field that an owner has, in the order in which they came. */
  values(field: Extra, owner: number): readonly number[] {
    if (this.#rows.size === 0) return NONE;
    return this.#rows.get(keyOf(field, owner)) ?? NONE;
  }
}

function keyOf(field: number, owner: number): number {
  return owner * 16 + field;
}
