import {
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import type { Point } from './layout/graph-layout.ts';
import { type Size, type ViewBox, zoomAt } from './view-box.ts';

/** A pointer that moved less was a click. */
const CLICK_PIXELS = 4;
const WHEEL_RATE = 0.0016;
const PINCH_WHEEL_RATE = 0.01;
const LINE_PIXELS = 16;

/** What moves a graph in its pane. */
export interface PanZoom {
  readonly view: ViewBox;
  readonly setView: (change: ViewBox | ((before: ViewBox) => ViewBox)) => void;
  /** Size of the pane; undefined until it has been measured. */
  readonly pane: Size | undefined;
  /** For the pane: drags and pinches. */
  readonly onPointerDown: (event: ReactPointerEvent) => void;
}

/** Pans by dragging, and zooms by wheel and by pinching, around what is under the pointer. */
export function usePanZoom(element: RefObject<HTMLElement | null>): PanZoom {
  const [view, setView] = useState<ViewBox>({ x: 0, y: 0, scale: 1 });
  const [pane, setPane] = useState<Size>();
  const pointers = useRef(new Map<number, Point>());
  const isDragging = useRef(false);

  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = current;
      if (width > 0 && height > 0) setPane({ width, height });
    });
    observer.observe(current);
    return () => observer.disconnect();
  }, [element]);

  const placeOf = useEffectEvent((event: { clientX: number; clientY: number }): Point => {
    const box = element.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  });

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PIXELS : 1;
    const rate = event.ctrlKey ? PINCH_WHEEL_RATE : WHEEL_RATE;
    const place = placeOf(event);
    setView((before) => zoomAt(before, Math.exp(-event.deltaY * pixels * rate), place));
  });
  const onMove = useEffectEvent((event: PointerEvent) => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    const now = placeOf(event);
    if (!isDragging.current && Math.hypot(now.x - before.x, now.y - before.y) < CLICK_PIXELS)
      return;
    if (!isDragging.current) {
      isDragging.current = true;
      // From here on what is under the pointer is not clicked.
      element.current?.setPointerCapture(event.pointerId);
    }
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    setView((view) => movedView(view, before, now, other));
  });
  const onUp = useEffectEvent((event: PointerEvent) => {
    pointers.current.delete(event.pointerId);
    if (pointers.current.size === 0) isDragging.current = false;
  });
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    // React listens to wheels passively, and then the page would scroll.
    current.addEventListener('wheel', onWheel, { passive: false });
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', onUp);
    return () => {
      current.removeEventListener('wheel', onWheel);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', onUp);
    };
  }, [element]);

  const onPointerDown = useCallback(
    (event: ReactPointerEvent) => {
      if (event.button !== 0) return;
      const box = element.current?.getBoundingClientRect();
      const place = { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
      pointers.current.set(event.pointerId, place);
    },
    [element],
  );
  return { view, setView, pane, onPointerDown };
}

/** A view after one pointer moved, while another held still or there is none. */
function movedView(view: ViewBox, from: Point, to: Point, held: Point | undefined): ViewBox {
  if (held === undefined) return { ...view, x: view.x + to.x - from.x, y: view.y + to.y - from.y };
  const before = Math.hypot(from.x - held.x, from.y - held.y) || 1;
  const after = Math.hypot(to.x - held.x, to.y - held.y) || 1;
  return zoomAt(view, after / before, held);
}
