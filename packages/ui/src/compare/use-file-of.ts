import { useCallback } from 'react';
import { useFilesState } from '../file/use-files.ts';
import type { Trace } from '../trace/data/trace.ts';

/** Gives what a link to a trace says of the opened file that it is in; nothing for one of the store. */
export function useFileOf(): (trace: Trace) => { readonly file?: string } {
  const { files } = useFilesState();
  return useCallback(
    ({ traceId, source }) => {
      const file = files.find((one) => one.source(traceId) === source);
      return file === undefined ? {} : { file: file.name };
    },
    [files],
  );
}
