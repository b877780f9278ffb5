// Which rows of a long list are in the page: all have one height, so it is arithmetic, whatever their number.

/** Rows `[first, end)`. */
export interface RowWindow {
  readonly first: number;
  readonly end: number;
}

/** The rows to draw for a scroll position, with some more on both sides so that a quick scroll shows no gap. */
export function rowWindow(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  rowCount: number,
  overscan: number,
): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
  const end = Math.min(rowCount, Math.ceil((scrollTop + viewHeight) / rowHeight) + overscan);
  return { first: Math.min(first, Math.max(0, end)), end: Math.max(end, 0) };
}

/** The scroll position that shows a row, changed no more than needed; `center` puts it in the middle if it was out of sight. */
export function scrollToShow(
  row: number,
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  center: boolean,
): number {
  const top = row * rowHeight;
  const bottom = top + rowHeight;
  if (top >= scrollTop && bottom <= scrollTop + viewHeight) return scrollTop;
  if (center) return Math.max(0, top - (viewHeight - rowHeight) / 2);
  return top < scrollTop ? top : Math.max(0, bottom - viewHeight);
}
