// The rows in words, for who listens or points: a treegrid upon the canvas that shows them, with what is in view in it.
import { RowMark, SpanKind, spanKindName } from '@clew/model';
import type { TFunction } from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Format } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { placeOf, placeText } from '../data/place.ts';
import { hasChildren, hasMark, isError, type Trace } from '../data/trace.ts';
import { positionOf } from '../data/visible-rows.ts';
import styles from './timeline.module.css';
import { ROW_HEIGHT } from './viewport.ts';

/** Positions `[first, end)` of the visible rows. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
  /** Pixels of rows above the view. */
  readonly top: number;
}

/** The rows of a window, and the cursor's wherever it is: the grid names it as the one that is meant. */
export function RowList({
  trace,
  rows,
  folded,
  cursor,
  openRow,
  matches,
  shown,
}: {
  readonly trace: Trace;
  readonly rows: Int32Array;
  readonly folded: Uint8Array;
  readonly cursor: number;
  readonly openRow: number;
  readonly matches: ReadonlySet<number>;
  readonly shown: RowWindow;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const positions: number[] = [];
  for (let position = shown.first; position < shown.end; position++) positions.push(position);
  const ofCursor = positionOf(rows, cursor);
  if (ofCursor >= 0 && (ofCursor < shown.first || ofCursor >= shown.end)) positions.push(ofCursor);
  return (
    <tbody>
      {positions.map((position) => {
        const row = rows[position] ?? 0;
        return (
          <Row
            key={row}
            trace={trace}
            row={row}
            position={position}
            top={position * ROW_HEIGHT - shown.top}
            isFolded={hasChildren(trace, row) ? folded[row] === 1 : undefined}
            isOpen={row === openRow}
            isMatch={matches.has(row)}
            t={t}
            format={format}
          />
        );
      })}
    </tbody>
  );
}

const Row = memo(function Row({
  trace,
  row,
  position,
  top,
  isFolded,
  isOpen,
  isMatch,
  t,
  format,
}: {
  readonly trace: Trace;
  readonly row: number;
  readonly position: number;
  readonly top: number;
  /** Undefined for a span without children. */
  readonly isFolded: boolean | undefined;
  readonly isOpen: boolean;
  readonly isMatch: boolean;
  // One for all rows: a hook of each row's own would cost more than the row.
  readonly t: TFunction;
  readonly format: Format;
}) {
  const signs = signsOf(trace, row, t);
  if (isMatch) signs.push(t('trace.isMatch'));
  return (
    // The keyboard works on the whole grid, which names its current row: see use-trace-keys.ts.
    <tr
      id={`span-row-${row}`}
      data-row={row}
      tabIndex={-1}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)` }}
      aria-level={(trace.depth[row] ?? 0) + 1}
      aria-rowindex={position + 1}
      aria-expanded={isFolded === undefined ? undefined : !isFolded}
      aria-selected={isOpen}
    >
      <td>
        {trace.serviceOf(row) || t('trace.noService')} {trace.nameOf(row) || t('trace.noName')}
      </td>
      <td>{format.duration(trace.length[row] ?? 0)}</td>
      <td>+{format.duration(trace.offset[row] ?? 0)}</td>
      <td>{placeText(placeOf(trace.resourceOf(row)))}</td>
      <td>{signs.join(', ')}</td>
    </tr>
  );
});

/** What is special about a span, in words. */
export function signsOf(trace: Trace, row: number, t: TFunction): string[] {
  const signs: string[] = [];
  if (isError(trace, row)) signs.push(t('trace.error'));
  if (hasMark(trace, row, RowMark.parentMissing)) signs.push(t('trace.parentMissing'));
  if (hasMark(trace, row, RowMark.skewAdjusted)) signs.push(t('trace.skewAdjusted'));
  if (hasMark(trace, row, RowMark.warning)) signs.push(t('trace.hasWarnings'));
  if (hasMark(trace, row, RowMark.followsFrom)) signs.push(t('trace.followsFrom'));
  const kind = trace.kindOf(row);
  if (kind !== SpanKind.unspecified) signs.push(t(`kind.${spanKindName(kind)}`));
  return signs;
}
