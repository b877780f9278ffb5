// Follows the scroll position and size of the rows' container, and scrolls it to what is to be shown.
import { type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { positionOf } from '../data/visible-rows.ts';
import type { Reveal } from '../trace-view.tsx';
import { type RowWindow, rowWindow, scrollToShow } from './row-window.ts';

/** Pixels; each row is exactly this high. */
export const ROW_HEIGHT = 26;
const OVERSCAN = 10;

/** What is in view, and how that changes. */
interface RowScroll {
  readonly window: RowWindow;
  /** Pixels. */
  readonly width: number;
  /** The position of the first row in view. */
  readonly first: number;
  /** Rows that fit. */
  readonly size: number;
  readonly onScroll: () => void;
  /** Puts the row at a position into the middle. */
  readonly showPosition: (position: number) => void;
}

export function useRowScroll(
  scroller: RefObject<HTMLDivElement | null>,
  rows: Int32Array,
  reveal: Reveal,
  pageSize: RefObject<number>,
): RowScroll {
  const [top, setTop] = useState(0);
  const [size, setSize] = useState({ width: 0, height: 0 });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  // Only a new wish scrolls: folding rows must leave the view where it is.
  const [wish, setWish] = useState<Reveal | undefined>(undefined);
  const isNew = wish !== reveal && size.height > 0;
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!isNew || element === null) return;
    setWish(reveal);
    const position = positionOf(rows, reveal.row);
    if (position < 0) return;
    const { scrollTop, clientHeight } = element;
    element.scrollTop = scrollToShow(position, scrollTop, clientHeight, ROW_HEIGHT, reveal.center);
    setTop(element.scrollTop);
  }, [isNew, reveal, rows, scroller]);

  const first = Math.floor(top / ROW_HEIGHT);
  const visible = Math.max(1, Math.floor(size.height / ROW_HEIGHT));
  useEffect(() => {
    pageSize.current = visible;
  }, [pageSize, visible]);

  return {
    window: rowWindow(top, size.height, ROW_HEIGHT, rows.length, OVERSCAN),
    width: size.width,
    first,
    size: visible,
    onScroll: useCallback(() => setTop(scroller.current?.scrollTop ?? 0), [scroller]),
    showPosition: useCallback(
      (position: number) => {
        const middle = (position + 0.5) * ROW_HEIGHT;
        const element = scroller.current;
        if (element !== null) element.scrollTop = middle - element.clientHeight / 2;
      },
      [scroller],
    ),
  };
}
