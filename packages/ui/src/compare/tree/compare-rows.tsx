// The rows in words, for who listens or points: a treegrid upon the canvas that shows them, with what is in view in it.
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { hasChildren } from '../../trace/data/trace.ts';
import { positionOf } from '../../trace/data/visible-rows.ts';
import type { RowWindow } from '../../trace/timeline/row-list.tsx';
import styles from '../../trace/timeline/timeline.module.css';
import { ROW_HEIGHT } from '../../trace/timeline/viewport.ts';
import { type Change, changeOf } from '../data/change.ts';
import type { Comparison } from '../data/comparison.ts';
import { differenceText, ratioText } from '../data/difference-text.ts';

/** The rows of a window, and the cursor's wherever it is: the grid names it as the one that is meant. */
export function CompareRows({
  comparison,
  rows,
  folded,
  changes,
  cursor,
  openNode,
  shown,
}: {
  readonly comparison: Comparison;
  readonly rows: Int32Array;
  readonly folded: Uint8Array;
  readonly changes: Uint8Array;
  readonly cursor: number;
  readonly openNode: number;
  readonly shown: RowWindow;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const positions: number[] = [];
  const end = Math.min(shown.end, rows.length);
  for (let position = shown.first; position < end; position++) positions.push(position);
  const ofCursor = positionOf(rows, cursor);
  if (ofCursor >= 0 && (ofCursor < shown.first || ofCursor >= end)) positions.push(ofCursor);
  return (
    <tbody>
      {positions.map((position) => {
        const node = rows[position] ?? 0;
        return (
          <Row
            key={node}
            comparison={comparison}
            node={node}
            position={position}
            top={position * ROW_HEIGHT - shown.top}
            change={changeOf(changes, node)}
            isFolded={hasChildren(comparison.tree, node) ? folded[node] === 1 : undefined}
            isOpen={node === openNode}
            t={t}
            format={format}
          />
        );
      })}
    </tbody>
  );
}

const Row = memo(function Row({
  comparison,
  node,
  position,
  top,
  change,
  isFolded,
  isOpen,
  t,
  format,
}: {
  readonly comparison: Comparison;
  readonly node: number;
  readonly position: number;
  readonly top: number;
  readonly change: Change;
  /** Undefined for a node without children. */
  readonly isFolded: boolean | undefined;
  readonly isOpen: boolean;
  // One for all rows: a hook of each row's own would cost more than the row.
  readonly t: TFunction;
  readonly format: Format;
}) {
  const { tree, operations } = comparison;
  const operation = operations[tree.operation[node] ?? 0];
  return (
    // The keyboard works on the whole grid, which names its current row.
    <tr
      id={nodeId(node)}
      data-row={node}
      tabIndex={-1}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)` }}
      aria-level={(tree.depth[node] ?? 0) + 1}
      aria-rowindex={position + 1}
      aria-expanded={isFolded === undefined ? undefined : !isFolded}
      aria-selected={isOpen}
    >
      <td>
        {operation?.service || t('trace.noService')} {operation?.name || t('trace.noName')}
      </td>
      <td>{callsInWords(comparison, node, t)}</td>
      <td>{sideInWords('A', tree.a.count[node] ?? 0, tree.a.total[node] ?? 0, t, format)}</td>
      <td>{sideInWords('B', tree.b.count[node] ?? 0, tree.b.total[node] ?? 0, t, format)}</td>
      <td>{changeInWords(comparison, node, change, t, format)}</td>
      <td>{errorsInWords(comparison, node, t)}</td>
    </tr>
  );
});

/** The id of a node's row in the page. */
export function nodeId(node: number): string {
  return `compare-node-${node}`;
}

/** Which call it is, or how many there are; nothing where there is but one. */
export function callsInWords({ tree }: Comparison, node: number, t: TFunction): string {
  const a = tree.a.count[node] ?? 0;
  const b = tree.b.count[node] ?? 0;
  if (a > 1 || b > 1) return t('compare.calls', { a, b });
  const nth = tree.nth[node] ?? 1;
  return nth > 1 ? t('compare.nth', { nth }) : '';
}

function sideInWords(
  side: string,
  count: number,
  total: number,
  t: TFunction,
  format: Format,
): string {
  return count === 0
    ? t('compare.node.none', { side })
    : t('compare.rowSide', { side, duration: format.duration(total) });
}

/** New, gone, or slower or faster and by how much. */
export function changeInWords(
  { tree }: Comparison,
  node: number,
  change: Change,
  t: TFunction,
  format: Format,
): string {
  const word = t(`compare.change.${change}`);
  if (change === 'new' || change === 'gone' || change === 'same') return word;
  const before = tree.a.total[node] ?? 0;
  const after = tree.b.total[node] ?? 0;
  const ratio = ratioText(before, after, format);
  return `${word} ${differenceText(after - before, format)}${ratio === '' ? '' : ` (${ratio})`}`;
}

/** How many failed in each trace; nothing where none did. */
export function errorsInWords({ tree }: Comparison, node: number, t: TFunction): string {
  const a = tree.a.errors[node] ?? 0;
  const b = tree.b.errors[node] ?? 0;
  return a === 0 && b === 0 ? '' : t('compare.rowErrors', { a, b });
}
