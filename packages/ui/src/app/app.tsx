import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { i18n } from 'i18next';
import { useState } from 'react';
import { I18nextProvider } from 'react-i18next';
import { ApiError } from '../api/api-error.ts';
import { OpenedFiles } from '../file/opened-files.ts';
import { FilesContext } from '../file/use-files.ts';
import { createAppRouter } from './router.tsx';

const RETRIES = 2;

/** The app with what all of it shares. */
export function App({ translation }: { readonly translation: i18n }) {
  const [queries] = useState(createQueryClient);
  const [router] = useState(createAppRouter);
  const [files] = useState(createOpenedFiles);
  return (
    <I18nextProvider i18n={translation}>
      <QueryClientProvider client={queries}>
        <FilesContext value={files}>
          <RouterProvider router={router} />
        </FilesContext>
      </QueryClientProvider>
    </I18nextProvider>
  );
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        // An offline browser still reaches a server on the same machine.
        networkMode: 'always',
        retry: (failures, error) => failures < RETRIES && isPassing(error),
        retryDelay: (attempt) => 300 * 2 ** attempt,
      },
    },
  });
}

function createOpenedFiles(): OpenedFiles {
  return new OpenedFiles(async (file, signal) => {
    const { readFile } = await import('../file/read-file.ts');
    return await readFile(file, signal);
  });
}

/** Whether asking again may help. */
function isPassing(error: Error): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502);
}
