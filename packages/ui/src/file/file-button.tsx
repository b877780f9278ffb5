import { type ReactNode, useRef } from 'react';
import { Button } from '../controls/button.tsx';
import { useOpenFiles } from './use-files.ts';

/** A button that lets files be chosen and opens them. */
export function FileButton({
  label,
  look = 'default',
  className,
  children,
}: {
  /** Says what it does where `children` do not. */
  readonly label?: string;
  readonly look?: 'default' | 'primary' | 'quiet';
  readonly className?: string | undefined;
  readonly children: ReactNode;
}) {
  const openFiles = useOpenFiles();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button
        look={look}
        className={className ?? ''}
        {...(label !== undefined && { 'aria-label': label, title: label })}
        onClick={() => input.current?.click()}
      >
        {children}
      </Button>
      <input
        ref={input}
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
    </>
  );
}
