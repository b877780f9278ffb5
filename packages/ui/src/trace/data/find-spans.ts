// Finds text in a trace: names, ids, attributes, events, hosts. Works in slices so that the page stays
// alive, and stops when the text has changed meanwhile.
import { BatchTextSearch } from '@clew/model';
import { nextTask, SLICE_MS } from './next-task.ts';
import { PAGE_SPANS } from './span-pages.ts';
import type { Trace } from './trace.ts';

const CHECK_EVERY = 256;

/**
 * The rows whose span holds the text, in order of rows. Fetches what of the spans is not here yet.
 * @throws {TraceChangedError} when the store has another trace by now
 */
export async function findSpans(
  trace: Trace,
  query: string,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const text = query.trim();
  if (text === '') return [];
  const { pages } = trace;
  const ordinals: number[] = [];
  let sliceEnd = performance.now() + SLICE_MS;
  for (const page of pages.pages.keys()) {
    await pages.load(page * PAGE_SPANS, signal);
    const reader = pages.pages[page];
    if (reader === undefined) continue;
    const search = new BatchTextSearch(reader, text);
    for (let index = 0; index < reader.spanCount; index++) {
      if (search.matches(index)) ordinals.push(page * PAGE_SPANS + index);
      if (index % CHECK_EVERY === 0 && performance.now() > sliceEnd) {
        await nextTask();
        signal.throwIfAborted();
        sliceEnd = performance.now() + SLICE_MS;
      }
    }
  }
  return rowsOf(trace, ordinals);
}

/** The rows of spans given by their place; a span that was sent twice has no second row. */
function rowsOf(trace: Trace, ordinals: readonly number[]): readonly number[] {
  const isWanted = new Set(ordinals);
  const rows: number[] = [];
  for (let row = 0; row < trace.count; row++) {
    if (isWanted.has(trace.ordinal[row] ?? -1)) rows.push(row);
  }
  return rows;
}
