// Lays the columns of a batch one after another behind a directory: the canonical encoding.
import type { AttributeAppender } from './attribute-appender.ts';
import type { ByteColumn, Uint32Column } from './column.ts';
import {
  BATCH_ENTRY_BYTES,
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  BATCH_VERSION,
  type Section,
} from './span-batch-layout.ts';
import type { Steps } from './steps.ts';

/** A section, what it is made of, and how many elements of that count. */
export type SectionSource = readonly [Section, Uint8Array | Uint32Array, number];

/** A section that is one column. */
export function ofColumn(section: Section, column: ByteColumn | Uint32Column): SectionSource {
  return [section, column.array, column.length];
}

/** The sections of the keys and the values of all lists of a kind. */
export function attributeSections(
  appender: AttributeAppender,
  key: Section,
  value: Section,
): readonly SectionSource[] {
  return [ofColumn(key, appender.key), ofColumn(value, appender.value)];
}

/** How many bytes a step copies. */
const BYTES_A_STEP = 1 << 20;

/** The encoding of a batch; sections without elements are left out. */
export function* encodeSections(
  spanCount: number,
  sections: readonly SectionSource[],
  allocate: (bytes: number) => Uint8Array,
): Steps<Uint8Array> {
  const present = sections.filter(([, , length]) => length > 0);
  let total = align8(BATCH_HEADER_BYTES + present.length * BATCH_ENTRY_BYTES);
  for (const [, array, length] of present) total += align8(length * array.BYTES_PER_ELEMENT);

  const bytes = allocate(total);
  const view = new DataView(bytes.buffer, bytes.byteOffset, total);
  view.setUint32(0, BATCH_MAGIC, true);
  view.setUint16(4, BATCH_VERSION, true);
  view.setUint16(6, present.length, true);
  view.setUint32(8, spanCount, true);
  view.setUint32(12, total, true);
  let entry = BATCH_HEADER_BYTES;
  let offset = align8(BATCH_HEADER_BYTES + present.length * BATCH_ENTRY_BYTES);
  // Equal spans give equal bytes, whatever the memory held before.
  bytes.fill(0, offset - 8, offset);
  for (const [section, array, length] of present) {
    const byteLength = length * array.BYTES_PER_ELEMENT;
    view.setUint32(entry, section, true);
    view.setUint32(entry + 4, offset, true);
    view.setUint32(entry + 8, byteLength, true);
    for (let from = 0; from < byteLength; from += BYTES_A_STEP) {
      const length = Math.min(BYTES_A_STEP, byteLength - from);
      bytes.set(new Uint8Array(array.buffer, array.byteOffset + from, length), offset + from);
      if (length === BYTES_A_STEP) yield;
    }
    entry += BATCH_ENTRY_BYTES;
    const end = offset + byteLength;
    offset += align8(byteLength);
    bytes.fill(0, end, offset);
  }
  return bytes;
}

function align8(length: number): number {
  return (length + 7) & ~7;
}
