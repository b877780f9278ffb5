// What a segment file is made of. Every number here is part of the disk format: docs/format.md.

export const SEGMENT_MAGIC = 0x53574c43; // "CLWS", little-endian
export const SEGMENT_VERSION = 1;
/** Magic, version, eight bytes of zeros: so that frames begin aligned. */
export const SEGMENT_HEADER_BYTES = 16;
/** Footer offset, stored length, raw length, CRC, codec and version, magic: four bytes each. */
export const SEGMENT_TRAILER_BYTES = 24;
/** Spans in a block at most, the unit that is compressed, filtered and read. */
export const BLOCK_ROWS = 2048;
/** Bytes of plain values, of spans, events and links, from which a block ends with fewer spans. */
export const BLOCK_PLAIN_BYTES = 1024 * 1024;

/** How a frame's bytes are stored. */
export const Codec = { raw: 0, zstd: 1 } as const;
export type Codec = (typeof Codec)[keyof typeof Codec];

/** A checksummed run of a segment file: offset, stored length, length after decompression, codec, CRC-32 of the stored bytes. */
export type FramePlace = readonly [
  offset: number,
  length: number,
  rawLength: number,
  codec: Codec,
  crc: number,
];

/** One block's place and what can be said of it without reading it. 64-bit numbers are decimal texts. */
export interface BlockFooter {
  readonly rows: number;
  /** Span ids and the parents that are in no row of the block. */
  readonly ids: FramePlace;
  /** Times, names, kinds, resources, parents, shapes. */
  readonly skeleton: FramePlace;
  readonly references: FramePlace;
  readonly plain: FramePlace;
  /** Events, links and extras; absent where no span has any. */
  readonly rest?: FramePlace;
  readonly filter: FramePlace;
  /** How many links its spans have; absent in segments of older versions, whose filters know nothing of links. */
  readonly links?: number;
  /** The latest start of a fragment with rows in the block. */
  readonly lastFragmentStart: string;
  readonly minStart: string;
  readonly maxStart: string;
  readonly minDuration: string;
  readonly maxDuration: string;
  readonly errors: number;
  /** Bit `k` is set when a span has kind `k`. */
  readonly kinds: number;
  /** Symbols of the keys that every span has itself, and that every span's resource has. */
  readonly spanKeysEverywhere: readonly number[];
  readonly resourceKeysEverywhere: readonly number[];
}

/** The end of a segment file: where everything is. */
export interface SegmentFooter {
  readonly spans: number;
  readonly fragments: number;
  /** Unix milliseconds of the first and last arrival. */
  readonly arrivedFrom: number;
  readonly arrivedTo: number;
  readonly minStart: string;
  readonly maxStart: string;
  readonly blocks: readonly BlockFooter[];
  /** An encoded SpanBatch without spans: its symbols, resources and scopes are the segment's. */
  readonly dictionary: FramePlace;
  readonly shapes: FramePlace;
  /** 16 bytes a fragment, in order of fragments. */
  readonly traceIds: FramePlace;
  /** The fragments' numbers in order of trace id, 4 bytes each. */
  readonly traceOrder: FramePlace;
  readonly fragmentTable: FramePlace;
  /** A Bloom filter over the trace ids. */
  readonly traceFilter: FramePlace;
  /** Services, operations and attribute keys: {@link Catalog} as JSON. */
  readonly catalog: FramePlace;
}

/** UTF-16 code units of the pairs of service and remote service that a catalog lists; a pair counts 32 beside its name. */
export const CATALOG_REMOTE_UNITS = 1024 * 1024;

/** What occurs in a segment, for lists to choose from. */
export interface Catalog {
  readonly services: readonly string[];
  /** Service, operation name, kind. */
  readonly operations: readonly (readonly [service: string, name: string, kind: number])[];
  readonly spanKeys: readonly string[];
  readonly eventKeys: readonly string[];
  /** Absent in segments of older versions. */
  readonly linkKeys?: readonly string[];
  readonly resourceKeys: readonly string[];
  readonly scopeKeys: readonly string[];
  /** Services and which others their spans name as their other end; absent in segments of older versions. */
  readonly remoteServices?: readonly (readonly [service: string, remote: string])[];
}

/** What a filter's items are made from: a seed for each kind of statement. */
export const FilterSeed = {
  service: 1,
  name: 2,
  key: 3,
  value: 4,
  traceId: 5,
  scopeName: 6,
  eventName: 7,
  linkTraceId: 8,
  linkSpanId: 9,
  linkKey: 10,
  linkValue: 11,
} as const;
