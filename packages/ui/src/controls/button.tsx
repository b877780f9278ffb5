import type { ButtonHTMLAttributes } from 'react';
import styles from './button.module.css';

type Look = 'default' | 'primary' | 'quiet';

/** A button: outlined, filled for the one main action, or quiet among content. */
export function Button({
  look = 'default',
  small = false,
  className,
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly look?: Look;
  readonly small?: boolean;
}) {
  return (
    <button
      {...rest}
      type={type}
      className={`${styles['button']} ${className ?? ''}`}
      data-look={look}
      data-small={small || undefined}
    />
  );
}
