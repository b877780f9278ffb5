import { parseTraceId } from '@clew/model';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { traceQuery } from '../api/queries.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { Notice } from '../controls/notice.tsx';
import { buildTrace } from './data/build-trace.ts';
import styles from './trace-page.module.css';
import { TraceView } from './trace-view.tsx';

const route = getRouteApi('/trace/$traceId');
const NOT_FOUND = 404;

/** One trace, by the id in the address. */
export function TracePage() {
  const { t } = useTranslation();
  const { traceId } = route.useParams();
  const isId = parseTraceId(traceId) !== undefined;
  const query = useQuery({ ...traceQuery(traceId.toLowerCase()), enabled: isId });
  const trace = useMemo(() => (query.data ? buildTrace(query.data) : undefined), [query.data]);

  if (!isId) return <TraceMissing title={t('trace.noId')} text={traceId} />;
  if (query.error instanceof ApiError && query.error.status === NOT_FOUND) {
    return <TraceMissing title={t('trace.notFound')} text={t('trace.notFoundHint', { traceId })} />;
  }
  if (query.isError) {
    return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (trace === undefined) {
    return (
      <div className={styles['loading']} role="status">
        <span className={styles['progress']} />
        {t('trace.loading')}
      </div>
    );
  }
  if (trace.spans.length === 0) {
    return <TraceMissing title={t('trace.notFound')} text={t('trace.notFoundHint', { traceId })} />;
  }
  return <TraceView key={trace.traceId} trace={trace} />;
}

function TraceMissing({ title, text }: { readonly title: string; readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Notice icon={<SearchX size={26} />} title={title}>
      <p>{text}</p>
      <Link to="/search" search={{}}>
        {t('layout.toSearch')}
      </Link>
    </Notice>
  );
}
