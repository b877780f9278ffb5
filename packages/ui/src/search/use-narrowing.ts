// Changes of a search that stay with what was asked: narrowed to a part of the heatmap and back, listed otherwise, live. Each is a
// step in the browser's history, whose entries remember what they were narrowed from.
import { getRouteApi, useRouterState } from '@tanstack/react-router';
import type { AddressParameters } from '../app/search-text.ts';
import { type SearchState, writeSearch } from './search-state.ts';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The searches that this one was narrowed from, the first one first. */
    readonly narrowed?: readonly AddressParameters[];
  }
}

const route = getRouteApi('/search');
const NOT_NARROWED: readonly AddressParameters[] = [];

export function useNarrowing(state: SearchState) {
  const navigate = route.useNavigate();
  const narrowed =
    useRouterState({ select: ({ location }) => location.state.narrowed }) ?? NOT_NARROWED;
  const before = narrowed.at(-1);

  function go(search: AddressParameters, from: readonly AddressParameters[]): void {
    void navigate({
      search,
      resetScroll: false,
      state: (entry) => ({ ...entry, narrowed: from }),
    });
  }
  return {
    isNarrowed: before !== undefined,
    /** Asks for a part of what is found now. */
    narrow(part: Partial<SearchState>): void {
      // What was narrowed to a time that is past has nothing to come.
      go(writeSearch({ ...state, ...part, live: false }), [...narrowed, writeSearch(state)]);
    },
    /** Takes the last narrowing back; undefined where there was none. */
    widen: before === undefined ? undefined : () => go(before, narrowed.slice(0, -1)),
    /** Lists the same otherwise. */
    relist(part: Partial<SearchState>): void {
      go(writeSearch({ ...state, ...part }), narrowed);
    },
  };
}
