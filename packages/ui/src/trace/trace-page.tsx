import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { ErrorNotice } from '../controls/error-notice.tsx';
import { Notice } from '../controls/notice.tsx';
import { FileFrame } from '../file/file-frame.tsx';
import { FileMissing } from '../file/file-missing.tsx';
import { useOpenedFile } from '../file/use-files.ts';
import { traceIdInAddress, traceIdOf } from './data/trace-id.ts';
import { storedTrace, type TraceSource } from './data/trace-source.ts';
import { Loading } from './loading.tsx';
import { traceQuery } from './trace-query.ts';
import { TraceView } from './trace-view.tsx';

const route = getRouteApi('/trace/$traceId');
const NOT_FOUND = 404;

/** One trace, by the id in the address: of the store, or of a file that was opened. */
export function TracePage() {
  const { t } = useTranslation();
  const { traceId } = route.useParams();
  const { file: name } = route.useSearch();
  const id = traceIdOf(traceId);
  const file = useOpenedFile(name ?? '');
  const source = useMemo(() => {
    if (id === undefined) return undefined;
    return name === undefined ? storedTrace(id) : file?.source(id);
  }, [name, file, id]);

  if (id === undefined) {
    return <TraceMissing title={t('trace.noId')} text={traceId} />;
  }
  if (source === undefined) return <FileMissing name={name ?? ''} isOpen={file !== undefined} />;
  const trace = <TraceOfSource source={source} text={traceId} />;
  return file === undefined ? trace : <FileFrame file={file}>{trace}</FileFrame>;
}

function TraceOfSource({
  source,
  text,
}: {
  readonly source: TraceSource;
  /** The id as the address has it. */
  readonly text: string;
}) {
  const { t } = useTranslation();
  const { traceId } = source;
  const shown = { traceId: traceIdInAddress(text) };
  const query = useQuery(traceQuery(source));
  const trace = query.data;
  const { refetch } = query;
  useEffect(() => {
    if (trace !== undefined) trace.pages.onChanged = () => void refetch();
  }, [trace, refetch]);

  if (query.error instanceof ApiError && query.error.status === NOT_FOUND) {
    return <TraceMissing title={t('trace.notFound')} text={t('trace.notFoundHint', shown)} />;
  }
  if (query.isError) {
    return <ErrorNotice isPage error={query.error} onRetry={() => void query.refetch()} />;
  }
  if (trace === undefined) {
    return <Loading isPage />;
  }
  if (trace.count === 0) {
    return <TraceMissing title={t('trace.notFound')} text={t('trace.notFoundHint', shown)} />;
  }
  return <TraceView key={`${source.key} ${traceId} ${query.dataUpdatedAt}`} trace={trace} />;
}

function TraceMissing({ title, text }: { readonly title: string; readonly text: string }) {
  const { t } = useTranslation();
  return (
    <Notice icon={<SearchX size={26} />} title={title} isPage>
      <p>{text}</p>
      <Link to="/search" search={{}}>
        {t('layout.toSearch')}
      </Link>
    </Notice>
  );
}
