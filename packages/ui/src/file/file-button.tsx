import { type ReactNode, useRef } from 'react';
import { Button } from '../controls/button.tsx';
import { FileInput } from './file-input.tsx';

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
      <FileInput ref={input} />
    </>
  );
}
