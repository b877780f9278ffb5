import { type HTMLAttributes, memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { Trace } from '../data/trace.ts';
import { boxSentence } from './box-facts.tsx';
import { childrenOf, pathTo, siblingsOf } from './box-walk.ts';
import type { Flame } from './flame.ts';
import styles from './flame-graph.module.css';
import { FLAME_SHORTCUTS } from './use-flame-keys.ts';

/** How many of the cursor's siblings on either side, children and callers are in the page. */
const NEAR = 6;

/** The id of a box's element. */
const idOf = (box: number): string => `flame-box-${box}`;

/**
 * The boxes around the cursor as a tree, over the canvas that shows them: it has the focus and the pointer. Its items lie side by
 * side, so the arrows are those of a tree that is laid horizontally: left and right for siblings, down and up for children and
 * parents.
 */
export function FlameTree({
  trace,
  flame,
  cursor,
  ...rest
}: BoxesProps & HTMLAttributes<HTMLDivElement>) {
  const { t } = useTranslation();
  return (
    <div
      {...rest}
      role="tree"
      tabIndex={0}
      className={styles['tree']}
      aria-label={t('flame.boxes')}
      aria-orientation="horizontal"
      aria-activedescendant={idOf(cursor)}
      aria-keyshortcuts={FLAME_SHORTCUTS}
    >
      <Boxes trace={trace} flame={flame} cursor={cursor} />
    </div>
  );
}

interface BoxesProps {
  readonly trace: Trace;
  readonly flame: Flame;
  readonly cursor: number;
}

/** Those above the cursor, its siblings and its children, as far as they are near. Drawn anew only when it moves. */
const Boxes = memo(function Boxes({ trace, flame, cursor }: BoxesProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { layout } = flame;
  const path = pathTo(layout, cursor);
  const siblings = siblingsOf(layout, cursor, NEAR);
  const children = childrenOf(layout, cursor, NEAR);
  const item = (box: number, level: number, index: number, count: number) => (
    <div
      key={box}
      id={idOf(box)}
      role="treeitem"
      tabIndex={-1}
      aria-level={level}
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-selected={box === cursor}
      {...((layout.end[box] ?? 0) > box + 1 && { 'aria-expanded': true })}
    >
      {boxSentence(trace, flame, box, t, format)}
    </div>
  );
  const above = path.slice(0, -1);
  return (
    <div className={styles['words']} role="presentation">
      {above.slice(-NEAR).map((box, i, shown) => {
        const { index, count } = siblingsOf(layout, box, 0);
        return item(box, above.length - shown.length + i + 1, index, count);
      })}
      {siblings.near.map((box, i) => item(box, path.length, siblings.first + i, siblings.count))}
      {children.shown.map((box, i) => item(box, path.length + 1, i, children.count))}
    </div>
  );
});
