import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { lazy, Suspense, useEffect, useId, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { servicesQuery } from '../api/queries.ts';
import { Notice } from '../controls/notice.tsx';
import { QueryBar } from './query/query-bar.tsx';
import { SearchForm } from './query/search-form.tsx';
import { useFormShown } from './query/use-form-shown.ts';
import { useSearchDraft } from './query/use-search-draft.ts';
import { ResultList } from './result-list.tsx';
import styles from './search-page.module.css';
import { readSearch, type SearchState, writeSearch } from './search-state.ts';
import { isReadable, searchKey, useTraceSearch } from './use-trace-search.ts';

/** Seen once in a store's life. */
const FirstTrace = lazy(() => import('./first-trace.tsx'));

const route = getRouteApi('/search');
const WAIT_FOR_FIRST_MS = 3_000;

/** Finds traces. What is asked stands in the address. */
export function SearchPage() {
  const { t } = useTranslation();
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const state = useMemo(() => readSearch(address), [address]);
  const search = useTraceSearch(state);
  const services = useQuery({
    ...servicesQuery,
    refetchInterval: (query) => (query.state.data?.length === 0 ? WAIT_FOR_FIRST_MS : false),
  });
  const isStoreEmpty = services.data?.length === 0 && search.data?.pages[0]?.traces.length === 0;

  useEffect(() => {
    document.title = `${t('search.title')} · Clew`;
  }, [t]);

  // The first trace has come: what was found before it is out of date.
  const serviceCount = services.data?.length;
  const countBefore = useRef(serviceCount);
  useEffect(() => {
    const wasEmpty = countBefore.current === 0;
    countBefore.current = serviceCount;
    if (wasEmpty && serviceCount !== 0) void queries.invalidateQueries({ queryKey: ['search'] });
  }, [queries, serviceCount]);

  const form = useFormShown();
  const formId = useId();

  function run(next: SearchState) {
    void queries.resetQueries({ queryKey: searchKey(next) });
    void navigate({ search: writeSearch(next) });
  }
  const draft = useSearchDraft(state, run);

  return (
    <div className={styles['page']} data-form={form.isShown || undefined}>
      <h1 className={styles['heading']}>{t('search.title')}</h1>
      <QueryBar
        draft={draft}
        refusal={search.error}
        isBusy={search.isFetching}
        formId={formId}
        form={form}
      />
      <div className={styles['form']} hidden={!form.isShown}>
        <SearchForm id={formId} draft={draft} services={services.data ?? []} />
      </div>
      <section className={styles['results']} aria-label={t('search.results')}>
        {isStoreEmpty && (
          <Suspense>
            <FirstTrace />
          </Suspense>
        )}
        {!isReadable(state) && (
          <Notice icon={<SearchX size={26} />} title={t('query.unreadable')} />
        )}
        {!isStoreEmpty && isReadable(state) && (
          <ResultList search={search} state={state} onSearch={run} />
        )}
      </section>
    </div>
  );
}
