// Appends one list of attributes after another to columns. Hot: decoders call it for every
// attribute with ranges of the request's own bytes, so nothing here allocates.
import { ValueType } from './attribute.ts';
import { type ByteColumn, Uint32Column } from './column.ts';
import { PLAIN_BIT } from './span-batch-layout.ts';
import type { SymbolTable } from './symbol-table.ts';

/** String values longer than this are never interned. */
const MAX_SYMBOL_BYTES = 256;
/** Lists and maps up to this size, which are usual, are kept tightly; a larger one took as much again while it was read. */
const MOST_TIGHT_BYTES = 1 << 18;
/** A key's values turn plain once this many were seen and most of them were new. */
const PLAIN_AFTER = 16;
/** What a count of 16 bits goes up to. By then it is known well enough whether a key's values repeat. */
const MOST_COUNTED = 0xffff;

/** Where values go: a symbol for what repeats, a plain row for what does not. */
export class ValueWriter {
  readonly symbols: SymbolTable;
  readonly plainBytes: ByteColumn;
  readonly plainEnds: Uint32Column;
  /** For each key symbol, how many string values were seen and how many of them were new. */
  #seen: Uint16Array = new Uint16Array(1024);
  #fresh: Uint16Array = new Uint16Array(1024);
  readonly #number: Uint8Array = new Uint8Array(8);
  readonly #numberView: DataView = new DataView(this.#number.buffer);

  constructor(symbols: SymbolTable, plainBytes: ByteColumn, plainEnds: Uint32Column) {
    this.symbols = symbols;
    this.plainBytes = plainBytes;
    this.plainEnds = plainEnds;
  }

  clear(): void {
    this.#seen.fill(0);
    this.#fresh.fill(0);
  }

  /** A reference to a run that is expected to repeat, whatever its key. */
  symbol(type: number, source: Uint8Array, start: number, end: number): number {
    return this.symbols.intern(type, source, start, end) << 1;
  }

  /** A reference to a run that is not expected to repeat. */
  plain(type: number, source: Uint8Array, start: number, end: number): number {
    this.plainBytes.push(type);
    // A small number in a list takes four bytes in a request and 13 in a value.
    const isTight = type >= ValueType.array && end - start <= MOST_TIGHT_BYTES;
    if (isTight) this.plainBytes.appendTight(source, start, end);
    else this.plainBytes.append(source, start, end);
    this.plainEnds.push(this.plainBytes.length);
    return ((this.plainEnds.length - 1) << 1) | PLAIN_BIT;
  }

  /** A reference to a value of a key: interned until the key's values prove not to repeat. */
  ofKey(key: number, type: number, source: Uint8Array, start: number, end: number): number {
    if (end - start > MAX_SYMBOL_BYTES) return this.plain(type, source, start, end);
    if (key >= this.#seen.length) this.#growKeys(key);
    const seen = this.#seen[key] as number;
    const fresh = this.#fresh[key] as number;
    if (seen >= PLAIN_AFTER && fresh * 2 > seen) return this.plain(type, source, start, end);
    const before = this.symbols.size;
    const symbol = this.symbols.intern(type, source, start, end);
    if (seen === MOST_COUNTED) return symbol << 1;
    this.#seen[key] = seen + 1;
    if (symbol >= before) this.#fresh[key] = fresh + 1;
    return symbol << 1;
  }

  /** A reference to a 64-bit number given as two little-endian words. */
  words(type: number, low: number, high: number): number {
    this.#numberView.setInt32(0, low, true);
    this.#numberView.setInt32(4, high, true);
    return this.symbol(type, this.#number, 0, 8);
  }

  /** A reference to a double. */
  double(value: number): number {
    this.#numberView.setFloat64(0, value, true);
    return this.symbol(ValueType.double, this.#number, 0, 8);
  }

  #growKeys(key: number): void {
    const length = Math.max(key + 1, this.#seen.length * 2);
    const seen = new Uint16Array(length);
    const fresh = new Uint16Array(length);
    seen.set(this.#seen);
    fresh.set(this.#fresh);
    this.#seen = seen;
    this.#fresh = fresh;
  }
}

/** The attributes of all spans, all events, all links, all resources or all scopes of a batch. */
export class AttributeAppender {
  readonly key: Uint32Column = new Uint32Column();
  readonly value: Uint32Column = new Uint32Column();
  readonly #values: ValueWriter;
  /** The keys of the list before, which the next list mostly repeats in the same order. */
  #predicted: Uint32Array = new Uint32Array(64).fill(0);
  #position = 0;
  #key = 0;

  constructor(values: ValueWriter) {
    this.#values = values;
  }

  get length(): number {
    return this.key.length;
  }

  clear(): void {
    this.key.clear();
    this.value.clear();
    this.#predicted.fill(0);
    this.#position = 0;
  }

  /** Starts the next owner's list. */
  startList(): void {
    this.#position = 0;
  }

  /** Takes back what was appended since the column had this length. */
  truncate(length: number): void {
    this.key.length = length;
    this.value.length = length;
  }

  /** Names the attribute whose value comes next, from UTF-8 `source[start, end)`. */
  setKey(source: Uint8Array, start: number, end: number): void {
    const { symbols } = this.#values;
    const position = this.#position++;
    if (position < this.#predicted.length) {
      const guess = this.#predicted[position] as number;
      if (guess !== 0 && symbols.matches(guess, ValueType.string, source, start, end)) {
        this.#key = guess;
        return;
      }
    }
    this.#key = symbols.intern(ValueType.string, source, start, end);
    if (position < this.#predicted.length) this.#predicted[position] = this.#key;
  }

  /** Appends a string of UTF-8 `source[start, end)`. */
  string(source: Uint8Array, start: number, end: number): void {
    this.#append(this.#values.ofKey(this.#key, ValueType.string, source, start, end));
  }

  /** Appends a byte string. */
  bytes(source: Uint8Array, start: number, end: number): void {
    this.#append(this.#values.ofKey(this.#key, ValueType.bytes, source, start, end));
  }

  boolean(value: boolean): void {
    const type = value ? ValueType.true : ValueType.false;
    this.#append(this.#values.symbol(type, NOTHING, 0, 0));
  }

  /** Appends an int64 given as two 32-bit words. */
  int64(low: number, high: number): void {
    this.#append(this.#values.words(ValueType.int64, low, high));
  }

  double(value: number): void {
    this.#append(this.#values.double(value));
  }

  /** Appends a value that is there but not set. */
  empty(): void {
    this.#append(this.#values.symbol(ValueType.empty, NOTHING, 0, 0));
  }

  /** Appends a value from its canonical bytes (a type byte and a payload) `encoded[start, end)`. */
  canonical(encoded: Uint8Array, start = 0, end: number = encoded.length): void {
    const type = encoded[start] as number;
    this.#append(this.#values.ofKey(this.#key, type, encoded, start + 1, end));
  }

  /** Appends a key and a value that are symbols or references of this batch already. */
  reference(key: number, value: number): void {
    this.key.push(key);
    this.value.push(value);
  }

  #append(reference: number): void {
    this.key.push(this.#key);
    this.value.push(reference);
  }
}

const NOTHING: Uint8Array = new Uint8Array(0);
