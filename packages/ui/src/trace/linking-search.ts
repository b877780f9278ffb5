// The search for the traces that link to one.
import { formatTraceqlValue } from '@clew/protocols/traceql';
import type { AddressParameters } from '../app/search-text.ts';
import { NEW_SEARCH, writeSearch } from '../search/search-state.ts';
import type { Trace } from './data/trace.ts';

/** Its address: from the trace's start on, since nothing links to what has not begun. */
export function linkingSearch(trace: Pick<Trace, 'shownId' | 'start'>): AddressParameters {
  const id = formatTraceqlValue({ type: 'text', value: trace.shownId });
  return writeSearch({
    ...NEW_SEARCH,
    q: `{ link:traceID = ${id} }`,
    lookback: 'custom',
    start: String(trace.start / 1000n),
  });
}
