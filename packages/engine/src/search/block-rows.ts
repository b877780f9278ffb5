// Evaluates conditions on the columns of one block of a segment.
import { type SpanBatch, ValueType } from '@clew/model';
import { Extra } from '@clew/model/columns';
import type { AttributeScope, TextField } from '@clew/storage';
import type { KeyColumn, PlainColumn } from '../segment/attribute-columns.ts';
import type { AttributeSet } from '../segment/attribute-set.ts';
import type { Block, BlockEvents, BlockLinks } from '../segment/block.ts';
import { LINK_ID_BYTES } from '../segment/block-writer.ts';
import type { DictionaryColumn } from '../segment/column-codec.ts';
import { symbolsInDictionary } from '../segment/symbols-of.ts';
import { listMask, markRows, orInto, SymbolTest } from './batch-rows.ts';
import type { LinkIds, RowMask, RowSource } from './row-source.ts';
import type { ValueTest } from './value-test.ts';

/** A block as rows to search. */
export class BlockRows implements RowSource {
  readonly rows: number;
  readonly kind: Uint8Array;
  readonly status: Uint8Array;
  readonly #block: Block;
  readonly #dictionary: SpanBatch;

  constructor(block: Block) {
    this.#block = block;
    this.#dictionary = block.segment.dictionary();
    this.rows = block.rows;
    this.kind = block.kind;
    this.status = block.status;
  }

  get start(): Uint32Array {
    return this.#block.start;
  }

  get duration(): Uint32Array {
    return this.#block.duration;
  }

  textMask(field: TextField, test: ValueTest): RowMask {
    const dictionary = this.#dictionary;
    const block = this.#block;
    const accepted = dictionaryTest(dictionary, test).symbols;
    const ofOwner =
      (symbols: Uint32Array) =>
      (owner: number): 0 | 1 =>
        accepted.of(symbols[owner] as number);
    switch (field) {
      case 'service':
        return spreadDistinct(block.resource, ofOwner(dictionary.resourceService));
      case 'name':
        return spreadDistinct(block.name, (name) => accepted.of(name));
      case 'scopeName':
        return spreadDistinct(block.scope, ofOwner(dictionary.scopeName));
      case 'scopeVersion':
        return spreadDistinct(block.scope, ofOwner(dictionary.scopeVersion));
      case 'eventName': {
        const mask = new Uint8Array(this.rows);
        const events = block.events();
        if (events !== undefined) markRows(accepted.ofEach(events.name), events.end, mask);
        return mask;
      }
      case 'statusMessage':
      case 'traceState':
        return this.#extraMask(field, accepted, test);
    }
  }

