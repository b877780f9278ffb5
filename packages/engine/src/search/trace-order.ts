// Brings the spans of a merged trace into the contract's order and drops what came twice.
import { compareText, type SpanBatch, SpanBatchReader } from '@clew/model';

/**
 * The rows of a merged trace in order of (start, span id, kind, service, duration) without duplicates.
 * @returns undefined when the batch is so already
 */
export function contractOrder(batch: SpanBatch): readonly number[] | undefined {
  const reader = new SpanBatchReader(batch);
  const compare = (a: number, b: number): number => compareRows(batch, reader, a, b);
  let sorted = true;
  for (let row = 1; row < batch.spanCount && sorted; row++) sorted = compare(row - 1, row) < 0;
  if (sorted) return undefined;
  // Rows stand in the order in which they were written, so the first of equals is the one to keep.
  const rows = Array.from({ length: batch.spanCount }, (_, row) => row);
  rows.sort((a, b) => compare(a, b) || a - b);
  return rows.filter((row, i) => i === 0 || compare(rows[i - 1] as number, row) !== 0);
}

function compareRows(batch: SpanBatch, reader: SpanBatchReader, a: number, b: number): number {
  const starts = compareAt(batch.start, a, b);
  if (starts !== 0) return starts;
  for (let i = 0; i < 8; i++) {
    const byte = (batch.spanId[a * 8 + i] as number) - (batch.spanId[b * 8 + i] as number);
    if (byte !== 0) return byte;
  }
  const kind = (batch.kind[a] as number) - (batch.kind[b] as number);
  if (kind !== 0) return kind;
  const serviceA = batch.resourceService[batch.resource[a] as number] as number;
  const serviceB = batch.resourceService[batch.resource[b] as number] as number;
  const services =
    serviceA === serviceB ? 0 : compareText(reader.text(serviceA), reader.text(serviceB));
  return services !== 0 ? services : compareAt(batch.duration, a, b);
}

/** Orders two rows of a column of word pairs. */
function compareAt(words: Uint32Array, a: number, b: number): number {
  const high = (words[a * 2 + 1] as number) - (words[b * 2 + 1] as number);
  return high !== 0 ? high : (words[a * 2] as number) - (words[b * 2] as number);
}
