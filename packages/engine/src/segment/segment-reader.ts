// Reads one segment: the footer stays in memory, everything else is read when asked for and cached.
import { crc32, zstdDecompressSync } from 'node:zlib';
import { SpanBatch, utf8Decode } from '@clew/model';
import type { TimeRange } from '@clew/storage';
import type { ReadableFile } from '../files/file-system.ts';
import { readShapes } from './attribute-columns.ts';
import { Block } from './block.ts';
import { mayContain } from './bloom-filter.ts';
import { ByteReader } from './byte-writer.ts';
import { type FragmentColumns, fragmentTableBytes, readFragmentTable } from './fragment-table.ts';
import type { SegmentCache } from './segment-cache.ts';
import {
  type BlockFooter,
  type Catalog,
  Codec,
  type FramePlace,
  SEGMENT_MAGIC,
  SEGMENT_TRAILER_BYTES,
  SEGMENT_VERSION,
  type SegmentFooter,
} from './segment-format.ts';
import { symbolsInDictionary } from './symbols-of.ts';
import { notBelow } from './words.ts';

/** Thrown when a segment's bytes are not what was written. */
export class SegmentError extends Error {
  readonly code = 'CLEW_SEGMENT_DAMAGED';
}

/** What is known of a block before it is read. */
export interface BlockSummary {
  readonly footer: BlockFooter;
  /** Reads the block's filter. */
  filter(): Uint8Array;
  /** Whether surely every span of the block has a key, itself or in its resource. */
  everySpanHas(scope: 'span' | 'resource' | 'any', key: Uint8Array): boolean;
}

/** Reads a segment from its file, or from memory. Shared by searches: see `acquire` and `release`. */
export class SegmentReader {
  readonly id: number;
  readonly name: string;
  readonly footer: SegmentFooter;
  readonly bytes: number;
  /** For each block, a number of nanoseconds not below the latest start of its fragments, and of its spans. */
  readonly blockBound: Float64Array;
  readonly #file: ReadableFile;
  readonly #cache: SegmentCache;
  readonly #traceFilter: Uint8Array;
  readonly #firstRow: readonly number[];
  #users = 1;

