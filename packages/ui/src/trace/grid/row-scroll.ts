// Where a list of any length stands, and which of its rows are in the page. Browsers end an element at some 17 (Firefox)
// to 33 million pixels, which is less than a million rows: a longer list scrolls in an area of `MOST_HEIGHT`, in which
// small moves go pixel by pixel and large ones, as of a dragged scroll bar, in proportion.

/** Pixels of the area that a list scrolls in at most. */
export const MOST_HEIGHT = 8_000_000;
/** Pixels at both ends of a long list that are the same in the area, so that steps come to the very end. */
const EXACT = 200_000;

/** Pixels. */
export interface ListSize {
  /** Of all rows together. */
  readonly height: number;
  /** Of the part that is seen. */
  readonly viewHeight: number;
}

/** A position in a list, pixels. */
export interface ListScroll {
  /** What of the list is above the view. */
  readonly top: number;
  /** The scroll position of the element for it. */
  readonly scrollTop: number;
}

/** Rows `[first, end)`. */
export interface RowSpan {
  readonly first: number;
  readonly end: number;
}

/** The height of the area that the list scrolls in. */
export function areaHeight({ height }: ListSize): number {
  return Math.min(height, MOST_HEIGHT);
}

/** Where the list stands after its element was scrolled. */
export function scrolledTo(before: ListScroll, scrollTop: number, size: ListSize): ListScroll {
  if (size.height <= MOST_HEIGHT) return { top: scrollTop, scrollTop };
  const moved = scrollTop - before.scrollTop;
  const isSmall = Math.abs(moved) < size.viewHeight * 2;
  const top = isSmall ? before.top + moved : stretched(scrollTop, areaTop(size), mostTop(size));
  return { top: Math.max(0, Math.min(mostTop(size), top)), scrollTop };
}

/** A position with the element's scroll position in proportion, so that neither ends before the other. */
export function placedAt(top: number, size: ListSize): ListScroll {
  const most = mostTop(size);
  const within = Math.max(0, Math.min(most, top));
  if (size.height <= MOST_HEIGHT) return { top: within, scrollTop: within };
  return { top: within, scrollTop: Math.round(stretched(within, most, areaTop(size))) };
}

/** Whether the element can't be scrolled on though the list has not ended. */
export function isStuck({ top, scrollTop }: ListScroll, size: ListSize): boolean {
  if (size.height <= MOST_HEIGHT) return false;
  const isAtEnd = scrollTop >= areaTop(size) - 1 && top < mostTop(size) - 1;
  return isAtEnd || (scrollTop <= 0 && top > 0);
}

/** The rows in view, with some more on both sides so that a quick scroll shows no gap. */
export function rowsInView(
  top: number,
  viewHeight: number,
  rowHeight: number,
  rowCount: number,
  overscan: number,
): RowSpan {
  const first = Math.max(0, Math.floor(top / rowHeight) - overscan);
  const end = Math.min(rowCount, Math.ceil((top + viewHeight) / rowHeight) + overscan);
  return { first: Math.min(first, end), end };
}

/**
 * The position that shows a row, changed no more than needed; one out of sight comes to the middle if it is to be centred.
 * @param rowTop where the row is in the list
 */
export function topToShow(
  rowTop: number,
  top: number,
  viewHeight: number,
  rowHeight: number,
  isCentred: boolean,
): number {
  const rowBottom = rowTop + rowHeight;
  if (rowTop >= top && rowBottom <= top + viewHeight) return top;
  if (isCentred) return Math.max(0, rowTop - (viewHeight - rowHeight) / 2);
  return rowTop < top ? rowTop : Math.max(0, rowBottom - viewHeight);
}

function mostTop({ height, viewHeight }: ListSize): number {
  return Math.max(0, height - viewHeight);
}

/** The scroll position of the end of an area of the greatest height. */
function areaTop({ viewHeight }: ListSize): number {
  return MOST_HEIGHT - viewHeight;
}

/** A place of one length on another one: the same at the ends, in proportion between them. */
function stretched(at: number, length: number, onto: number): number {
  if (at <= EXACT) return at;
  if (at >= length - EXACT) return onto - (length - at);
  return EXACT + ((at - EXACT) / (length - EXACT * 2)) * (onto - EXACT * 2);
}
