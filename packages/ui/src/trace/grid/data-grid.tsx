// A table of any length: only the rows in view are in the page. The grid has the focus for its current row, as the
// timeline's tree has.

import { ArrowDown, ArrowUp, X } from 'lucide-react';
import {
  type CSSProperties,
  type MouseEvent,
  memo,
  type ReactNode,
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { watchSize } from '../../canvas/element-size.ts';
import styles from './data-grid.module.css';
import { movedBy } from './grid-keys.ts';
import type { GridOrder } from './grid-order.ts';
import { useRowScroll } from './use-row-scroll.ts';

/** Pixels; each row is exactly this high. */
const ROW_HEIGHT = 30;
const HEAD_HEIGHT = 33;

/** A column; the first one stays in view when the others are scrolled. */
export interface GridColumn {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  /** Stands to the right. */
  readonly isNumber?: boolean;
  readonly isSortable?: boolean;
  /** Pixels. */
  readonly width: number;
  /** Takes the room that is left. */
  readonly grows?: boolean;
  /** Given for a column that the reader added. */
  readonly onRemove?: () => void;
}

/** What a row looks like besides its cells. */
interface RowLook {
  readonly isOpen?: boolean;
  readonly isMatch?: boolean;
  readonly tone?: 'error' | 'warning';
}

/** The rows, by their position. A new object when any of them changes. */
export interface GridRows {
  readonly count: number;
  readonly cell: (position: number, column: number) => ReactNode;
  readonly look: (position: number) => RowLook;
}

/** A position to bring into view; a new object each time, also for the same one. */
export interface GridReveal {
  readonly position: number;
}

/** What an opened row shows below it. */
export interface OpenedRow {
  readonly position: number;
  readonly content: ReactNode;
}

export function DataGrid({
  label,
  columns,
  rows,
  order,
  onOrder,
  onChoose,
  onMove,
  onToggle,
  reveal,
  opened,
  onView,
}: {
  readonly label: string;
  readonly columns: readonly GridColumn[];
  readonly rows: GridRows;
  readonly order?: GridOrder | undefined;
  readonly onOrder?: (column: string) => void;
  readonly onChoose: (position: number) => void;
  /** Told where the keyboard has moved. */
  readonly onMove?: (position: number) => void;
  /** Opens or closes the row itself, by the arrow keys. */
  readonly onToggle?: (position: number, isOpened: boolean) => void;
  readonly reveal?: GridReveal | undefined;
  readonly opened?: OpenedRow | undefined;
  /** Told which rows are in the page. */
  readonly onView?: (first: number, end: number) => void;
}) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const [cursor, setCursor] = useState(0);
  const [openedHeight, setOpenedHeight] = useState(0);
  const openedPosition = opened?.position ?? -1;
  const below = useMemo(
    () => ({ position: openedPosition, height: openedHeight }),
    [openedPosition, openedHeight],
  );
  const view = useRowScroll(scroller, rows.count, ROW_HEIGHT, HEAD_HEIGHT, below);
  const current = Math.min(cursor, rows.count - 1);
  const { first, end } = view.rows;

  const [wish, setWish] = useState<GridReveal | undefined>(undefined);
  const isNew = reveal !== undefined && wish !== reveal && view.isMeasured;
  useLayoutEffect(() => {
    if (!isNew) return;
    setWish(reveal);
    setCursor(reveal.position);
    view.show(reveal.position, true);
  }, [isNew, reveal, view.show]);
  useEffect(() => onView?.(first, end), [onView, first, end]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    // Whatever else has the focus has keys of its own.
    if (event.target !== table.current && event.target !== document.body) return;
    if (rows.count === 0) return;
    const { key } = event;
    const target = movedBy(key, current, rows.count, view.pageSize);
    if (target !== undefined) {
      setCursor(target);
      view.show(target, false);
      onMove?.(target);
    } else if (key === 'Enter') onChoose(current);
    else if (onToggle !== undefined && (key === 'ArrowRight' || key === 'ArrowLeft')) {
      onToggle(current, key === 'ArrowRight');
    } else return;
    event.preventDefault();
  }
  const onWindowKey = useEffectEvent(onKeyDown);
  useEffect(() => {
    window.addEventListener('keydown', onWindowKey);
    return () => window.removeEventListener('keydown', onWindowKey);
  }, []);

  // One for all rows, so that a row is drawn anew only when it has changed.
  function onClick({ target }: MouseEvent) {
    if (!(target instanceof Element) || target.closest('button, a') !== null) return;
    const row = target.closest<HTMLElement>('[data-position]');
    if (row === null) return;
    const position = Number(row.dataset['position']);
    setCursor(position);
    onChoose(position);
  }
  const isInView = current >= first && current < end;
  // As the ARIA practices have it: a table that is a grid, whose rows and cells keep their meaning. Its keys work on the
  // whole page.
  const grid = {
    role: 'grid',
    onClick,
    tabIndex: 0,
    'aria-label': label,
    'aria-rowcount': rows.count + 1,
    'aria-colcount': columns.length,
    'aria-activedescendant': isInView ? rowId(id, current) : undefined,
  } as const;
  const style: CSSProperties & Record<`--${string}`, string> = {
    '--columns': columnTracks(columns),
    '--row': `${ROW_HEIGHT}px`,
    '--head': `${HEAD_HEIGHT}px`,
    '--view': `${view.width}px`,
  };
  return (
    <div ref={scroller} className={styles['scroller']} style={style} onScroll={view.onScroll}>
      <table ref={table} className={styles['grid']} {...grid}>
        <thead className={styles['head']}>
          <tr aria-rowindex={1}>
            {columns.map((column) => (
              <HeadCell key={column.id} column={column} order={order} onOrder={onOrder} />
            ))}
          </tr>
        </thead>
        <tbody className={styles['body']} style={{ height: view.areaHeight }}>
          {Array.from({ length: end - first }, (_, index) => {
            const position = first + index;
            const isLower = openedPosition >= 0 && position > openedPosition;
            return (
              <GridRow
                key={position}
                id={rowId(id, position)}
                rows={rows}
                columns={columns}
                position={position}
                place={position * ROW_HEIGHT + (isLower ? openedHeight : 0) + view.shift}
                isCursor={position === current}
              />
            );
          })}
          {opened !== undefined && openedPosition >= first && openedPosition < end && (
            <OpenedContent
              place={(openedPosition + 1) * ROW_HEIGHT + view.shift}
              columns={columns.length}
              onHeight={setOpenedHeight}
            >
              {opened.content}
            </OpenedContent>
          )}
        </tbody>
      </table>
    </div>
  );
}

