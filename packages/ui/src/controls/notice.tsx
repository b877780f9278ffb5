import type { ReactNode } from 'react';
import styles from './notice.module.css';

/** What stands where content would: nothing found, not there, went wrong. */
export function Notice({
  icon,
  title,
  tone = 'plain',
  isPage = false,
  children,
}: {
  readonly icon: ReactNode;
  readonly title: string;
  readonly tone?: 'plain' | 'error';
  /** Whether it is all there is on the page, so that its title is the page's. */
  readonly isPage?: boolean;
  readonly children?: ReactNode;
}) {
  const Title = isPage ? 'h1' : 'h2';
  return (
    <div className={styles['notice']} data-tone={tone} role={tone === 'error' ? 'alert' : 'status'}>
      <span className={styles['icon']} aria-hidden="true">
        {icon}
      </span>
      <Title className={styles['title']}>{title}</Title>
      <div className={styles['body']}>{children}</div>
    </div>
  );
}
