// The searches made last on this machine. They are kept in the browser alone, and only a few of them.
import { useSyncExternalStore } from 'react';
import { readSetting, writeSetting } from '../app/stored-setting.ts';
import type { SearchState } from './search-state.ts';

const SETTING = 'recentSearches';
const MOST_KEPT = 20;

/** What a search asked for: its filter and its time. */
export type RecentSearch = Pick<SearchState, 'q' | 'lookback' | 'start' | 'end'>;

/** The list with a search on top, each only once, and the oldest gone. */
export function withRecent(
  list: readonly RecentSearch[],
  { q, lookback, start, end }: RecentSearch,
): readonly RecentSearch[] {
  const search = { q: q.trim(), lookback, start, end };
  const text = JSON.stringify(search);
  return [search, ...list.filter((one) => JSON.stringify(one) !== text)].slice(0, MOST_KEPT);
}

/** The list of a stored text; what is no search in it is left out. */
export function parseRecent(text: string | null): readonly RecentSearch[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.flatMap(asSearch).slice(0, MOST_KEPT) : [];
  } catch {
    // Another version, or somebody by hand, wrote something else there.
    return [];
  }
}

function asSearch(value: unknown): readonly RecentSearch[] {
  if (typeof value !== 'object' || value === null) return [];
  const { q, lookback, start, end } = value as Readonly<Record<string, unknown>>;
  if (typeof q !== 'string' || typeof lookback !== 'string') return [];
  if (typeof start !== 'string' || typeof end !== 'string') return [];
  return [{ q, lookback, start, end }];
}

const listeners = new Set<() => void>();
let current: readonly RecentSearch[] | undefined;

function read(): readonly RecentSearch[] {
  current ??= parseRecent(readSetting(SETTING));
  return current;
}

function write(list: readonly RecentSearch[]): void {
  current = list;
  writeSetting(SETTING, JSON.stringify(list));
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Remembers a search. One without any condition is not worth it: it is where everybody begins. */
export function rememberSearch(search: RecentSearch): void {
  if (search.q.trim() !== '') write(withRecent(read(), search));
}

export function forgetSearches(): void {
  write([]);
}

/** The searches made last, the latest first. */
export function useRecentSearches(): readonly RecentSearch[] {
  return useSyncExternalStore(subscribe, read);
}
