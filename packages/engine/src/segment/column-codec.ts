// How columns become bytes before a frame is compressed. Two forms serve all: numbers with few
// distinct values as a list of those and an index each, times as byte planes. Hot when sealing.
import { type ByteReader, ByteWriter } from './byte-writer.ts';

/** Writes columns of 32-bit numbers of which few are distinct. Keeps scratch memory between calls. */
export class DictionaryColumnWriter {
  /** For each value below its length: in which call it was last seen, and as which distinct one. */
  #seenIn: Uint32Array = new Uint32Array(4096);
  #indexOf: Uint32Array = new Uint32Array(4096);
  #indexes: Uint32Array = new Uint32Array(4096);
  readonly #distinct: ByteWriter = new ByteWriter();
  #call = 0;

  /**
   * Appends `values[0, count)`: how many are distinct, those as varints in order of appearance, the
   * width of an index in bytes (0 when there is one distinct value), the indexes.
   */
  write(out: ByteWriter, values: Uint32Array, count: number): void {
    this.#call += 1;
    const distinct = this.#distinct;
    distinct.clear();
    if (this.#indexes.length < count) this.#indexes = new Uint32Array(count * 2);
    const indexes = this.#indexes;
    let found = 0;
    let wide: Map<number, number> | undefined;
    for (let i = 0; i < count; i++) {
      const value = values[i] as number;
      if (value >= MAX_DIRECT) {
        // Flags and dropped counts may be any number; symbols never get here.
        wide ??= new Map();
        const known = wide.get(value);
        if (known === undefined) {
          wide.set(value, found);
          distinct.varint(value);
          indexes[i] = found++;
        } else indexes[i] = known;
        continue;
      }
      if (value >= this.#seenIn.length) this.#grow(value);
      if (this.#seenIn[value] !== this.#call) {
        this.#seenIn[value] = this.#call;
        this.#indexOf[value] = found++;
        distinct.varint(value);
      }
      indexes[i] = this.#indexOf[value] as number;
    }
    out.varint(found);
    out.append(distinct.bytes, 0, distinct.length);
    const width = found <= 1 ? 0 : found <= 0x100 ? 1 : found <= 0x1_0000 ? 2 : 4;
    out.u8(width);
    let at = out.skip(width * count);
    const { bytes } = out;
    if (width === 1) for (let i = 0; i < count; i++) bytes[at++] = indexes[i] as number;
    else if (width > 1) {
      // Low bytes first, then the higher ones: like bytes stand together for the compressor.
      for (let shift = 0; shift < width * 8; shift += 8) {
        for (let i = 0; i < count; i++) bytes[at++] = (indexes[i] as number) >>> shift;
      }
    }
  }

  #grow(value: number): void {
    const length = Math.max(value + 1, this.#seenIn.length * 2);
    const seenIn = new Uint32Array(length);
    const indexOf = new Uint32Array(length);
    seenIn.set(this.#seenIn);
    indexOf.set(this.#indexOf);
    this.#seenIn = seenIn;
    this.#indexOf = indexOf;
  }
}

/** Values from here on are found by a map, so that scratch memory stays small. */
const MAX_DIRECT = 1 << 22;

/** A column as its distinct values and an index into them for each row. */
export interface DictionaryColumn {
  readonly distinct: Uint32Array;
  /** Absent when every row has the one distinct value. */
  readonly indexes: Uint8Array | Uint32Array | undefined;
  readonly count: number;
}

/** Reads what {@link DictionaryColumnWriter.write} wrote for `count` rows. */
export function readDictionaryColumn(reader: ByteReader, count: number): DictionaryColumn {
  const distinct = new Uint32Array(reader.varint());
  for (let i = 0; i < distinct.length; i++) distinct[i] = reader.varint();
  const width = reader.u8();
  if (width === 0) return { distinct, indexes: undefined, count };
  const run = reader.run(width * count);
  if (width === 1) return { distinct, indexes: run, count };
  const indexes = new Uint32Array(count);
  let at = 0;
  for (let shift = 0; shift < width * 8; shift += 8) {
    for (let i = 0; i < count; i++) {
      indexes[i] = ((indexes[i] as number) | ((run[at++] as number) << shift)) >>> 0;
    }
  }
  return { distinct, indexes, count };
}

/** The value of one row. */
export function valueAt({ distinct, indexes }: DictionaryColumn, row: number): number {
  return distinct[indexes === undefined ? 0 : (indexes[row] as number)] as number;
}

/** The rows of a dictionary column, spelled out. */
export function spellOut({ distinct, indexes, count }: DictionaryColumn): Uint32Array {
  const values = new Uint32Array(count);
  if (indexes === undefined)
    return distinct.length === 0 ? values : values.fill(distinct[0] as number);
  for (let i = 0; i < count; i++) values[i] = distinct[indexes[i] as number] as number;
  return values;
}

const UNITS = [1_000_000, 1000, 1] as const;
const TWO_32 = 0x1_0000_0000;

/**
 * Appends 64-bit numbers given as word pairs: the unit that divides them all (nanoseconds of a
 * clock that counts microseconds are multiples of 1000), which byte planes are not all zero, and
 * those planes, the lowest first.
 */
export function writePlanes(out: ByteWriter, words: Uint32Array, count: number): void {
  let unit = UNITS.length - 1;
  let exact = true;
  for (let i = 0; i < count && exact; i++) exact = (words[i * 2 + 1] as number) < 0x20_0000;
  if (exact) {
    unit = 0;
    for (let i = 0; i < count && unit < 2; i++) {
      const value = (words[i * 2 + 1] as number) * TWO_32 + (words[i * 2] as number);
      while (unit < 2 && value % (UNITS[unit] as number) !== 0) unit++;
    }
  }
  const divisor = UNITS[unit] as number;
  if (divisor > 1) {
    for (let i = 0; i < count; i++) {
      const value = ((words[i * 2 + 1] as number) * TWO_32 + (words[i * 2] as number)) / divisor;
      words[i * 2] = value % TWO_32;
      words[i * 2 + 1] = value / TWO_32;
    }
  }
  out.u8(unit);
  let low = 0;
  let high = 0;
  for (let i = 0; i < count; i++) {
    low |= words[i * 2] as number;
    high |= words[i * 2 + 1] as number;
  }
  let mask = 0;
  for (let plane = 0; plane < 8; plane++) {
    const used = ((plane < 4 ? low : high) >>> ((plane & 3) * 8)) & 0xff;
    if (used !== 0) mask |= 1 << plane;
  }
  out.u8(mask);
  for (let plane = 0; plane < 8; plane++) {
    if ((mask & (1 << plane)) === 0) continue;
    const shift = (plane & 3) * 8;
    let at = out.skip(count);
    const { bytes } = out;
    for (let i = plane >> 2; i < count * 2; i += 2) bytes[at++] = (words[i] as number) >>> shift;
  }
}

/** Passes over what {@link writePlanes} wrote for `count` numbers. */
export function skipPlanes(reader: ByteReader, count: number): void {
  reader.u8();
  for (let mask = reader.u8(); mask !== 0; mask &= mask - 1) reader.at += count;
}

/** Reads what {@link writePlanes} wrote for `count` numbers, as word pairs. */
export function readPlanes(reader: ByteReader, count: number): Uint32Array {
  const words = new Uint32Array(count * 2);
  const divisor = UNITS[reader.u8()] ?? 1;
  const mask = reader.u8();
  for (let plane = 0; plane < 8; plane++) {
    if ((mask & (1 << plane)) === 0) continue;
    const shift = (plane & 3) * 8;
    const run = reader.run(count);
    for (let i = 0, word = plane >> 2; i < count; i++, word += 2) {
      words[word] = (words[word] as number) | ((run[i] as number) << shift);
    }
  }
  if (divisor > 1) {
    for (let i = 0; i < count; i++) {
      const value = ((words[i * 2 + 1] as number) * TWO_32 + (words[i * 2] as number)) * divisor;
      words[i * 2] = value % TWO_32;
      words[i * 2 + 1] = value / TWO_32;
    }
  }
  return words;
}
