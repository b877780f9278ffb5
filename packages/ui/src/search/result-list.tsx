import type { TraceSummary } from '@clew/model';
import { ArrowUp, CircleAlert, SearchX, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { Notice } from '../controls/notice.tsx';
import { CompareBar } from './compare-bar.tsx';
import { Heatmap } from './heatmap/heatmap.tsx';
import { narrowSearch } from './heatmap/narrow-search.ts';
import { liveRows, NOTHING_LIVE } from './live-traces.ts';
import { rememberSearch } from './recent-searches.ts';
import { ResultBar } from './result-bar.tsx';
import { ResultCount } from './result-count.tsx';
import styles from './result-list.module.css';
import { ResultRow } from './result-row.tsx';
import type { SearchState } from './search-state.ts';
import { useChosen } from './use-chosen.ts';
import { useHold } from './use-hold.ts';
import { isLive, useLiveTail } from './use-live-tail.ts';
import { useNarrowing } from './use-narrowing.ts';
import { useNow } from './use-now.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useTraceHistogram, type useTraceSearch } from './use-trace-search.ts';

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** The traces that were found: how all of them spread, and a page of them. */
export function ResultList({
  search,
  state,
  onSearch,
}: {
  readonly search: ReturnType<typeof useTraceSearch>;
  readonly state: SearchState;
  readonly onSearch: (state: SearchState) => void;
}) {
  const { t } = useTranslation();
  const histogram = useTraceHistogram(state, search);
  const narrowing = useNarrowing(state);
  const list = useRef<HTMLUListElement>(null);
  const { chosen, toggle, clear } = useChosen();
  useRowKeys(list);

  const pages = search.data?.pages ?? [];
  const page = pages.flatMap(({ traces }) => traces);
  const live = useLiveTail(state, search);
  const hold = useLiveHold(list, live.data?.looks ?? 0, isLive(state));
  const rows = liveRows(page, search.hasNextPage, live.data ?? NOTHING_LIVE, hold.heldAt);

  const isDone = search.isSuccess && !search.isPlaceholderData;
  const isTyped = isDone && !narrowing.isNarrowed;
  useEffect(() => {
    if (isTyped) rememberSearch(state);
  }, [isTyped, state]);

  const found = search.isPending ? undefined : rows.traces.length;
  return (
    <>
      {(search.isPending || page.length > 0) && (
        <Heatmap
          histogram={histogram.data}
          error={histogram.error}
          stale={histogram.isPlaceholderData}
          onNarrow={(grid, region) => narrowing.narrow(narrowSearch(state, grid, region))}
          onWiden={narrowing.widen}
          onRetry={() => void histogram.refetch()}
        />
      )}
      <ResultBar
        state={state}
        busy={search.isFetching}
        held={hold.heldAt !== undefined}
        onRelist={narrowing.relist}
        onSearch={onSearch}
        onWiden={narrowing.widen}
      >
        {found !== undefined && found > 0 && (
          <ResultCount
            found={found}
            hasMore={search.hasNextPage}
            histogram={histogram.isPlaceholderData ? undefined : histogram.data}
            fresh={isLive(state) ? rows.fresh.size : undefined}
          />
        )}
      </ResultBar>
      {pages.some(({ partial }) => partial) && (
        <p className={styles['partial']} role="status">
          <TriangleAlert size={15} aria-hidden="true" /> {t('search.partial')}
        </p>
      )}
      {live.isError && (
        <p className={styles['partial']} role="alert">
          <CircleAlert size={15} aria-hidden="true" /> {t('live.failed')}
        </p>
      )}
      {rows.held > 0 && (
        <div className={styles['held']}>
          <Button
            small
            look="primary"
            onClick={() => {
              hold.release();
              list.current?.parentElement?.scrollIntoView({ block: 'start' });
            }}
          >
            <ArrowUp size={13} aria-hidden="true" />
            {t('live.held', { count: rows.held })}
          </Button>
        </div>
      )}
      <Found
        search={search}
        empty={rows.traces.length === 0}
        state={state}
        widen={narrowing.widen}
        onSearch={onSearch}
      />
      <Rows
        list={list}
        traces={rows.traces}
        fresh={rows.fresh}
        stale={search.isPlaceholderData}
        chosen={chosen}
        onChoose={toggle}
      />
      {search.isFetchNextPageError && (
        <p className={styles['partial']} role="alert">
          <CircleAlert size={15} aria-hidden="true" /> {search.error?.message}
        </p>
      )}
      {search.hasNextPage && (
        <Button
          className={styles['next']}
          disabled={search.isFetchingNextPage || search.isPlaceholderData}
          onClick={() => void search.fetchNextPage()}
        >
          {search.isFetchingNextPage ? t('search.searching') : t('search.loadMore')}
        </Button>
      )}
      <CompareBar chosen={chosen} onClear={clear} />
    </>
  );
}

/** While somebody reads the list, or until they let it: the look after which what comes in is held back. */
function useLiveHold(list: { readonly current: HTMLElement | null }, looks: number, live: boolean) {
  const isHeld = useHold(list) && live;
  const [heldAt, setHeldAt] = useState<number>();
  if (isHeld && heldAt === undefined) setHeldAt(looks);
  if (!isHeld && heldAt !== undefined) setHeldAt(undefined);
  return { heldAt: isHeld ? heldAt : undefined, release: () => setHeldAt(looks) };
}

/** What stands in place of rows where there are none. */
function Found({
  search,
  empty,
  state,
  widen,
  onSearch,
}: {
  readonly search: ReturnType<typeof useTraceSearch>;
  readonly empty: boolean;
  readonly state: SearchState;
  readonly widen: (() => void) | undefined;
  readonly onSearch: (state: SearchState) => void;
}) {
  const { t } = useTranslation();
  if (search.isPending) {
    return (
      <div className={styles['skeleton']} role="status" aria-label={t('search.searching')}>
        {SKELETON_ROWS.map((row) => (
          <div key={row} />
        ))}
      </div>
    );
  }
  if (!empty) return null;
  if (search.isError) {
    return <ErrorNotice error={search.error} onRetry={() => void search.refetch()} />;
  }
  return (
    <Notice icon={<SearchX size={26} />} title={t('search.nothing')}>
      <p>{isLive(state) ? t('live.waiting') : t('search.nothingHint')}</p>
      {widen !== undefined && <Button onClick={widen}>{t('heat.widen')}</Button>}
      {widen === undefined && state.lookback !== '7d' && (
        <Button onClick={() => onSearch({ ...state, lookback: '7d', start: '', end: '' })}>
          {t('search.widen')}
        </Button>
      )}
    </Notice>
  );
}

function Rows({
  list,
  traces,
  fresh,
  stale,
  chosen,
  onChoose,
}: {
  readonly list: { readonly current: HTMLUListElement | null };
  readonly traces: readonly TraceSummary[];
  readonly fresh: ReadonlySet<string>;
  /** Whether they are of the order before. */
  readonly stale: boolean;
  /** Ids of those to compare. */
  readonly chosen: readonly string[];
  readonly onChoose: (traceId: string) => void;
}) {
  const { t } = useTranslation();
  const now = useNow();
  const longest = traces.reduce((most, { duration }) => (duration > most ? duration : most), 1n);
  return (
    <ul
      ref={list}
      className={styles['list']}
      aria-label={t('results.list')}
      data-stale={stale || undefined}
    >
      {traces.map((trace) => (
        <ResultRow
          key={trace.traceId}
          trace={trace}
          longest={longest}
          now={now}
          fresh={fresh.has(trace.traceId)}
          chosen={chosen.includes(trace.traceId)}
          onChoose={onChoose}
        />
      ))}
    </ul>
  );
}
