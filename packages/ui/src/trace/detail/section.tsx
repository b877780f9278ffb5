import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '../../format/use-format.ts';
import styles from './section.module.css';

/** A part of the panel that can be folded. */
export function Section({
  title,
  count,
  isOpen = false,
  onOpen,
  children,
}: {
  readonly title: string;
  readonly count?: number;
  readonly isOpen?: boolean;
  /** Called when it is unfolded, for what is costly to make. */
  readonly onOpen?: () => void;
  readonly children: ReactNode;
}) {
  const format = useFormat();
  return (
    <details
      className={styles['section']}
      open={isOpen}
      onToggle={(event) => event.currentTarget.open && onOpen?.()}
    >
      <summary className={styles['summary']}>
        <ChevronRight size={14} className={styles['arrow']} aria-hidden="true" />
        <h3 className={styles['title']}>{title}</h3>
        {count !== undefined && <span className={styles['count']}>{format.number(count)}</span>}
      </summary>
      <div className={styles['content']}>{children}</div>
    </details>
  );
}
