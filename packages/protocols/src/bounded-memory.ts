// How much memory a body may take. Messages of two bytes become rows of forty: of spans, events, links and attributes that are all
// but empty, a body could else take twenty times its size.
import type { SpanBatchBuilder } from '@clew/model';

/** Real spans take less than their bytes, but for lists of small integers. Columns have room for as much again at most, so that a body takes four times its size. */
const MEMORY_A_BYTE = 2;
const FREE_BYTES = 64 << 10;

/** Lets a builder take what a body may; beyond it throws `BatchTooLargeError`. */
export function boundMemory(builder: SpanBatchBuilder, body: Uint8Array): void {
  builder.allow(MEMORY_A_BYTE * body.length + FREE_BYTES);
}
