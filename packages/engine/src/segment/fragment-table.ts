// What a segment knows of each fragment, the spans of one trace that it holds: enough to list a
// trace that lies in one segment without reading its spans.
import { type ByteReader, ByteWriter } from './byte-writer.ts';
import {
  type DictionaryColumnWriter,
  readDictionaryColumn,
  readPlanes,
  spellOut,
  writePlanes,
} from './column-codec.ts';

/** The columns of a fragment table, one entry a fragment but for the services. */
export interface FragmentColumns {
  readonly count: number;
  /** Earliest start of a span, Unix nanoseconds as word pairs. */
  readonly start: Uint32Array;
  /** From the earliest start to the latest start, and to the latest end, nanoseconds as word pairs. */
  readonly startSpread: Uint32Array;
  readonly duration: Uint32Array;
  /** Where the fragment's rows end in the segment. */
  readonly rowEnd: Uint32Array;
  readonly errors: Uint32Array;
  readonly rootName: Uint32Array;
  readonly rootService: Uint32Array;
  /** 1 where no span of the fragment is without a parent. */
  readonly rootMissing: Uint8Array;
  /** Where the fragment's services end in the three columns below. */
  readonly serviceEnd: Uint32Array;
  readonly service: Uint32Array;
  readonly serviceSpans: Uint32Array;
  readonly serviceErrors: Uint32Array;
}

/** The encoded table. The columns of times are scratch afterwards. */
export function writeFragmentTable(
  columns: FragmentColumns,
  dictionary: DictionaryColumnWriter,
): ByteWriter {
  const out = new ByteWriter(columns.count * 24);
  const { count } = columns;
  // Starts grow from fragment to fragment, nearly: the differences are small.
  const differences = new Uint32Array(count * 2);
  let low = 0;
  let high = 0;
  for (let i = 0; i < count; i++) {
    const nextLow = columns.start[i * 2] as number;
    const nextHigh = columns.start[i * 2 + 1] as number;
    differences[i * 2] = nextLow - low;
    differences[i * 2 + 1] = nextHigh - high - (nextLow < low ? 1 : 0);
    low = nextLow;
    high = nextHigh;
  }
  out.varint(count);
  writePlanes(out, differences, count);
  writePlanes(out, columns.startSpread, count);
  writePlanes(out, columns.duration, count);
  writeEnds(out, columns.rowEnd, count);
  dictionary.write(out, columns.errors, count);
  dictionary.write(out, columns.rootName, count);
  dictionary.write(out, columns.rootService, count);
  out.append(columns.rootMissing, 0, count);
  writeEnds(out, columns.serviceEnd, count);
  const services = count === 0 ? 0 : (columns.serviceEnd[count - 1] as number);
  dictionary.write(out, columns.service, services);
  dictionary.write(out, columns.serviceSpans, services);
  dictionary.write(out, columns.serviceErrors, services);
  return out;
}

/** Reads what {@link writeFragmentTable} wrote. */
export function readFragmentTable(reader: ByteReader): FragmentColumns {
  const count = reader.varint();
  const start = readPlanes(reader, count);
  let low = 0;
  let high = 0;
  for (let i = 0; i < count; i++) {
    const sum = low + (start[i * 2] as number);
    high = (high + (start[i * 2 + 1] as number) + (sum > 0xffff_ffff ? 1 : 0)) >>> 0;
    low = sum >>> 0;
    start[i * 2] = low;
    start[i * 2 + 1] = high;
  }
  const startSpread = readPlanes(reader, count);
  const duration = readPlanes(reader, count);
  const rowEnd = readEnds(reader, count);
  const errors = spellOut(readDictionaryColumn(reader, count));
  const rootName = spellOut(readDictionaryColumn(reader, count));
  const rootService = spellOut(readDictionaryColumn(reader, count));
  const rootMissing = reader.run(count);
  const serviceEnd = readEnds(reader, count);
  const services = count === 0 ? 0 : (serviceEnd[count - 1] as number);
  return {
    count,
    start,
    startSpread,
    duration,
    rowEnd,
    errors,
    rootName,
    rootService,
    rootMissing,
    serviceEnd,
    service: spellOut(readDictionaryColumn(reader, services)),
    serviceSpans: spellOut(readDictionaryColumn(reader, services)),
    serviceErrors: spellOut(readDictionaryColumn(reader, services)),
  };
}

/** How many bytes the columns hold in memory. */
export function fragmentTableBytes(columns: FragmentColumns): number {
  return columns.count * 49 + columns.service.length * 12;
}

function writeEnds(out: ByteWriter, ends: Uint32Array, count: number): void {
  let last = 0;
  for (let i = 0; i < count; i++) {
    out.varint((ends[i] as number) - last);
    last = ends[i] as number;
  }
}

function readEnds(reader: ByteReader, count: number): Uint32Array {
  const ends = new Uint32Array(count);
  let end = 0;
  for (let i = 0; i < count; i++) {
    end += reader.varint();
    ends[i] = end;
  }
  return ends;
}
