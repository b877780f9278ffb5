// The canvas of the timeline, its scroll bar, its pointer, and the treegrid upon it.
import {
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { isPrintingNow } from '../../app/printing.ts';
import { fitCanvas } from '../../canvas/canvas.tsx';
import { useCanvasColors } from '../../canvas/canvas-colors.ts';
import { TextFitter } from '../../canvas/fit-text.ts';
import { useFormat } from '../../format/use-format.ts';
import { useDark } from '../../theme/theme.ts';
import { hasChildren, type Trace } from '../data/trace.ts';
import { ChildCover } from './child-cover.ts';
import { type Hover, HoverCard } from './hover-card.tsx';
import { paintTimeline } from './paint-timeline.ts';
import { type Coloring, rowColorOf } from './row-colors.ts';
import { RowList, type RowWindow } from './row-list.tsx';
import { barsOf, FOLD_WIDTH, nameLeft, type Scene, type SceneLayout } from './scene.ts';
import { ticksOf } from './time-axis.tsx';
import { timeAtShare } from './time-range.ts';
import styles from './timeline.module.css';
import { ROW_HEIGHT, type Viewport } from './viewport.ts';

/** After a scroll the words follow when it has come to rest, milliseconds. */
const REST_MS = 90;
/** Pixels from which on a press is a drag. */
const DRAG = 4;
const WHEEL_ZOOM = 0.0022;
const LINE_HEIGHT = 16;
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
  usePainting(canvas, scene);
  useScrolling(scroller, viewport, layout);

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

/** Draws once a frame when something has changed. */
function usePainting(canvas: RefObject<HTMLCanvasElement | null>, scene: Scene): void {
  const fitter = useRef<TextFitter>(undefined);
  const isPainted = useRef(false);
  const paint = useEffectEvent(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    const { width, height } = scene.layout;
    if (element == null || context == null || width === 0) return;
    fitCanvas(element, context, width, height);
    fitter.current ??= new TextFitter(context);
    paintTimeline(context, scene, fitter.current, ticksOf(scene.viewport.range, scene.layout));
    if (isPainted.current) return;
    isPainted.current = true;
    // For whoever measures how long a trace takes to be seen.
    performance.mark(PAINTED_MARK);
  });
  const frame = useRef(0);
  const ask = useEffectEvent(() => {
    // There is no next frame before paper.
    if (isPrintingNow()) paint();
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      paint();
    });
  });
  const { viewport } = scene;
  useEffect(() => {
    const leave = viewport.subscribe(() => ask());
    return () => {
      leave();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [viewport]);
  // Whatever this component is drawn anew for is to be seen.
  useLayoutEffect(() => ask());
}

/** The rows in view, once a scroll has come to rest: words need not follow each of its steps. */
function useRestingRows(viewport: Viewport, rows: Int32Array): RowWindow {
  const [shown, setShown] = useState<RowWindow & { readonly rows: Int32Array }>();
  const read = useEffectEvent(() => {
    const { firstRow: first, endRow: end, top } = viewport;
    setShown((before) =>
      before?.first === first && before.end === end && before.top === top && before.rows === rows
        ? before
        : { first, end, top, rows },
    );
  });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = viewport.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(() => read(), REST_MS);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [viewport]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other rows are other words at once
  useLayoutEffect(() => read(), [viewport, rows]);
  return shown ?? { first: 0, end: 0, top: 0 };
}

/** The wheel and the scroll bar. */
function useScrolling(
  scroller: RefObject<HTMLDivElement | null>,
  viewport: Viewport,
  layout: SceneLayout,
): void {
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const follow = () => {
      const { scrollTop } = viewport;
      if (Math.abs(element.scrollTop - scrollTop) >= 1) element.scrollTop = scrollTop;
    };
    const scrolled = () => viewport.scrolledTo(element.scrollTop);
    const leave = viewport.subscribe(follow);
    follow();
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      leave();
      element.removeEventListener('scroll', scrolled);
    };
  }, [scroller, viewport]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const turned = (event: WheelEvent) => {
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
      const bars = barsOf(layout);
      const x = event.clientX - element.getBoundingClientRect().left;
      const across = event.shiftKey ? event.deltaY : event.deltaX;
      if (event.ctrlKey || event.metaKey) {
        const around = timeAtShare((x - bars.left) / bars.width, viewport.range);
        viewport.zoom(Math.exp(event.deltaY * unit * WHEEL_ZOOM), around);
      } else if (Math.abs(across) > Math.abs(event.deltaY) || event.shiftKey) {
        if (!viewport.isZoomed) return;
        viewport.pan((across * unit) / bars.width);
      } else if (!viewport.isExact) {
        viewport.scrollTo(viewport.top + event.deltaY * unit);
      } else return;
      event.preventDefault();
    };
    element.addEventListener('wheel', turned, { passive: false });
    return () => element.removeEventListener('wheel', turned);
  }, [scroller, viewport, layout]);
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
