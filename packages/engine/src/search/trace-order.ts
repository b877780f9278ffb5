// Brings the spans of a merged trace into the contract's order and drops what came twice.
import {
  compareText,
  type SpanBatch,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanCopier,
} from '@clew/model';

/** The batch itself when it is in order (start, span id, kind, service) without duplicates, else one that is. */
export function inContractOrder(batch: SpanBatch): SpanBatch {
  const services = new SpanBatchReader(batch);
  const compare = (a: number, b: number): number => compareRows(batch, services, a, b);
  let sorted = true;
  for (let row = 1; row < batch.spanCount && sorted; row++) sorted = compare(row - 1, row) < 0;
  if (sorted) return batch;
  const rows = Uint32Array.from({ length: batch.spanCount }, (_, row) => row);
  // Rows stand in the order in which they were written, so the first of equals is the one to keep.
  rows.sort((a, b) => compare(a, b) || a - b);
  const builder = new SpanBatchBuilder();
  const copier = new SpanCopier(batch, builder);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (i === 0 || compare(rows[i - 1] as number, row) !== 0) copier.copy(row);
  }
  return builder.finish();
}

function compareRows(batch: SpanBatch, reader: SpanBatchReader, a: number, b: number): number {
  const high = (batch.start[a * 2 + 1] as number) - (batch.start[b * 2 + 1] as number);
  if (high !== 0) return high;
  const low = (batch.start[a * 2] as number) - (batch.start[b * 2] as number);
  if (low !== 0) return low;
  for (let i = 0; i < 8; i++) {
    const byte = (batch.spanId[a * 8 + i] as number) - (batch.spanId[b * 8 + i] as number);
    if (byte !== 0) return byte;
  }
  const kind = (batch.kind[a] as number) - (batch.kind[b] as number);
  if (kind !== 0) return kind;
  const serviceA = batch.resourceService[batch.resource[a] as number] as number;
  const serviceB = batch.resourceService[batch.resource[b] as number] as number;
  return serviceA === serviceB ? 0 : compareText(reader.text(serviceA), reader.text(serviceB));
}
