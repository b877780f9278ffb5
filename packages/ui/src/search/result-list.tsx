import { CircleAlert, RotateCw, SearchX, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../controls/button.tsx';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { Notice } from '../controls/notice.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './result-list.module.css';
import { ResultRow } from './result-row.tsx';
import type { SearchState } from './search-state.ts';
import { useNow } from './use-now.ts';
import type { useTraceSearch } from './use-trace-search.ts';

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** The traces that were found. */
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
  const format = useFormat();
  const now = useNow();
  const pages = search.data?.pages ?? [];
  const traces = pages.flatMap((page) => page.traces);
  const longest = traces.reduce((most, { duration }) => (duration > most ? duration : most), 1n);

  if (search.isPending) {
    return (
      <div className={styles['skeleton']} role="status" aria-label={t('search.searching')}>
        {SKELETON_ROWS.map((row) => (
          <div key={row} />
        ))}
      </div>
    );
  }
  if (search.isError && traces.length === 0) {
    return <ErrorNotice error={search.error} onRetry={() => void search.refetch()} />;
  }
  if (traces.length === 0) {
    return (
      <Notice icon={<SearchX size={26} />} title={t('search.nothing')}>
        <p>{t('search.nothingHint')}</p>
        {state.lookback !== '7d' && (
          <Button onClick={() => onSearch({ ...state, lookback: '7d', start: '', end: '' })}>
            {t('search.widen')}
          </Button>
        )}
      </Notice>
    );
  }
  return (
    <>
      <div className={styles['bar']}>
        <p role="status" className={styles['count']}>
          {search.hasNextPage
            ? t('search.newest', { count: traces.length, number: format.number(traces.length) })
            : t('search.found', { count: traces.length, number: format.number(traces.length) })}
        </p>
        <Button
          look="quiet"
          small
          onClick={() => onSearch(state)}
          aria-label={t('search.refresh')}
          title={t('search.refresh')}
        >
          <RotateCw size={14} data-spin={search.isFetching || undefined} />
        </Button>
      </div>
      {pages.some((page) => page.partial) && (
        <p className={styles['partial']} role="status">
          <TriangleAlert size={15} aria-hidden="true" /> {t('search.partial')}
        </p>
      )}
      <ul className={styles['list']}>
        {traces.map((trace) => (
          <ResultRow key={trace.traceId} trace={trace} longest={longest} now={now} />
        ))}
      </ul>
      {search.isFetchNextPageError && (
        <p className={styles['partial']} role="alert">
          <CircleAlert size={15} aria-hidden="true" /> {search.error?.message}
        </p>
      )}
      {search.hasNextPage && (
        <Button
          className={styles['next']}
          disabled={search.isFetchingNextPage}
          onClick={() => void search.fetchNextPage()}
        >
          {search.isFetchingNextPage ? t('search.searching') : t('search.loadMore')}
        </Button>
      )}
    </>
  );
}
