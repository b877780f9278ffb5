// The canvas of the timeline, its scroll bar, its pointer, and the treegrid upon it.
import {
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvasColors } from '../../canvas/canvas-colors.ts';
import { useFormat } from '../../format/use-format.ts';
import { useDark } from '../../theme/theme.ts';
import { hasChildren, type Trace } from '../data/trace.ts';
import { ChildCover } from './child-cover.ts';
import { type Hover, HoverCard } from './hover-card.tsx';
import { paintTimeline } from './paint-timeline.ts';
import { type Coloring, rowColorOf } from './row-colors.ts';
import { RowList } from './row-list.tsx';
import { barsOf, FOLD_WIDTH, nameLeft, type Scene, type SceneLayout } from './scene.ts';
import { ticksOf } from './time-axis.tsx';
import { timeAtShare } from './time-range.ts';
import styles from './timeline.module.css';
import { useRestingRows, useRowPainting, useRowScrolling } from './use-row-canvas.ts';
import { ROW_HEIGHT, type Viewport } from './viewport.ts';

/** Pixels from which on a press is a drag. */
const DRAG = 4;
const PAINTED_MARK = 'clew.timeline.painted';

/** What the canvas shows beside the trace. */
export interface TimelineCanvasProps {
  readonly trace: Trace;
  readonly viewport: Viewport;
  readonly layout: SceneLayout;
  readonly rows: Int32Array;
  readonly folded: Uint8Array;
  readonly cursor: number;
  readonly openRow: number;
  readonly matches: ReadonlySet<number>;
  readonly coloring: Coloring;
  readonly isPathShown: boolean;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onToggle: (row: number) => void;
  readonly onChoose: (row: number) => void;
}

