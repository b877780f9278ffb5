import type { ReactNode } from 'react';
import styles from './notice.module.css';

/** What stands where content would: nothing found, not there, went wrong. */
export function Notice({
  icon,
  title,
  tone = 'plain',
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly tone?: 'plain' | 'error';
  readonly children?: ReactNode;
}) {
  return (
    <div className={styles['notice']} data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <span className={styles['icon']} aria-hidden="true">
        {icon}
      </span>
      <h2 className={styles['title']}>{title}</h2>
      <div className={styles['body']}>{children}</div>
    </div>
  );
}
