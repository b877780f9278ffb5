// The pointer on a flame graph: drags and pinches move it, the wheel zooms, a click chooses, a double click zooms to a box.
import {
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import type { Viewport } from '../timeline/viewport.ts';
import type { Flame } from './flame.ts';
import { boxAt, LEVEL_HEIGHT } from './flame-layout.ts';
import type { FlameMotion } from './flame-motion.ts';
import type { Hover } from './flame-tip.tsx';
import { levelsTop } from './paint-flame.ts';

/** Pixels from which on a press is a drag. */
const DRAG = 4;
/** How far from a thin box the pointer may be, pixels. */
const REACH = 2;
const WHEEL_ZOOM = 0.0022;
/** Trackpads report a pinch as a wheel with the control key, in small steps. */
const PINCH_ZOOM = 0.01;
const LINE_HEIGHT = 16;

interface Press {
  readonly x: number;
  readonly y: number;
}

interface Options {
  readonly flame: Flame;
  readonly viewport: Viewport;
  readonly motion: FlameMotion;
  readonly area: RefObject<HTMLElement | null>;
  readonly onChoose: (box: number) => void;
  readonly onZoomTo: (box: number) => void;
}

export function useFlamePointer({ flame, viewport, motion, area, ...on }: Options) {
  const [hover, setHover] = useState<Hover>();
  const presses = useRef(new Map<number, Press>());
  const drag = useRef({ x: 0, y: 0, isDrag: false });
  const clicked = useRef(-1);

  function placeOf({ clientX, clientY }: { clientX: number; clientY: number }) {
    const rect = area.current?.getBoundingClientRect();
    return {
      x: clientX - (rect?.left ?? 0),
      y: clientY - (rect?.top ?? 0),
      width: Math.max(1, rect?.width ?? 1),
    };
  }

  function timeAt(x: number, width: number): number {
    const { from, to } = viewport.range;
    return from + (x / width) * (to - from);
  }

  function boxUnder(event: MouseEvent): number {
    const { x, y, width } = placeOf(event);
    const down = y - levelsTop(flame);
    if (down < 0) return -1;
    const { from, to } = viewport.range;
    const level = Math.floor((down + viewport.top) / LEVEL_HEIGHT);
    return boxAt(flame.layout, level, timeAt(x, width), (REACH * (to - from)) / width);
  }

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault();
    motion.stop();
    setHover(undefined);
    const { x, width } = placeOf(event);
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
    const isSideways = event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (isSideways && !event.ctrlKey) {
      viewport.pan(((event.deltaX || event.deltaY) * unit) / width);
      return;
    }
    const speed = event.ctrlKey ? PINCH_ZOOM : WHEEL_ZOOM;
    const steps = Math.max(-120, Math.min(120, event.deltaY * unit));
    viewport.zoom(Math.exp(steps * speed), timeAt(x, width));
  });
  // React listens to the wheel passively, which could not keep the page from zooming.
  useEffect(() => {
    const element = area.current;
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, [area]);

  function onPointerDown(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    motion.stop();
    if (presses.current.size === 0) {
      drag.current = { x: event.clientX, y: event.clientY, isDrag: false };
    }
    presses.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
    event.currentTarget.setPointerCapture(event.pointerId);
  }

  function onPointerMove(event: PointerEvent<HTMLElement>) {
    const before = presses.current.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType === 'touch') return;
      const box = boxUnder(event);
      setHover(box < 0 ? undefined : { box, ...placeOf(event) });
      return;
    }
    const [x, y] = [event.clientX, event.clientY];
    if (Math.hypot(x - drag.current.x, y - drag.current.y) > DRAG) drag.current.isDrag = true;
    if (!drag.current.isDrag) return;
    setHover(undefined);
    const all = [...presses.current];
    presses.current.set(event.pointerId, { x, y });
    const other = all.find(([id]) => id !== event.pointerId)?.[1];
    const { width, ...place } = placeOf(event);
    if (other === undefined) {
      viewport.pan((before.x - x) / width);
      viewport.scrollTo(viewport.top + before.y - y);
      return;
    }
    // Two fingers: what was under each stays under it, as far as there is one way to do so.
    const otherX = placeOf({ clientX: other.x, clientY: other.y }).x;
    const apart = Math.max(8, Math.abs(place.x - otherX));
    const apartBefore = Math.max(8, Math.abs(before.x - other.x));
    viewport.zoom(apartBefore / apart, timeAt((place.x + otherX) / 2, width));
    viewport.pan((before.x - x) / 2 / width);
  }

  function onPointerUp(event: PointerEvent<HTMLElement>) {
    presses.current.delete(event.pointerId);
  }

  function onClick(event: MouseEvent<HTMLElement>) {
    if (drag.current.isDrag) {
      drag.current.isDrag = false;
      return;
    }
    // A click may open the panel, and what was under the pointer moves: the second click means the first one's box.
    if (event.detail >= 2) {
      if (clicked.current >= 0) on.onZoomTo(clicked.current);
      return;
    }
    clicked.current = boxUnder(event);
    if (clicked.current >= 0) on.onChoose(clicked.current);
  }

  return {
    hover,
    /** Takes the tip away: what is under the pointer has changed. */
    forget: () => setHover(undefined),
    handlers: {
      onPointerDown,
      onPointerMove,
      onPointerUp,
      onPointerCancel: onPointerUp,
      onPointerLeave: () => setHover(undefined),
      onClick,
    },
  };
}
