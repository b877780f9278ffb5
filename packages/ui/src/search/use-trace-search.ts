// The pages of a search. All pages of one run look at the same time, set when its first page is fetched;
// coming back to the list within a while shows it as it was.
import { useInfiniteQuery } from '@tanstack/react-query';
import { fetchSearch, type Parameters } from '../api/clew-api.ts';
import { type SearchState, searchParameters } from './search-state.ts';

const FRESH_MS = 60_000;

interface PageParameter {
  readonly parameters: Parameters;
  readonly cursor: string;
}

export function searchKey(state: SearchState): readonly unknown[] {
  return ['search', state];
}

export function useTraceSearch(state: SearchState) {
  return useInfiniteQuery({
    queryKey: searchKey(state),
    queryFn: async ({ pageParam, signal }) => {
      const parameters = pageParam?.parameters ?? searchParameters(state, Date.now());
      const cursor = pageParam?.cursor;
      const answer = await fetchSearch({ ...parameters, cursor }, signal);
      return { ...answer, parameters };
    },
    initialPageParam: undefined as PageParameter | undefined,
    getNextPageParam: (page): PageParameter | undefined =>
      page.cursor === undefined ? undefined : { parameters: page.parameters, cursor: page.cursor },
    staleTime: FRESH_MS,
    structuralSharing: false,
  });
}
