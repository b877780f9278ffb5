// Rows on a canvas in a scroller: when they are drawn, which of them are in words, and what the wheel does.

import {
  type RefObject,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { isPrintingNow, usePrinting } from '../../app/printing.ts';
import { fitCanvas } from '../../canvas/canvas.tsx';
import { watchSize } from '../../canvas/element-size.ts';
import { TextFitter } from '../../canvas/fit-text.ts';
import type { RowWindow } from './row-list.tsx';
import type { BarArea } from './scene.ts';
import { timeAtShare } from './time-range.ts';
import { ROW_HEIGHT, type Viewport } from './viewport.ts';

/** After a scroll the words follow when it has come to rest, milliseconds. */
const REST_MS = 90;
const WHEEL_ZOOM = 0.0022;
const LINE_HEIGHT = 16;
/** What a page of paper holds of the timeline: its width in pixels, and rows of a trace from where it is looked at. */
const PRINTED_WIDTH = 1000;
const MOST_PRINTED = 400;

/** How much room rows have, pixels: that of their scroller, which is followed, or a page of paper's. */
export function useRowsSize(
  scroller: RefObject<HTMLDivElement | null>,
  viewport: Viewport,
): { readonly width: number; readonly height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      viewport.setHeight(element.clientHeight);
      setSize({ width: element.clientWidth, height: element.clientHeight });
    };
    return watchSize(element, measure);
  }, [scroller, viewport]);
  const isPrinting = usePrinting();
  const printed = Math.min(viewport.rowCount, MOST_PRINTED) * ROW_HEIGHT;
  useLayoutEffect(() => {
    if (!isPrinting) return;
    const { height: before, top } = viewport;
    viewport.setHeight(printed);
    if (viewport.rowCount <= MOST_PRINTED) viewport.scrollTo(0);
    return () => {
      viewport.setHeight(before);
      viewport.scrollTo(top);
    };
  }, [viewport, isPrinting, printed]);
  return isPrinting ? { width: PRINTED_WIDTH, height: printed } : size;
}

/** Draws what is in view, on a canvas that was cleared. */
type PaintRows = (context: CanvasRenderingContext2D, fitter: TextFitter) => void;

/** Draws once a frame when something has changed. */
export function useRowPainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  viewport: Viewport,
  { width, height }: { readonly width: number; readonly height: number },
  paintRows: PaintRows,
): void {
  const fitter = useRef<TextFitter>(undefined);
  const paint = useEffectEvent(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || width === 0) return;
    fitCanvas(element, context, width, height);
    fitter.current ??= new TextFitter(context);
    paintRows(context, fitter.current);
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
export function useRestingRows(viewport: Viewport, rows: Int32Array): RowWindow {
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

/**
 * The wheel and the scroll bar.
 * @param barsAt the bars that the pointer is over, by its pixels from the left
 */
export function useRowScrolling(
  scroller: RefObject<HTMLDivElement | null>,
  viewport: Viewport,
  barsAt: (x: number) => BarArea,
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

  const turned = useEffectEvent((event: WheelEvent) => {
    const element = scroller.current;
    if (element === null) return;
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
    const x = event.clientX - element.getBoundingClientRect().left;
    const bars = barsAt(x);
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
  });
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onWheel = (event: WheelEvent) => turned(event);
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller]);
}
