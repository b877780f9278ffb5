// Reads texts and resources of a segment's dictionary, decoded once for as long as it is in memory.
import { type SpanBatch, SpanBatchReader } from '@clew/model';

const known: WeakMap<SpanBatch, SpanBatchReader> = new WeakMap();

/** The one reader of a dictionary. */
export function dictionaryReader(dictionary: SpanBatch): SpanBatchReader {
  let reader = known.get(dictionary);
  if (reader === undefined) {
    reader = new SpanBatchReader(dictionary);
    known.set(dictionary, reader);
  }
  return reader;
}
