// Seals batches: turns what a head gathered into the bytes of one immutable segment. Pure computing,
// no I/O, so that a worker thread and a test can both call it.
import {
  compareText,
  type SpanBatch,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanCopier,
  utf8Encode,
} from '@clew/model';
import { ShapeTable } from './attribute-columns.ts';
import { type BlockSource, BlockWriter } from './block-writer.ts';
import { buildBloomFilter } from './bloom-filter.ts';
import { ByteWriter } from './byte-writer.ts';
import { CatalogCollector } from './catalog.ts';
import { DictionaryColumnWriter } from './column-codec.ts';
import { FilterItems } from './filter-items.ts';
import { summarizeFragments } from './fragment-summaries.ts';
import { writeFragmentTable } from './fragment-table.ts';
import { FrameWriter } from './frame-writer.ts';
import { orderRows } from './row-order.ts';
import {
  type BlockFooter,
  SEGMENT_HEADER_BYTES,
  SEGMENT_MAGIC,
  SEGMENT_TRAILER_BYTES,
  SEGMENT_VERSION,
  type SegmentFooter,
} from './segment-format.ts';
import { mergeSymbols } from './symbol-merge.ts';
import { traceItem } from './trace-item.ts';

/** A sealed segment: its file's bytes and its footer. */
export interface SealedSegment {
  readonly bytes: Uint8Array;
  readonly footer: SegmentFooter;
  /** Spans that were there more than once and are kept once. */
  readonly duplicates: number;
}

/**
 * Seals batches that come in the order in which they were written.
 * @param arrived Unix milliseconds of the first and the last arrival
 */
export function sealSegment(
  batches: readonly SpanBatch[],
  arrived: { readonly from: number; readonly to: number },
): SealedSegment {
  const builder = new SpanBatchBuilder();
  const symbols = mergeSymbols(batches, builder);
  const tables = batches.map((batch) => copyTables(batch, builder));
  const dictionary = builder.finish();

  const ranks = serviceRanks(dictionary);
  const services = tables.map(({ resources }) =>
    resources.map((resource) => ranks[resource] as number),
  );
  const order = orderRows(batches, services);
  const { columns, traceIds, fragmentStart, parents } = summarizeFragments(batches, symbols, order);

  const frames = new FrameWriter(batches.reduce((sum, batch) => sum + batch.bytes.length, 0) / 4);
  writeHeader(frames.out);
  const shapes = new ShapeTable();
  const source: BlockSource = {
    batches,
    symbols,
    resources: tables.map(({ resources }) => resources),
    scopes: tables.map(({ scopes }) => scopes),
    order,
    fragmentStart,
    parents,
  };
  const catalog = new CatalogCollector(dictionary);
  const filter = new FilterItems(dictionary);
  const writer = new BlockWriter(source, shapes, filter, catalog, frames);
  const blocks: BlockFooter[] = [];
  for (let row = 0; row < order.rows.length; ) {
    const block = writer.write(row);
    blocks.push(block);
    row += block.rows;
  }

  const shapeBytes = new ByteWriter();
  shapes.write(shapeBytes);
  const footer: SegmentFooter = {
    spans: order.rows.length,
    fragments: columns.count,
    arrivedFrom: arrived.from,
    arrivedTo: arrived.to,
    minStart: leastOf(blocks.map((block) => block.minStart)),
    maxStart: greatestOf(blocks.map((block) => block.maxStart)),
    blocks,
    dictionary: frames.frame(dictionary.bytes),
    shapes: frames.frame(shapeBytes.view()),
    traceIds: frames.frame(traceIds, false),
    traceOrder: frames.frame(bytesOf(traceOrder(traceIds)), false),
    traceFilter: frames.frame(traceFilter(traceIds), false),
    catalog: frames.frame(utf8Encode(JSON.stringify(catalog.finish()))),
    fragmentTable: frames.frame(writeFragmentTable(columns, new DictionaryColumnWriter()).view()),
  };
  writeFooter(frames, footer);
  return { bytes: frames.out.view(), footer, duplicates: order.duplicates };
}

function copyTables(
  batch: SpanBatch,
  builder: SpanBatchBuilder,
): { readonly resources: Uint32Array; readonly scopes: Uint32Array } {
  const copier = new SpanCopier(batch, builder);
  const resources = new Uint32Array(batch.resourceService.length);
  for (let i = 0; i < resources.length; i++) resources[i] = copier.copyResource(i);
  const scopes = new Uint32Array(batch.scopeName.length);
  for (let i = 0; i < scopes.length; i++) scopes[i] = copier.copyScope(i);
  return { resources, scopes };
}

/** For each resource the place of its service among all services in order of their names. */
function serviceRanks(dictionary: SpanBatch): Uint32Array {
  const reader = new SpanBatchReader(dictionary);
  const names = Array.from(dictionary.resourceService, (symbol) => reader.text(symbol));
  const rankOf = new Map([...new Set(names)].sort(compareText).map((name, rank) => [name, rank]));
  return Uint32Array.from(names, (name) => rankOf.get(name) as number);
}

function writeHeader(out: ByteWriter): void {
  out.u32(SEGMENT_MAGIC);
  out.u32(SEGMENT_VERSION);
  out.skip(SEGMENT_HEADER_BYTES - 8);
}

function writeFooter(frames: FrameWriter, footer: SegmentFooter): void {
  const [offset, length, rawLength, codec, crc] = frames.frame(utf8Encode(JSON.stringify(footer)));
  const { out } = frames;
  const trailer = out.length;
  // A segment is bounded by the head it was made of, far below 4 GiB.
  out.u32(offset);
  out.u32(length);
  out.u32(rawLength);
  out.u32(crc);
  out.u32(codec | (SEGMENT_VERSION << 16));
  out.u32(SEGMENT_MAGIC);
  if (out.length - trailer !== SEGMENT_TRAILER_BYTES) throw new RangeError('a wrong trailer');
}

/** The fragments' numbers in order of their trace ids. */
function traceOrder(traceIds: Uint8Array): Uint32Array {
  const count = traceIds.length / 16;
  const view = new DataView(traceIds.buffer, traceIds.byteOffset, traceIds.byteLength);
  const prefix = new Float64Array(count);
  const order = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    order[i] = i;
    prefix[i] = view.getUint32(i * 16) * 0x20_0000 + (view.getUint32(i * 16 + 4) >>> 11);
  }
  return order.sort((a, b) => {
    const difference = (prefix[a] as number) - (prefix[b] as number);
    if (difference !== 0) return difference;
    for (let i = 0; i < 16; i++) {
      const byte = (traceIds[a * 16 + i] as number) - (traceIds[b * 16 + i] as number);
      if (byte !== 0) return byte;
    }
    return 0;
  });
}

function traceFilter(traceIds: Uint8Array): Uint8Array {
  const hashes = new Uint32Array(traceIds.length / 16);
  for (let i = 0; i < hashes.length; i++) hashes[i] = traceItem(traceIds, i * 16);
  return buildBloomFilter(hashes, hashes.length);
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

function leastOf(values: readonly string[]): string {
  return values.reduce((least, value) => (BigInt(value) < BigInt(least) ? value : least));
}

function greatestOf(values: readonly string[]): string {
  return values.reduce((greatest, value) => (BigInt(value) > BigInt(greatest) ? value : greatest));
}
