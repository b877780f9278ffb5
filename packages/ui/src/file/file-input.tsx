import type { RefObject } from 'react';
import { useOpenFiles } from './use-files.ts';

/** The browser's own way to choose files, which are then opened. Something that is seen clicks it. */
export function FileInput({ ref }: { readonly ref: RefObject<HTMLInputElement | null> }) {
  const openFiles = useOpenFiles();
  return (
    <input
      ref={ref}
      type="file"
      multiple
      hidden
      onChange={({ target }) => {
        const chosen = [...(target.files ?? [])];
        // So that the same file can be chosen again.
        target.value = '';
        void openFiles(chosen);
      }}
    />
  );
}
