import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useFilesState } from '../file/use-files.ts';
import { isTraceIdText, wholeTraceId } from '../trace/data/short-trace-id.ts';
import type { Trace } from '../trace/data/trace.ts';
import { storedTrace } from '../trace/data/trace-source.ts';
import { traceQuery } from '../trace/trace-query.ts';

const NOT_FOUND = 404;

/** One of the traces: not chosen, no id, not there, on its way, or here. */
export type ComparedTrace =
  | { readonly state: 'unchosen' | 'noId' | 'notFound' | 'loading' }
  | { readonly state: 'failed'; readonly error: Error; readonly retry: () => void }
  | { readonly state: 'ready'; readonly trace: Trace; readonly key: string };

/** The trace of an id as the address has it: of an open file or, where none has it, of the store. */
export function useComparedTrace(text: string | undefined): ComparedTrace {
  const isId = text !== undefined && isTraceIdText(text);
  const id = wholeTraceId(text ?? '');
  const { files } = useFilesState();
  const source = useMemo(
    () => files.find((file) => file.has(id))?.source(id) ?? storedTrace(id),
    [files, id],
  );
  const {
    data: trace,
    error,
    refetch,
    dataUpdatedAt,
  } = useQuery({
    ...traceQuery(source),
    enabled: isId,
  });
  if (text === undefined) return { state: 'unchosen' };
  if (!isId) return { state: 'noId' };
  if (error instanceof ApiError && error.status === NOT_FOUND) return { state: 'notFound' };
  if (error !== null) return { state: 'failed', error, retry: () => void refetch() };
  if (trace === undefined) return { state: 'loading' };
  if (trace.count === 0) return { state: 'notFound' };
  return { state: 'ready', trace, key: `${source.key} ${trace.traceId} ${dataUpdatedAt}` };
}
