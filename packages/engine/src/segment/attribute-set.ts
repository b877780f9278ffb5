// Reads attributes back from columns to lists: owner by owner, each column giving its next value.
import type { SpanBatchBuilder, SpanCopier } from '@clew/model';
import type { KeyColumn, PlainColumn } from './attribute-columns.ts';
import { valueAt } from './column-codec.ts';

/** Owners between two places of an attribute set from which a walk can start. */
const CHECKPOINT_OWNERS = 64;

/** Where a walk over an attribute set stands: for each column its next value, and its next plain value. */
class AttributePosition {
  readonly next: Uint32Array;
  readonly nextPlain: Uint32Array;

  constructor(next: Uint32Array, nextPlain: Uint32Array) {
    this.next = next;
    this.nextPlain = nextPlain;
  }

  copy(): AttributePosition {
    return new AttributePosition(this.next.slice(), this.nextPlain.slice());
  }
}

/** The attributes of a block's spans, events or links as columns, to be read list by list. */
export class AttributeSet {
  /** For each owner, its list's shape. */
  readonly shape: Uint32Array;
  readonly columns: readonly KeyColumn[];
  readonly #shapes: readonly Uint32Array[];
  readonly #readPlain: () => readonly (PlainColumn | undefined)[];
  readonly #columnOf: ReadonlyMap<number, number>;
  #plain: readonly (PlainColumn | undefined)[] | undefined;
  #checkpoints: readonly AttributePosition[] | undefined;

  constructor(
    shape: Uint32Array,
    columns: readonly KeyColumn[],
    shapes: readonly Uint32Array[],
    readPlain: () => readonly (PlainColumn | undefined)[],
  ) {
    this.shape = shape;
    this.columns = columns;
    this.#shapes = shapes;
    this.#readPlain = readPlain;
    this.#columnOf = new Map(columns.map((column, index) => [column.key, index]));
  }

  /** The plain values of each column. */
  plain(): readonly (PlainColumn | undefined)[] {
    this.#plain ??= this.#readPlain();
    return this.#plain;
  }

  /** The keys of an owner's list. */
  keys(owner: number): Uint32Array {
    return this.#shapes[this.shape[owner] as number] as Uint32Array;
  }

  columnOf(key: number): number {
    return this.#columnOf.get(key) as number;
  }

  /** A position, which is the caller's, at an owner at or before the wanted one; and which owner that is. */
  checkpoint(owner: number): readonly [AttributePosition, number] {
    this.#checkpoints ??= this.#makeCheckpoints();
    const index = Math.floor(owner / CHECKPOINT_OWNERS);
    return [(this.#checkpoints[index] as AttributePosition).copy(), index * CHECKPOINT_OWNERS];
  }

  /** The next value's reference in a column, after which the position is past it. */
  take(position: AttributePosition, column: number): number {
    const row = position.next[column] as number;
    position.next[column] = row + 1;
    const reference = valueAt((this.columns[column] as KeyColumn).references, row);
    if (reference === 0) {
      position.nextPlain[column] = (position.nextPlain[column] as number) + 1;
    }
    return reference;
  }

  #makeCheckpoints(): readonly AttributePosition[] {
    const columns = this.columns.length;
    const position = new AttributePosition(new Uint32Array(columns), new Uint32Array(columns));
    const checkpoints: AttributePosition[] = [];
    for (let owner = 0; owner <= this.shape.length; owner++) {
      if (owner % CHECKPOINT_OWNERS === 0) checkpoints.push(position.copy());
      if (owner === this.shape.length) break;
      for (const key of this.keys(owner)) this.take(position, this.columnOf(key));
    }
    return checkpoints;
  }
}

/** Walks the owners of an attribute set in order. */
export class RowAttributes {
  readonly #set: AttributeSet;
  readonly #copier: SpanCopier;
  #position: AttributePosition;
  #owner: number;

  constructor(set: AttributeSet, copier: SpanCopier) {
    this.#set = set;
    this.#copier = copier;
    [this.#position, this.#owner] = set.checkpoint(0);
  }

  /** Goes on to an owner that is not before the next one. */
  skipTo(owner: number): void {
    if (owner - this.#owner > CHECKPOINT_OWNERS) {
      [this.#position, this.#owner] = this.#set.checkpoint(owner);
    }
    for (; this.#owner < owner; this.#owner++) {
      for (const key of this.#set.keys(this.#owner)) {
        this.#set.take(this.#position, this.#set.columnOf(key));
      }
    }
  }

  /** Appends the attributes of an owner, which must be the next one. */
  append(owner: number, to: SpanBatchBuilder['attributes'], { values }: SpanBatchBuilder): void {
    this.#owner = owner + 1;
    for (const key of this.#set.keys(owner)) {
      const column = this.#set.columnOf(key);
      const plainRow = this.#position.nextPlain[column] as number;
      const reference = this.#set.take(this.#position, column);
      const copiedKey = this.#copier.copySymbol(key);
      if (reference !== 0) {
        to.reference(copiedKey, this.#copier.copySymbol(reference - 1) << 1);
        continue;
      }
      const plain = this.#set.plain()[column] as PlainColumn;
      const start = plainRow === 0 ? 0 : (plain.ends[plainRow - 1] as number);
      const end = plain.ends[plainRow] as number;
      const type = plain.types[plainRow] as number;
      to.reference(copiedKey, values.plain(type, plain.bytes, start, end));
    }
  }
}
