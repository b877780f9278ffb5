import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ApiError } from '../api/api-error.ts';
import { useFilesState } from '../file/use-files.ts';
import type { Trace } from '../trace/data/trace.ts';
import { traceIdOf } from '../trace/data/trace-id.ts';
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
  const id = traceIdOf(text ?? '') ?? '';
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
    enabled: id !== '',
  });
  if (text === undefined) return { state: 'unchosen' };
  if (id === '') return { state: 'noId' };
  if (error instanceof ApiError && error.status === NOT_FOUND) return { state: 'notFound' };
  if (error !== null) return { state: 'failed', error, retry: () => void refetch() };
  if (trace === undefined) return { state: 'loading' };
  if (trace.count === 0) return { state: 'notFound' };
  return { state: 'ready', trace, key: `${source.key} ${trace.traceId} ${dataUpdatedAt}` };
}
