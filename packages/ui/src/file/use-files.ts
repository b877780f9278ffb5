import { useNavigate, useRouter } from '@tanstack/react-router';
import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';
import { traceIdOf } from '../trace/data/trace-id.ts';
import type { FilesState, OpenedFile, OpenedFiles } from './opened-files.ts';

/** The files of the app; null outside of it. */
export const FilesContext = createContext<OpenedFiles | null>(null);

/** The files of the app. */
export function useFiles(): OpenedFiles {
  const files = useContext(FilesContext);
  if (files === null) throw new Error('there is no FilesContext here');
  return files;
}

/** What files there are, now and after each change. */
export function useFilesState(): FilesState {
  const files = useFiles();
  return useSyncExternalStore(files.subscribe, files.state);
}

/** A file by its name. */
export function useOpenedFile(name: string): OpenedFile | undefined {
  return useFilesState().files.find((file) => file.name === name);
}

/** Opens files and shows what they hold: a single trace at once, several as a list. */
export function useOpenFiles(): (given: readonly File[]) => Promise<void> {
  const files = useFiles();
  const navigate = useNavigate();
  const router = useRouter();
  return useCallback(
    async (given) => {
      if (given.length === 0) return;
      const opened = await files.open(given);
      const [first] = opened;
      const isAllFine = opened.length > 0 && files.state().failed.length === 0;
      const isWaitedFor = opened.some((file) => isShownAt(router.latestLocation, file));
      if (isAllFine && isWaitedFor) return;
      if (isAllFine && opened.length === 1 && first?.traces.length === 1) {
        const traceId = first.traces[0]?.summary.traceId ?? '';
        await navigate({
          to: '/trace/$traceId',
          params: { traceId },
          search: { file: first.name },
        });
      } else if (opened.length > 0 || files.state().failed.length > 0) {
        await navigate({ to: '/file' });
      }
    },
    [files, navigate, router],
  );
}

/** Whether an address is that of a trace in the file: the page was waiting for it. */
function isShownAt(
  { pathname, search }: { readonly pathname: string; readonly search: { readonly file?: unknown } },
  file: OpenedFile,
): boolean {
  if (search.file !== file.name) return false;
  return file.has(traceIdOf(pathname.split('/').at(-1) ?? '') ?? '');
}
