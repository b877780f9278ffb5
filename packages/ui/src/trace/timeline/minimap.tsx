import { type PointerEvent, useCallback, useRef } from 'react';
import { Canvas } from '../../canvas/canvas.tsx';
import { type CanvasColors, useCanvasColors } from '../../canvas/canvas-colors.ts';
import { useDark } from '../../theme/theme.ts';
import { isError, type Trace } from '../data/trace.ts';
import styles from './minimap.module.css';
import { type Coloring, type RowColor, rowColorOf } from './row-colors.ts';
import { timeAtShare } from './time-range.ts';
import { useViewport } from './use-viewport.ts';
import { ROW_HEIGHT, type Viewport } from './viewport.ts';

const MOST_HEIGHT = 46;
const LEAST_HEIGHT = 14;
const MOST_STEP = 6;
/** Of many rows that share a pixel so many are drawn, and all that failed. */
const ROWS_A_PIXEL = 6;
const DRAG = 3;
const GRIP = 6;

/** What a press on the map began. */
type Grip = 'select' | 'move' | 'from' | 'to';

/**
 * The whole trace in a strip: every visible row a line against all of the time. A drag chooses the time to look at, what is
 * chosen can be moved and made wider, and a click goes there. W, A, S, D and the rows do the same.
 */
export function Minimap({
  trace,
  viewport,
  rows,
  coloring,
}: {
  readonly trace: Trace;
  readonly viewport: Viewport;
  readonly rows: Int32Array;
  readonly coloring: Coloring;
}) {
  const dark = useDark();
  const colors = useCanvasColors();
  const height = Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, trace.count * MOST_STEP));
  const draw = useCallback(
    (context: CanvasRenderingContext2D, width: number, high: number) => {
      const colorOf = rowColorOf(trace, coloring, colors, dark);
      drawRows(context, trace, rows, { width, height: high, colorOf, colors });
    },
    [trace, rows, coloring, colors, dark],
  );
  const { range, isZoomed } = useViewport(viewport, whatIsSeen);
  const { top, height: seen } = useRowsSeen(viewport);
  const brush = useBrush(viewport, trace.duration);
  const duration = Math.max(1, trace.duration);
  return (
    <div className={styles['map']} style={{ height }} aria-hidden="true" {...brush}>
      <Canvas draw={draw} />
      {(isZoomed || seen < 1) && (
        <div
          className={styles['view']}
          data-zoomed={isZoomed || undefined}
          style={{
            left: `${(range.from / duration) * 100}%`,
            width: `${((range.to - range.from) / duration) * 100}%`,
            top: `${top * 100}%`,
            height: `${seen * 100}%`,
          }}
        />
      )}
    </div>
  );
}

const seen = new WeakMap<object, { range: Viewport['range']; isZoomed: boolean }>();

/** One object for one range, so that nothing is drawn anew for a scroll of the rows alone. */
function whatIsSeen(viewport: Viewport) {
  const known = seen.get(viewport.range) ?? { range: viewport.range, isZoomed: viewport.isZoomed };
  seen.set(viewport.range, known);
  return known;
}

/** The share of the rows above the view and in it. */
function useRowsSeen(viewport: Viewport): { readonly top: number; readonly height: number } {
  const content = Math.max(1, viewport.rowCount * ROW_HEIGHT);
  const top = useViewport(viewport, (view) => view.top / Math.max(1, view.rowCount * ROW_HEIGHT));
  return { top, height: Math.min(1, viewport.height / content) };
}

function useBrush(viewport: Viewport, duration: number) {
  const press = useRef<{ grip: Grip; x: number; y: number; at: number; isDrag: boolean }>(
    undefined,
  );

  function placeOf(event: PointerEvent<HTMLDivElement>) {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: event.clientX - box.left,
      time: timeAtShare((event.clientX - box.left) / box.width, viewport.whole),
      perPixel: duration / box.width,
      row: (event.clientY - box.top) / box.height,
      rowsPerPixel: viewport.rowCount / box.height,
    };
  }

  function gripAt({ time, perPixel }: ReturnType<typeof placeOf>): Grip {
    if (!viewport.isZoomed) return 'select';
    const { from, to } = viewport.range;
    const near = GRIP * perPixel;
    if (Math.abs(time - from) <= near) return 'from';
    if (Math.abs(time - to) <= near) return 'to';
    return time > from && time < to ? 'move' : 'select';
  }

  return {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      if (event.button !== 0) return;
      const place = placeOf(event);
      event.currentTarget.setPointerCapture(event.pointerId);
      press.current = {
        grip: gripAt(place),
        x: event.clientX,
        y: event.clientY,
        at: place.time,
        isDrag: false,
      };
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const begun = press.current;
      const place = placeOf(event);
      if (begun === undefined) {
        const grip = gripAt(place);
        event.currentTarget.dataset['grip'] = grip === 'from' || grip === 'to' ? 'edge' : grip;
        return;
      }
      if (!begun.isDrag && Math.hypot(event.clientX - begun.x, event.clientY - begun.y) < DRAG) {
        return;
      }
      begun.isDrag = true;
      const { from, to } = viewport.range;
      if (begun.grip === 'select') {
        viewport.setRange({
          from: Math.min(begun.at, place.time),
          to: Math.max(begun.at, place.time),
        });
      } else if (begun.grip === 'from') viewport.setRange({ from: Math.min(place.time, to), to });
      else if (begun.grip === 'to') viewport.setRange({ from, to: Math.max(place.time, from) });
      else {
        const moved = (event.clientX - begun.x) * place.perPixel;
        viewport.setRange({ from: from + moved, to: to + moved });
        const rows = (event.clientY - begun.y) * place.rowsPerPixel;
        viewport.scrollTo(viewport.top + rows * ROW_HEIGHT);
        begun.x = event.clientX;
        begun.y = event.clientY;
      }
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const begun = press.current;
      press.current = undefined;
      if (begun === undefined || begun.isDrag) return;
      const place = placeOf(event);
      viewport.scrollTo(place.row * viewport.rowCount * ROW_HEIGHT - viewport.height / 2);
      const length = viewport.range.to - viewport.range.from;
      if (begun.grip === 'select' && viewport.isZoomed) {
        viewport.setRange({ from: place.time - length / 2, to: place.time + length / 2 });
      }
    },
    onDoubleClick() {
      viewport.showAll();
    },
  };
}

interface MapPlace {
  readonly width: number;
  readonly height: number;
  readonly colorOf: RowColor;
  readonly colors: CanvasColors;
}

function drawRows(
  context: CanvasRenderingContext2D,
  trace: Trace,
  rows: Int32Array,
  { width, height, colorOf, colors }: MapPlace,
): void {
  const step = Math.min(MOST_STEP, height / rows.length);
  const line = Math.max(1, step * 0.7);
  const scale = width / Math.max(1, trace.duration);
  const every = Math.max(1, Math.floor(rows.length / (height * ROWS_A_PIXEL)));
  const draw = (position: number, row: number, color: string) => {
    context.fillStyle = color;
    const length = Math.max(1, (trace.length[row] ?? 0) * scale);
    context.fillRect((trace.offset[row] ?? 0) * scale, position * step, length, line);
  };
  for (let position = 0; position < rows.length; position += every) {
    const row = rows[position] ?? 0;
    draw(position, row, colorOf(row));
  }
  for (let position = 0; position < rows.length; position++) {
    const row = rows[position] ?? 0;
    if (isError(trace, row)) draw(position, row, colors.error);
  }
}
