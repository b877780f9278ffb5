import { type ReactNode, useId } from 'react';
import styles from './card.module.css';

/** A part of the page with a heading. */
export function Card({
  title,
  aside,
  children,
}: {
  readonly title: string;
  /** What stands beside the heading. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles['card']} aria-labelledby={id}>
      <header className={styles['header']}>
        <h2 id={id} className={styles['title']}>
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
