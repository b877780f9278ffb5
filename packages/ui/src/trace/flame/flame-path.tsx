import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Trace } from '../data/trace.ts';
import { boxTitle } from './box-facts.tsx';
import { pathTo } from './box-walk.ts';
import type { Flame } from './flame.ts';
import styles from './flame-path.module.css';

/** How many boxes of a long path are named at its end. */
const LAST = 3;

/** Where in the graph the view is: the boxes above what is zoomed to. Each zooms there. */
export function FlamePath({
  trace,
  flame,
  zoomed,
  onZoomTo,
  onShowAll,
}: {
  readonly trace: Trace;
  readonly flame: Flame;
  /** The innermost box that all in view is below, or −1. */
  readonly zoomed: number;
  readonly onZoomTo: (box: number) => void;
  readonly onShowAll: () => void;
}) {
  const { t } = useTranslation();
  const path = zoomed < 0 ? [] : pathTo(flame.layout, zoomed);
  const shown = path.length > LAST + 1 ? [path[0] ?? 0, -1, ...path.slice(-LAST)] : path;
  return (
    <nav className={styles['path']} aria-label={t('flame.path')}>
      <ol>
        <li>
          <button type="button" onClick={onShowAll}>
            {t('flame.all')}
          </button>
        </li>
        {shown.map((box) => (
          <li key={box}>
            <ChevronRight size={13} aria-hidden="true" />
            {box < 0 ? (
              <span>…</span>
            ) : (
              <button
                type="button"
                title={boxTitle(trace, flame, box, t)}
                aria-current={box === zoomed ? 'location' : undefined}
                onClick={() => onZoomTo(box)}
              >
                {flame.nameOf(box) || t('trace.noName')}
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
