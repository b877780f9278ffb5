import { queryOptions, useQuery } from '@tanstack/react-query';
import { fetchSystem } from '../api/clew-api.ts';
import { type SystemHistory, withAnswer } from './system-history.ts';

/** How often the page asks while it is in view. */
export const POLL_SECONDS = 5;
/** The second answer comes sooner: rates need two. */
const FIRST_RATE_MS = 1_000;

const KEY = ['system'];

const systemQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal, client }) =>
    withAnswer(client.getQueryData<SystemHistory>(KEY), await fetchSystem(signal)),
  refetchInterval: ({ state }) =>
    state.data?.answers.length === 1 && state.error === null ? FIRST_RATE_MS : POLL_SECONDS * 1000,
  refetchOnWindowFocus: 'always',
  // The next poll is as good as a retry, and until then it shall be said that there is no answer.
  retry: false,
  structuralSharing: false,
});

/** How Clew is, asked every few seconds while the page is in view. */
export function useSystem() {
  return useQuery(systemQuery);
}
