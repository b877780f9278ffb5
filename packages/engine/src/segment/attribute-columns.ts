// The attributes of a block's spans (or events, or links) turned from rows into one column a key.
// A row keeps only its shape, the list of its keys in order, so nothing is lost: not order, not repeats.

import { type ByteReader, ByteWriter } from './byte-writer.ts';
import {
  type DictionaryColumn,
  type DictionaryColumnWriter,
  readDictionaryColumn,
} from './column-codec.ts';
import type { AttributeSeeds, FilterItems } from './filter-items.ts';
import { grown } from './grown.ts';
import { combineHashes } from './stable-hash.ts';

/** The distinct lists of keys of a segment. */
export class ShapeTable {
  /** Key symbols of all shapes, one after another. */
  #keys: Uint32Array = new Uint32Array(1024);
  #ends: Uint32Array = new Uint32Array(64);
  #slots: Int32Array = new Int32Array(256);
  #hashes: Uint32Array = new Uint32Array(64);
  #length = 0;
  /** How many shapes there are. */
  size = 0;

  /** The number of the shape whose keys are `keys[0, count)`. */
  intern(keys: Uint32Array, count: number): number {
    let hash = count;
    for (let i = 0; i < count; i++) hash = combineHashes(hash, keys[i] as number);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const shape = (this.#slots[slot] as number) - 1;
      if (shape < 0) break;
      if (this.#hashes[shape] === hash && this.#equals(shape, keys, count)) return shape;
      slot = (slot + 1) & mask;
    }
    this.#slots[slot] = this.size + 1;
    return this.#append(hash, keys, count);
  }

  /** The keys of a shape, in order. */
  keysOf(shape: number): Uint32Array {
    const start = shape === 0 ? 0 : (this.#ends[shape - 1] as number);
    return this.#keys.subarray(start, this.#ends[shape]);
  }

  write(out: ByteWriter): void {
    out.varint(this.size);
    let at = 0;
    for (let shape = 0; shape < this.size; shape++) {
      const end = this.#ends[shape] as number;
      out.varint(end - at);
      for (; at < end; at++) out.varint(this.#keys[at] as number);
    }
  }

  #equals(shape: number, keys: Uint32Array, count: number): boolean {
    const start = shape === 0 ? 0 : (this.#ends[shape - 1] as number);
    if ((this.#ends[shape] as number) - start !== count) return false;
    for (let i = 0; i < count; i++) if (this.#keys[start + i] !== keys[i]) return false;
    return true;
  }

  #append(hash: number, keys: Uint32Array, count: number): number {
    const shape = this.size++;
    if (shape >= this.#ends.length) {
      this.#ends = grown(this.#ends, shape + 1);
      this.#hashes = grown(this.#hashes, shape + 1);
    }
    if (this.#length + count > this.#keys.length) {
      this.#keys = grown(this.#keys, this.#length + count);
    }
    this.#keys.set(keys.subarray(0, count), this.#length);
    this.#length += count;
    this.#ends[shape] = this.#length;
    this.#hashes[shape] = hash;
    if (this.size * 2 > this.#slots.length) {
      const slots = new Int32Array(this.#slots.length * 4);
      const mask = slots.length - 1;
      for (let known = 0; known < this.size; known++) {
        let slot = (this.#hashes[known] as number) & mask;
        while (slots[slot] !== 0) slot = (slot + 1) & mask;
        slots[slot] = known + 1;
      }
      this.#slots = slots;
    }
    return shape;
  }
}

/** Reads the shapes that {@link ShapeTable.write} wrote: the key symbols of each. */
export function readShapes(reader: ByteReader): readonly Uint32Array[] {
  const shapes: Uint32Array[] = [];
  for (let left = reader.varint(); left > 0; left--) {
    const keys = new Uint32Array(reader.varint());
    for (let i = 0; i < keys.length; i++) keys[i] = reader.varint();
    shapes.push(keys);
  }
  return shapes;
}

/** One key's values within a block. */
class KeyColumnWriter {
  key = 0;
  /** For each value one more than its symbol, or 0 when it is the next plain value. */
  references: Uint32Array = new Uint32Array(256);
  count = 0;
  plainLengths: Uint32Array = new Uint32Array(64);
  plainCount = 0;
  readonly plainTypes: ByteWriter = new ByteWriter(64);
  readonly plainBytes: ByteWriter = new ByteWriter(256);

  clear(key: number): void {
    this.key = key;
    this.count = 0;
    this.plainCount = 0;
    this.plainTypes.clear();
    this.plainBytes.clear();
  }
}

/** Gathers the attributes of a block, then writes them as two frames' content: references and plain values. */
export class AttributeColumnsWriter {
  readonly #columns: KeyColumnWriter[] = [];
  #used = 0;
  /** Bytes of the plain values so far. */
  plainBytes = 0;
  /** For each key symbol, one more than its column in this block. */
  #columnOf: Uint32Array = new Uint32Array(256);

  clear(): void {
    for (let i = 0; i < this.#used; i++) this.#columnOf[this.#column(i).key] = 0;
    this.#used = 0;
    this.plainBytes = 0;
  }

  /** Adds a value that is a symbol. */
  addSymbol(key: number, symbol: number): void {
    this.#reference(this.#of(key), symbol + 1);
  }

  /** Adds a value that is `source[start, end)`, its type byte first. */
  addPlain(key: number, source: Uint8Array, start: number, end: number): void {
    const column = this.#of(key);
    this.#reference(column, 0);
    this.plainBytes += end - start;
    if (column.plainCount === column.plainLengths.length) {
      column.plainLengths = grown(column.plainLengths, column.plainCount + 1);
    }
    column.plainLengths[column.plainCount++] = end - start - 1;
    column.plainTypes.u8(source[start] as number);
    column.plainBytes.append(source, start + 1, end);
  }

  /** Appends which keys there are and each value's reference. */
  writeReferences(out: ByteWriter, dictionary: DictionaryColumnWriter): void {
    out.varint(this.#used);
    for (let i = 0; i < this.#used; i++) {
      const column = this.#column(i);
      out.varint(column.key);
      out.varint(column.count);
      out.varint(column.plainCount);
      dictionary.write(out, column.references, column.count);
    }
  }

  /** Appends the plain values of every key that has some, in the order of the keys. */
  writePlain(out: ByteWriter, dictionary: DictionaryColumnWriter): void {
    for (let i = 0; i < this.#used; i++) {
      const column = this.#column(i);
      if (column.plainCount === 0) continue;
      const types = column.plainTypes;
      const first = types.bytes[0] as number;
      let uniform = true;
      for (let t = 1; t < types.length && uniform; t++) uniform = types.bytes[t] === first;
      out.u8(uniform ? first : MIXED_TYPES);
      if (!uniform) out.append(types.bytes, 0, types.length);
      dictionary.write(out, column.plainLengths, column.plainCount);
      out.append(column.plainBytes.bytes, 0, column.plainBytes.length);
    }
  }

  /** The keys that the block has. */
  keys(): readonly number[] {
    return this.#columns.slice(0, this.#used).map((column) => column.key);
  }

  /** Adds an item to a filter for every key, every distinct symbol of a key, and every plain value. */
  addFilterItems(items: FilterItems, seeds: AttributeSeeds): void {
    for (let i = 0; i < this.#used; i++) {
      const column = this.#column(i);
      items.addKey(seeds, column.key);
      items.startColumn();
      for (let row = 0; row < column.count; row++) {
        const reference = column.references[row] as number;
        if (reference !== 0) items.addSymbolValue(seeds, column.key, reference - 1);
      }
      let at = 0;
      for (let row = 0; row < column.plainCount; row++) {
        const end = at + (column.plainLengths[row] as number);
        const type = column.plainTypes.bytes[row] as number;
        items.addPlainValue(seeds, column.key, type, column.plainBytes.bytes, at, end);
        at = end;
      }
    }
  }

  #column(index: number): KeyColumnWriter {
    const column = this.#columns[index] ?? new KeyColumnWriter();
    this.#columns[index] = column;
    return column;
  }

  #of(key: number): KeyColumnWriter {
    if (key >= this.#columnOf.length) this.#columnOf = grown(this.#columnOf, key + 1);
    const known = this.#columnOf[key] as number;
    if (known !== 0) return this.#column(known - 1);
    const column = this.#column(this.#used++);
    column.clear(key);
    this.#columnOf[key] = this.#used;
    return column;
  }

  #reference(column: KeyColumnWriter, reference: number): void {
    if (column.count === column.references.length) {
      column.references = grown(column.references, column.count + 1);
    }
    column.references[column.count++] = reference;
  }
}

const MIXED_TYPES = 0xff;

/** One key's values within a block, as read. */
export interface KeyColumn {
  readonly key: number;
  readonly count: number;
  readonly plainCount: number;
  /** For each value one more than its symbol, or 0 when it is the next plain value. */
  readonly references: DictionaryColumn;
}

/** The plain values of one key: value `i` has type `types[i]` and payload `bytes[ends[i − 1], ends[i])`. */
export interface PlainColumn {
  readonly types: Uint8Array;
  readonly ends: Uint32Array;
  readonly bytes: Uint8Array;
}

/** Reads what {@link AttributeColumnsWriter.writeReferences} wrote. */
export function readKeyColumns(reader: ByteReader): readonly KeyColumn[] {
  const columns: KeyColumn[] = [];
  for (let left = reader.varint(); left > 0; left--) {
    const key = reader.varint();
    const count = reader.varint();
    const plainCount = reader.varint();
    columns.push({ key, count, plainCount, references: readDictionaryColumn(reader, count) });
  }
  return columns;
}

/** Reads what {@link AttributeColumnsWriter.writePlain} wrote, for the same columns. */
export function readPlainColumns(
  reader: ByteReader,
  columns: readonly KeyColumn[],
): readonly (PlainColumn | undefined)[] {
  return columns.map(({ plainCount }) => {
    if (plainCount === 0) return undefined;
    const type = reader.u8();
    const types =
      type === MIXED_TYPES ? reader.run(plainCount) : new Uint8Array(plainCount).fill(type);
    const lengths = readDictionaryColumn(reader, plainCount);
    const ends = new Uint32Array(plainCount);
    let end = 0;
    for (let i = 0; i < plainCount; i++) {
      const index = lengths.indexes === undefined ? 0 : (lengths.indexes[i] as number);
      end += lengths.distinct[index] as number;
      ends[i] = end;
    }
    return { types, ends, bytes: reader.run(end) };
  });
}
