// What a search asks the server: pages of traces, how they spread over time and duration, and, while it is live, what comes
// in. All of it looks at one time, set when the search is first asked; coming back within a while shows it as it was.
import {
  hashKey,
  type QueryClient,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { Histogram } from '../api/answers.ts';
import { fetchHistogram, fetchSearch } from '../api/clew-api.ts';
import type { Parameters } from '../api/request.ts';
import { faultOf } from './query/typed-text.ts';
import { type SearchState, searchParameters } from './search-state.ts';

const FRESH_MS = 60_000;
const TIME_CELLS = 100;

interface PageParameter {
  readonly parameters: Parameters;
  readonly cursor: string;
}

/** All that is remembered of a search, in whatever order it lists. */
export function searchKey({ q, lookback, start, end }: SearchState): readonly unknown[] {
  return ['search', { q, lookback, start, end }];
}

/** Whether a search can be asked at all. */
export function isReadable({ q }: SearchState): boolean {
  return q === '' || faultOf(q) === undefined;
}

/** The moment that a search looks back from, Unix milliseconds: the same for each of its orders. */
function askedAt(queries: QueryClient, state: SearchState): Promise<number> {
  return queries.fetchQuery({
    queryKey: [...searchKey(state), 'asked-at'],
    queryFn: () => Date.now(),
    staleTime: FRESH_MS,
  });
}

/** The pages of a search. */
export function useTraceSearch(state: SearchState) {
  const queries = useQueryClient();
  return useInfiniteQuery({
    queryKey: [...searchKey(state), 'traces', state.order, state.limit],
    queryFn: async ({ pageParam, signal }) => {
      const parameters =
        pageParam?.parameters ?? searchParameters(state, await askedAt(queries, state));
      const answer = await fetchSearch({ ...parameters, cursor: pageParam?.cursor }, signal);
      return { ...answer, parameters };
    },
    // What can't be read is said at the bar, and the server would only say it again.
    enabled: isReadable(state),
    initialPageParam: undefined as PageParameter | undefined,
    getNextPageParam: (page): PageParameter | undefined =>
      page.cursor === undefined ? undefined : { parameters: page.parameters, cursor: page.cursor },
    // In another order it is the same search: its rows stay until the others are there.
    placeholderData: (before, query) =>
      query !== undefined && hashKey(query.queryKey.slice(0, 2)) === hashKey(searchKey(state))
        ? before
        : undefined,
    staleTime: FRESH_MS,
    structuralSharing: false,
  });
}

/**
 * Counts all that a search finds, in the time that its first page looked at. It is asked when that page is there: the rows
 * come first, and a search that finds nothing has nothing to count.
 */
export function useTraceHistogram(state: SearchState, search: ReturnType<typeof useTraceSearch>) {
  const [page] = search.data?.pages ?? [];
  const { q, from, to } = page?.parameters ?? {};
  // The last one stays in view while the next is counted, also when it was taken out of memory to be asked for again.
  const last = useRef<Histogram>(undefined);
  const histogram = useQuery({
    queryKey: [...searchKey(state), 'histogram', from, to],
    queryFn: ({ signal }) => fetchHistogram({ q, from, to }, TIME_CELLS, signal),
    enabled: page !== undefined && page.traces.length > 0,
    placeholderData: () => last.current,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });
  useEffect(() => {
    last.current = histogram.data;
  }, [histogram.data]);
  return histogram;
}