  /** Rows with an accepted text in a field that few spans have; the others have the empty text. */
  #extraMask(
    field: 'statusMessage' | 'traceState',
    accepted: SymbolTest,
    test: ValueTest,
  ): RowMask {
    const mask = new Uint8Array(this.rows).fill(accepted.ofEmpty());
    for (const [row, extras] of this.#block.spanExtras()) {
      for (const { field: found, value, text } of extras) {
        if (found !== Extra[field]) continue;
        // A status message stands there itself, its type byte first; a trace state is a symbol.
        mask[row] =
          text === undefined
            ? accepted.of(value)
            : Number(test(ValueType.string, text, 1, text.length));
      }
    }
    return mask;
  }

  attributeMask(scope: AttributeScope, key: Uint8Array, test: ValueTest): RowMask {
    const mask = new Uint8Array(this.rows);
    const keys = symbolsInDictionary(this.#dictionary, key);
    if (keys.length === 0) return mask;
    const any = scope === 'any';
    const answers = dictionaryTest(this.#dictionary, test);
    if (any || scope === 'resource') {
      const found = answers.resources(keys);
      orInto(
        mask,
        spreadDistinct(this.#block.resource, (resource) => found[resource] as number),
      );
      if (!mask.includes(0)) return mask;
    }
    if (any || scope === 'span') this.#markOwners(this.#block.attributes(), keys, test, mask);
    if (any || scope === 'event') this.#markParts(this.#block.events(), keys, test, mask);
    if (scope === 'link') this.#markParts(this.#block.links(), keys, test, mask);
    if (any || scope === 'scope') {
      const found = answers.scopes(keys);
      orInto(
        mask,
        spreadDistinct(this.#block.scope, (one) => found[one] as number),
      );
    }
    return mask;
  }

  links(): LinkIds | undefined {
    const links = this.#block.links();
    if (links === undefined) return undefined;
    return {
      end: links.end,
      traceId: { bytes: links.ids, first: 0, step: LINK_ID_BYTES },
      spanId: { bytes: links.ids, first: 16, step: LINK_ID_BYTES },
    };
  }

  /** Marks the rows that have an event or a link with an accepted value under one of the keys. */
  #markParts(
    parts: BlockEvents | BlockLinks | undefined,
    keys: readonly number[],
    test: ValueTest,
    mask: RowMask,
  ): void {
    if (parts === undefined) return;
    const marked = new Uint8Array(parts.end.at(-1) ?? 0);
    this.#markOwners(parts.attributes, keys, test, marked);
    markRows(marked, parts.end, mask);
  }

  /** Marks the owners that have an accepted value under one of the keys. */
  #markOwners(set: AttributeSet, keys: readonly number[], test: ValueTest, mask: Uint8Array): void {
    const shapes = this.#block.segment.shapes();
    for (const key of keys) {
      const index = set.columns.findIndex((column) => column.key === key);
      if (index < 0) continue;
      const column = set.columns[index] as KeyColumn;
      // Where there are no plain values their frame need not be read.
      const plain = column.plainCount > 0 ? set.plain()[index] : undefined;
      const accepted = this.#acceptedValues(column, plain, test);
      const times = timesInShapes(set.shape, shapes, key);
      let next = 0;
      for (let owner = 0; owner < mask.length; owner++) {
        for (let left = times[set.shape[owner] as number] as number; left > 0; left--) {
          if (accepted[next++] === 1) mask[owner] = 1;
        }
      }
    }
  }

  /** For each value of a column, 1 where it is accepted. */
  #acceptedValues(
    { references, count }: KeyColumn,
    plain: PlainColumn | undefined,
    test: ValueTest,
  ): Uint8Array {
    const { symbols } = dictionaryTest(this.#dictionary, test);
    const { distinct, indexes } = references;
    // Distinct value 0 stands for "the next plain one" and is asked each time.
    const known = Uint8Array.from(distinct, (reference) =>
      reference === 0 ? 2 : symbols.of(reference - 1),
    );
    const accepted = new Uint8Array(count);
    let nextPlain = 0;
    for (let i = 0; i < count; i++) {
      const one = known[indexes === undefined ? 0 : (indexes[i] as number)] as number;
      if (one < 2 || plain === undefined) {
        accepted[i] = one;
        continue;
      }
      const start = nextPlain === 0 ? 0 : (plain.ends[nextPlain - 1] as number);
      const end = plain.ends[nextPlain] as number;
      const type = plain.types[nextPlain] as number;
      accepted[i] = test(type, plain.bytes, start, end) ? 1 : 0;
      nextPlain += 1;
    }
    return accepted;
  }
}

/** For each shape that occurs, how often it has a key. */
function timesInShapes(
  occurring: Uint32Array,
  shapes: readonly Uint32Array[],
  key: number,
): Uint32Array {
  const times = new Uint32Array(shapes.length);
  for (const shape of new Set(occurring)) {
    let count = 0;
    for (const one of shapes[shape] as Uint32Array) if (one === key) count += 1;
    times[shape] = count;
  }
  return times;
}

/** For each row what a function gives of its value, asked once for each distinct value. */
function spreadDistinct(column: DictionaryColumn, mark: (value: number) => number): RowMask {
  const { distinct, indexes, count } = column;
  const marks = Uint8Array.from(distinct, mark);
  const mask = new Uint8Array(count);
  if (indexes === undefined) return mask.fill(marks[0] ?? 0);
  for (let row = 0; row < count; row++) mask[row] = marks[indexes[row] as number] as number;
  return mask;
}

/** What a test says of a dictionary, which all blocks of a segment share. */
class DictionaryTest {
  readonly symbols: SymbolTest;
  readonly #dictionary: SpanBatch;
  #resources: Uint8Array | undefined;
  #scopes: Uint8Array | undefined;

  constructor(dictionary: SpanBatch, test: ValueTest) {
    this.symbols = new SymbolTest(dictionary, test);
    this.#dictionary = dictionary;
  }

  /** For each resource, 1 where it has an accepted value under the keys: always the same ones. */
  resources(keys: readonly number[]): Uint8Array {
    this.#resources ??= listMask(this.#dictionary.resourceAttributes, keys, this.symbols);
    return this.#resources;
  }

  scopes(keys: readonly number[]): Uint8Array {
    this.#scopes ??= listMask(this.#dictionary.scopeAttributes, keys, this.symbols);
    return this.#scopes;
  }
}

const dictionaryTests: WeakMap<ValueTest, WeakMap<SpanBatch, DictionaryTest>> = new WeakMap();

/** A condition has a test of its own, with one key: what it says of a dictionary is found out once. */
function dictionaryTest(dictionary: SpanBatch, test: ValueTest): DictionaryTest {
  const known = dictionaryTests.get(test) ?? new WeakMap<SpanBatch, DictionaryTest>();
  dictionaryTests.set(test, known);
  const found = known.get(dictionary) ?? new DictionaryTest(dictionary, test);
  known.set(dictionary, found);
  return found;
}
