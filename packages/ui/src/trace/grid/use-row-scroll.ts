// Follows the scroll position and the size of a grid's scroller, and moves it to rows.

import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useElementSize } from '../../canvas/element-size.ts';
import {
  areaHeight,
  isStuck,
  type ListScroll,
  placedAt,
  type RowSpan,
  rowsInView,
  scrolledTo,
  topToShow,
} from './row-scroll.ts';

const OVERSCAN = 8;
/** Milliseconds without a scroll after which it is over. */
const REST_MS = 120;

/** What is in view, and how that changes. */
export interface RowScroll {
  readonly rows: RowSpan;
  /** Pixels of the area that the rows lie in. */
  readonly areaHeight: number;
  /** Pixels by which the rows lie lower in the area than their position says. */
  readonly shift: number;
  /** Pixels of the scroller's width. */
  readonly width: number;
  /** Whole rows that fit. */
  readonly pageSize: number;
  readonly isMeasured: boolean;
  readonly onScroll: () => void;
  /** Brings a row into view. */
  readonly show: (position: number, isCentred: boolean) => void;
}

/**
 * @param headHeight pixels of what stays at the top of the scroller
 * @param opened the row that shows something below it, and how many pixels of that; −1 for none
 */
export function useRowScroll(
  scroller: RefObject<HTMLDivElement | null>,
  rowCount: number,
  rowHeight: number,
  headHeight: number,
  opened: { readonly position: number; readonly height: number },
): RowScroll {
  const [scroll, setScroll] = useState<ListScroll>({ top: 0, scrollTop: 0 });
  const box = useElementSize(scroller);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const extraHeight = opened.position < 0 ? 0 : opened.height;
  const viewHeight = Math.max(0, box.height - headHeight);
  const height = rowCount * rowHeight + extraHeight;
  const size = { height, viewHeight };
  // For what happens between two renderings.
  const state = useRef({ scroll, size, opened });
  useLayoutEffect(() => {
    state.current = { scroll, size: { height, viewHeight }, opened };
  }, [scroll, height, viewHeight, opened]);

  useEffect(() => () => clearTimeout(rest.current), []);

  const move = useCallback(
    (next: ListScroll) => {
      const element = scroller.current;
      if (element === null) return;
      state.current.scroll = next;
      if (element.scrollTop !== next.scrollTop) element.scrollTop = next.scrollTop;
      setScroll(next);
    },
    [scroller],
  );
  const settle = useCallback(() => {
    const { scroll: now, size: of } = state.current;
    move(placedAt(now.top, of));
  }, [move]);
  const onScroll = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { scroll: before, size: of } = state.current;
    if (element.scrollTop === before.scrollTop) return;
    const now = scrolledTo(before, element.scrollTop, of);
    clearTimeout(rest.current);
    if (isStuck(now, of)) move(placedAt(now.top, of));
    else {
      state.current.scroll = now;
      setScroll(now);
      if (areaHeight(of) < of.height) rest.current = setTimeout(settle, REST_MS);
    }
  }, [scroller, move, settle]);
  const show = useCallback(
    (position: number, isCentred: boolean) => {
      const { scroll: now, size: of, opened: above } = state.current;
      const below = above.position >= 0 && position > above.position ? above.height : 0;
      const rowTop = position * rowHeight + below;
      const top = topToShow(rowTop, now.top, of.viewHeight, rowHeight, isCentred);
      if (top !== now.top) move(placedAt(top, of));
    },
    [move, rowHeight],
  );

  const top = Math.max(0, Math.min(scroll.top, height - viewHeight));
  return {
    // An opened row above the view takes the place of some that are then in it.
    rows: rowsInView(
      Math.max(0, top - extraHeight),
      viewHeight + extraHeight,
      rowHeight,
      rowCount,
      OVERSCAN,
    ),
    areaHeight: areaHeight(size),
    shift: scroll.scrollTop - scroll.top,
    width: box.width,
    pageSize: Math.max(1, Math.floor(viewHeight / rowHeight)),
    isMeasured: box.height > 0,
    onScroll,
    show,
  };
}