function rowId(id: string, position: number): string {
  return `${id}-${position}`;
}

/** The first one leaves room for the others on a phone. */
function columnTracks(columns: readonly GridColumn[]): string {
  return columns
    .map(({ width, grows }, index) => {
      const least = index === 0 ? `min(${width}px, 44vw)` : `${width}px`;
      return grows === true ? `minmax(${least}, 1fr)` : least;
    })
    .join(' ');
}

function HeadCell({
  column,
  order,
  onOrder,
}: {
  readonly column: GridColumn;
  readonly order: GridOrder | undefined;
  readonly onOrder: ((column: string) => void) | undefined;
}) {
  const { t } = useTranslation();
  const isSorted = order?.column === column.id;
  const direction = order?.isDescending === true ? 'descending' : 'ascending';
  const Arrow = order?.isDescending === true ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? direction : undefined}
      data-number={column.isNumber || undefined}
    >
      {onOrder !== undefined && column.isSortable !== false ? (
        <button
          type="button"
          className={styles['sort']}
          title={column.hint ?? column.label}
          onClick={() => onOrder(column.id)}
        >
          <span className={styles['label']}>{column.label}</span>
          {isSorted && <Arrow size={12} aria-hidden="true" />}
        </button>
      ) : (
        <span className={styles['sort']} title={column.hint}>
          <span className={styles['label']}>{column.label}</span>
        </span>
      )}
      {column.onRemove !== undefined && (
        <button
          type="button"
          className={styles['remove']}
          aria-label={t('grid.removeColumn', { name: column.label })}
          title={t('grid.removeColumn', { name: column.label })}
          onClick={column.onRemove}
        >
          <X size={12} />
        </button>
      )}
    </th>
  );
}

interface GridRowProps {
  readonly id: string;
  readonly rows: GridRows;
  readonly columns: readonly GridColumn[];
  readonly position: number;
  /** Pixels below the top of the area. */
  readonly place: number;
  readonly isCursor: boolean;
}

const GridRow = memo(function GridRow(props: GridRowProps) {
  const { id, rows, columns, position, place, isCursor } = props;
  const { isOpen = false, isMatch, tone } = rows.look(position);
  return (
    // Keys and clicks work on the whole grid, which names its current row.
    <tr
      id={id}
      tabIndex={-1}
      className={styles['row']}
      style={{ transform: `translateY(${place}px)` }}
      aria-rowindex={position + 2}
      aria-selected={isOpen}
      data-cursor={isCursor || undefined}
      data-open={isOpen || undefined}
      data-match={isMatch || undefined}
      data-tone={tone}
      data-position={position}
    >
      {columns.map((column, index) => {
        const content = rows.cell(position, index);
        const title = typeof content === 'string' ? content : undefined;
        return index === 0 ? (
          <th key={column.id} scope="row" title={title}>
            {content}
          </th>
        ) : (
          <td key={column.id} data-number={column.isNumber || undefined} title={title}>
            {content}
          </td>
        );
      })}
    </tr>
  );
});

function OpenedContent({
  place,
  columns,
  onHeight,
  children,
}: {
  readonly place: number;
  readonly columns: number;
  readonly onHeight: (height: number) => void;
  readonly children: ReactNode;
}) {
  const row = useRef<HTMLTableRowElement>(null);
  useLayoutEffect(() => {
    const element = row.current;
    if (element === null) return;
    const measure = () => onHeight(element.offsetHeight);
    return watchSize(element, measure);
  }, [onHeight]);
  return (
    <tr ref={row} className={styles['opened']} style={{ transform: `translateY(${place}px)` }}>
      <td colSpan={columns}>
        <div className={styles['openedContent']}>{children}</div>
      </td>
    </tr>
  );
}