export function TimelineCanvas(props: TimelineCanvasProps) {
  const { trace, viewport, layout, rows, folded, cursor, openRow, matches, scroller } = props;
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<Hover>();
  const [hasFocus, setFocus] = useState(false);
  const { selection, ...drag } = useDragZoom(viewport, layout);
  const scene = useScene(props, hover?.row ?? -1, hasFocus);
  const shown = useRestingRows(viewport, rows);
  const isPainted = useRef(false);
  useRowPainting(canvas, viewport, layout, (context, fitter) => {
    paintTimeline(context, scene, fitter, ticksOf(viewport.range, layout));
    if (isPainted.current) return;
    isPainted.current = true;
    // For whoever measures how long a trace takes to be seen.
    performance.mark(PAINTED_MARK);
  });
  useRowScrolling(scroller, viewport, () => barsOf(layout));

  function rowAt(event: PointerEvent | MouseEvent): number {
    const box = event.currentTarget.getBoundingClientRect();
    const position = Math.floor((event.clientY - box.top + viewport.top) / ROW_HEIGHT);
    return rows[position] ?? -1;
  }

  function choose(event: MouseEvent<HTMLTableElement>) {
    // A click that no pointer made has no place: then the row says which it is.
    const named = event.detail === 0 ? (event.target as Element).closest('[data-row]') : null;
    const row = named === null ? rowAt(event) : Number(named.getAttribute('data-row'));
    if (row < 0) return;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const left = nameLeft(trace.depth[row] ?? 0, layout);
    const isFold = named === null && hasChildren(trace, row) && x >= left && x < left + FOLD_WIDTH;
    if (isFold) props.onToggle(row);
    else props.onChoose(row);
  }

  // As the ARIA practices have it: a table that is a treegrid, whose rows and cells keep their meaning,
  // and that has the focus for its current row.
  const treegrid = {
    role: 'treegrid',
    tabIndex: 0,
    'aria-label': t('trace.spanTree'),
    'aria-rowcount': rows.length,
    'aria-activedescendant': `span-row-${cursor}`,
    // The keyboard's part is use-trace-keys.ts.
    onClick: (event: MouseEvent<HTMLTableElement>) => {
      if (!drag.wasDragged()) choose(event);
    },
  } as const;
  return (
    <div className={styles['view']} style={{ height: layout.height }}>
      <canvas
        ref={canvas}
        className={styles['canvas']}
        style={{ width: layout.width, height: layout.height }}
      />
      {selection !== undefined && (
        <div
          className={styles['selection']}
          style={{ left: selection.left, width: selection.width }}
        />
      )}
      <table
        className={styles['rows']}
        onFocus={(event) => setFocus(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocus(false)}
        onPointerDown={drag.onPointerDown}
        onPointerMove={(event) => {
          drag.onPointerMove(event);
          if (event.pointerType === 'touch') return;
          const row = rowAt(event);
          const box = event.currentTarget.getBoundingClientRect();
          const place = { x: event.clientX - box.left, y: event.clientY - box.top };
          setHover(row < 0 || event.buttons !== 0 ? undefined : { row, ...place });
        }}
        onPointerUp={drag.onPointerUp}
        onPointerCancel={drag.onPointerUp}
        onPointerLeave={() => setHover(undefined)}
        onDoubleClick={(event) => {
          const row = rowAt(event);
          if (row >= 0) zoomToRow(viewport, trace, row);
        }}
        {...treegrid}
      >
        <RowList
          trace={trace}
          rows={rows}
          folded={folded}
          cursor={cursor}
          openRow={openRow}
          matches={matches}
          shown={shown}
        />
      </table>
      {hover !== undefined && (
        <HoverCard trace={trace} hover={hover} width={layout.width} height={layout.height} />
      )}
    </div>
  );
}

/** Shows the time of a span, with some room beside it. */
export function zoomToRow(viewport: Viewport, trace: Trace, row: number): void {
  const from = trace.offset[row] ?? 0;
  const length = trace.length[row] ?? 0;
  viewport.setRange({ from: from - length * 0.05, to: from + length * 1.05 });
}

function useScene(props: TimelineCanvasProps, hoverRow: number, hasFocus: boolean): Scene {
  const { trace, viewport, layout, rows, folded, cursor, openRow, matches } = props;
  const { coloring, isPathShown } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const dark = useDark();
  const colors = useCanvasColors();
  const colorOf = useMemo(
    () => rowColorOf(trace, coloring, colors, dark),
    [trace, coloring, colors, dark],
  );
  const cover = useMemo(() => new ChildCover(trace), [trace]);
  const words = useMemo(
    () => ({ noService: t('trace.noService'), noName: t('trace.noName') }),
    [t],
  );
  return {
    ...{ trace, viewport, layout, rows, folded, cursor, openRow, hoverRow, matches, hasFocus },
    ...{ isPathShown, colorOf, cover, colors, format, words },
  };
}

/** A drag over the bars chooses the time to look at. */
function useDragZoom(viewport: Viewport, layout: SceneLayout) {
  const start = useRef<{ readonly x: number; readonly id: number }>(undefined);
  const [selection, setSelection] = useState<{ readonly left: number; readonly width: number }>();
  const dragged = useRef(false);
  const xOf = (event: PointerEvent) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  return {
    selection,
    wasDragged: () => dragged.current,
    onPointerDown(event: PointerEvent) {
      dragged.current = false;
      // A finger scrolls.
      if (event.button !== 0 || event.pointerType === 'touch') return;
      const x = xOf(event);
      if (x > layout.nameWidth) start.current = { x, id: event.pointerId };
    },
    onPointerMove(event: PointerEvent) {
      const begun = start.current;
      if (begun === undefined || event.pointerId !== begun.id) return;
      const x = Math.max(layout.nameWidth, xOf(event));
      if (!dragged.current && Math.abs(x - begun.x) < DRAG) return;
      if (!dragged.current) event.currentTarget.setPointerCapture(event.pointerId);
      dragged.current = true;
      setSelection({ left: Math.min(x, begun.x), width: Math.abs(x - begun.x) });
    },
    onPointerUp() {
      start.current = undefined;
      setSelection(undefined);
      if (selection === undefined) return;
      const bars = barsOf(layout);
      const timeOf = (x: number) => timeAtShare((x - bars.left) / bars.width, viewport.range);
      viewport.setRange({
        from: timeOf(selection.left),
        to: timeOf(selection.left + selection.width),
      });
    },
  };
}
