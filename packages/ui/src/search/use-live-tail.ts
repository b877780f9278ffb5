import { useQuery, useQueryClient } from '@tanstack/react-query';
import { fetchSearch } from '../api/clew-api.ts';
import { afterLook, type LiveTraces, NOTHING_LIVE, OVERLAP_NANOS } from './live-traces.ts';
import type { SearchState } from './search-state.ts';
import { searchKey, type useTraceSearch } from './use-trace-search.ts';

const LOOK_EVERY_MS = 2_000;
/** The most that one look takes: where more comes in, nobody could read it anyway. */
const LOOK_LIMIT = '100';

/** Whether a search can follow what comes in: the newest must be on top, and its time go on. */
export function isLive(state: SearchState): boolean {
  return state.live && state.order === 'start' && state.end === '';
}

/**
 * Looks for new matches every two seconds, from the time of the last look on. A look that takes longer delays the next one,
 * and a page that nobody sees does not look.
 */
export function useLiveTail(state: SearchState, search: ReturnType<typeof useTraceSearch>) {
  const queries = useQueryClient();
  const { q, to } = search.data?.pages[0]?.parameters ?? {};
  const key = [...searchKey(state), 'live', to];
  const enabled = isLive(state) && to !== undefined;
  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const before = queries.getQueryData<LiveTraces & { readonly to: bigint }>(key);
      const from = (before?.to ?? BigInt(String(to))) - OVERLAP_NANOS;
      const now = BigInt(Date.now()) * 1_000_000n;
      const { traces } = await fetchSearch(
        { q, from: String(from), to: String(now), limit: LOOK_LIMIT },
        signal,
      );
      return { ...afterLook(before ?? NOTHING_LIVE, traces), to: now };
    },
    enabled,
    refetchInterval: LOOK_EVERY_MS,
    // What came in while the page was elsewhere is looked for at once when it is back.
    refetchOnWindowFocus: 'always',
    gcTime: 0,
    structuralSharing: false,
  });
}