  /**
   * @param id what orders segments by when they were made, and names them in the cache
   * @throws {SegmentError} when the file is damaged or of another version
   */
  constructor(id: number, name: string, file: ReadableFile, cache: SegmentCache) {
    this.id = id;
    this.name = name;
    this.#file = file;
    this.#cache = cache;
    this.bytes = file.size;
    this.footer = this.#readFooter();
    this.#traceFilter = this.#frame(this.footer.traceFilter);
    this.blockBound = Float64Array.from(this.footer.blocks, (block) =>
      notBelow(Number(block.lastFragmentStart)),
    );
    let row = 0;
    this.#firstRow = this.footer.blocks.map((block) => {
      row += block.rows;
      return row - block.rows;
    });
  }

  /** Keeps the file open until the matching {@link release}. */
  acquire(): this {
    this.#users += 1;
    return this;
  }

  /** Closes the file when nobody uses it any more; whoever opened the reader is its first user. */
  release(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    this.#cache.forget(`${this.id}/`);
    this.#file.close();
  }

  /** Symbols, resources and scopes of the segment as a batch without spans. */
  dictionary(): SpanBatch {
    return this.#cached('dictionary', this.footer.dictionary, (bytes) => new SpanBatch(bytes));
  }

  /** The key symbols of each shape. */
  shapes(): readonly Uint32Array[] {
    return this.#cached('shapes', this.footer.shapes, (bytes) => readShapes(new ByteReader(bytes)));
  }

  fragments(): FragmentColumns {
    return this.#cache.get(`${this.id}/fragments`, () => {
      const value = readFragmentTable(new ByteReader(this.#frame(this.footer.fragmentTable)));
      return { value, bytes: fragmentTableBytes(value) };
    });
  }

  /** The fragments' trace ids, 16 bytes each. */
  traceIds(): Uint8Array {
    return this.#cached('traceIds', this.footer.traceIds, (bytes) => bytes);
  }

  catalog(): Catalog {
    return this.#cached(
      'catalog',
      this.footer.catalog,
      (bytes) => JSON.parse(utf8Decode(bytes, 0, bytes.length)) as Catalog,
    );
  }

  /** The fragment that holds spans of the trace whose id stands at `bytes[at]`, and is the item of filters, or −1. */
  findFragment(bytes: Uint8Array, at: number, item: number): number {
    if (!mayContain(this.#traceFilter, item)) return -1;
    const ids = this.traceIds();
    const order = this.#cached(
      'traceOrder',
      this.footer.traceOrder,
      (raw) => new Uint32Array(raw.buffer, raw.byteOffset, raw.length / 4),
    );
    let low = 0;
    let high = order.length - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const fragment = order[middle] as number;
      let difference = 0;
      for (let i = 0; i < 16 && difference === 0; i++) {
        difference = (ids[fragment * 16 + i] as number) - (bytes[at + i] as number);
      }
      if (difference === 0) return fragment;
      if (difference < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  /** The number of the block that holds a row. */
  blockOfRow(row: number): number {
    let low = 0;
    let high = this.#firstRow.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#firstRow[middle] as number) <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Which rows of the segment a block holds, the end not included. */
  rowsOf(index: number): { readonly first: number; readonly end: number } {
    const first = this.#firstRow[index] as number;
    return { first, end: first + (this.footer.blocks[index]?.rows ?? 0) };
  }

  /** Whether every span of a block starts in a range. */
  isWithin(index: number, { from, to }: TimeRange): boolean {
    const footer = this.footer.blocks[index];
    return footer !== undefined && BigInt(footer.minStart) >= from && BigInt(footer.maxStart) <= to;
  }

  block(index: number): Block {
    const footer = this.footer.blocks[index];
    if (footer === undefined) throw new RangeError(`segment ${this.name} has no block ${index}`);
    return this.#cache.get(`${this.id}/block/${index}`, () => ({
      value: new Block(this, footer, this.#firstRow[index] as number, (place) =>
        this.#frame(place),
      ),
      // Decoded columns take about this much a row; frames are kept as they are decompressed.
      bytes: footer.rows * 60 + footer.references[2] * 2 + footer.plain[2] + footer.ids[2],
    }));
  }

  /** What can be said of a block without reading it. */
  summary(index: number): BlockSummary {
    const footer = this.footer.blocks[index];
    if (footer === undefined) throw new RangeError(`segment ${this.name} has no block ${index}`);
    return {
      footer,
      filter: () => this.filter(index),
      everySpanHas: (scope, key) => {
        const symbols = symbolsInDictionary(this.dictionary(), key);
        const { spanKeysEverywhere, resourceKeysEverywhere } = footer;
        return symbols.some(
          (symbol) =>
            (scope !== 'resource' && spanKeysEverywhere.includes(symbol)) ||
            (scope !== 'span' && resourceKeysEverywhere.includes(symbol)),
        );
      },
    };
  }

  /** The filter of a block, see filter-items.ts. */
  filter(index: number): Uint8Array {
    const place = this.footer.blocks[index]?.filter;
    if (place === undefined) throw new RangeError(`segment ${this.name} has no block ${index}`);
    return this.#cached(`filter/${index}`, place, (bytes) => bytes);
  }

  #cached<T>(what: string, place: FramePlace, parse: (bytes: Uint8Array) => T): T {
    return this.#cache.get(`${this.id}/${what}`, () => ({
      value: parse(this.#frame(place)),
      bytes: place[2] + 200,
    }));
  }

  #frame([offset, length, rawLength, codec, crc]: FramePlace): Uint8Array {
    const stored = this.#file.read(offset, length);
    if (crc32(stored) !== crc) {
      throw new SegmentError(`${this.name}: bytes ${offset} to ${offset + length} are damaged`);
    }
    if (codec === Codec.raw) return stored;
    const raw = zstdDecompressSync(stored, { maxOutputLength: rawLength });
    return aligned(raw);
  }

  #readFooter(): SegmentFooter {
    const { size } = this.#file;
    if (size < SEGMENT_TRAILER_BYTES) throw new SegmentError(`${this.name} is cut off`);
    const trailer = new ByteReader(
      this.#file.read(size - SEGMENT_TRAILER_BYTES, SEGMENT_TRAILER_BYTES),
    );
    const place: FramePlace = [
      trailer.u32(),
      trailer.u32(),
      trailer.u32(),
      Codec.raw,
      trailer.u32(),
    ];
    const codecAndVersion = trailer.u32();
    if (trailer.u32() !== SEGMENT_MAGIC) throw new SegmentError(`${this.name} is no segment`);
    const version = codecAndVersion >>> 16;
    if (version !== SEGMENT_VERSION) {
      throw new SegmentError(
        `${this.name} has format ${version}; this program reads ${SEGMENT_VERSION}`,
      );
    }
    const [offset, length, rawLength, , crc] = place;
    const codec = (codecAndVersion & 0xffff) === Codec.zstd ? Codec.zstd : Codec.raw;
    const bytes = this.#frame([offset, length, rawLength, codec, crc]);
    return JSON.parse(utf8Decode(bytes, 0, bytes.length)) as SegmentFooter;
  }
}

/** Bytes that typed arrays can be laid over. */
function aligned(bytes: Uint8Array): Uint8Array {
  if (bytes.byteOffset % 8 === 0) return bytes;
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  return copy;
}
