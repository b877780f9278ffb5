import { ArrowDown, ArrowUp, Equal, Minus, Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './change-text.module.css';
import type { Change } from './data/change.ts';

const ICONS = { slower: ArrowUp, faster: ArrowDown, new: Plus, gone: Minus, same: Equal } as const;

/** What changed, in the color of the change and with a sign for who does not see colors. */
export function ChangeText({
  change,
  children,
}: {
  readonly change: Change;
  readonly children: ReactNode;
}) {
  const Icon = ICONS[change];
  return (
    <span className={styles['change']} data-change={change}>
      <Icon size={12} aria-hidden="true" />
      {children}
    </span>
  );
}
