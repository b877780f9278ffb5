// What of a trace the timeline or a flame graph shows: which rows and which time. Lives outside of React, since it
// changes with every frame of a scroll; canvases listen to it and draw.
import type { TimeRange } from './time-range.ts';

/** Pixels; each row of the timeline is exactly this high. */
export const ROW_HEIGHT = 26;
/** Higher elements are cut off by browsers; beyond it the scroll bar moves more than its own pixels. */
const MOST_SCROLL_HEIGHT = 8_000_000;
/** Nanoseconds; nothing is to be seen between two of them. */
const SHORTEST_RANGE = 10;

type Listener = () => void;

/** The part of the rows and of the time that is in view. */
export class Viewport {
  readonly #duration: number;
  readonly #rowHeight: number;
  readonly #listeners = new Set<Listener>();
  #rowCount = 0;
  #top = 0;
  #height = 0;
  #range: TimeRange;

  /**
   * @param duration of the trace, nanoseconds
   * @param rowHeight pixels
   */
  constructor(duration: number, rowHeight = ROW_HEIGHT) {
    this.#duration = Math.max(1, duration);
    this.#rowHeight = rowHeight;
    this.#range = this.whole;
  }

  /** All of the trace's time. */
  get whole(): TimeRange {
    return { from: 0, to: this.#duration };
  }

  get range(): TimeRange {
    return this.#range;
  }

  get isZoomed(): boolean {
    return this.#range.from > 0 || this.#range.to < this.#duration;
  }

  /** Pixels of rows above the view. */
  get top(): number {
    return this.#top;
  }

  /** Pixels. */
  get height(): number {
    return this.#height;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  /** The position of the first row in view, maybe in part. */
  get firstRow(): number {
    return Math.floor(this.#top / this.#rowHeight);
  }

  /** The position after the last row in view. */
  get endRow(): number {
    return Math.min(this.#rowCount, Math.ceil((this.#top + this.#height) / this.#rowHeight));
  }

  /** Whole rows that fit into the view. */
  get pageSize(): number {
    return Math.max(1, Math.floor(this.#height / this.#rowHeight));
  }

  /** The height of the element that is scrolled, pixels. */
  get scrollHeight(): number {
    return Math.min(MOST_SCROLL_HEIGHT, this.#contentHeight);
  }

  /** Where the scroll bar stands, pixels. */
  get scrollTop(): number {
    return this.#mostTop === 0 ? 0 : (this.#top / this.#mostTop) * this.#mostScrollTop;
  }

  /** Whether a pixel of the scroll bar is a pixel of rows. */
  get isExact(): boolean {
    return this.#contentHeight <= MOST_SCROLL_HEIGHT;
  }

  get #contentHeight(): number {
    return this.#rowCount * this.#rowHeight;
  }

  get #mostTop(): number {
    return Math.max(0, this.#contentHeight - this.#height);
  }

  get #mostScrollTop(): number {
    return Math.max(0, this.scrollHeight - this.#height);
  }

  /** Calls a listener after each change, until the function that is returned is called. */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  setRowCount(count: number): void {
    this.#rowCount = count;
    this.scrollTo(this.#top);
  }

  setHeight(height: number): void {
    this.#height = height;
    this.scrollTo(this.#top);
  }

  /** The scroll bar was moved. */
  scrolledTo(scrollTop: number): void {
    // What the bar says after it was told is rounded: only a move of its own counts.
    if (Math.abs(scrollTop - this.scrollTop) < 1) return;
    const share = this.#mostScrollTop === 0 ? 0 : scrollTop / this.#mostScrollTop;
    this.scrollTo(this.isExact ? scrollTop : share * this.#mostTop);
  }

  scrollTo(top: number): void {
    this.#top = Math.max(0, Math.min(this.#mostTop, top));
    this.#notify();
  }

  /** Brings a position into view, no further than needed, or into the middle if it was out of sight. */
  showRow(position: number, center: boolean): void {
    const top = position * this.#rowHeight;
    const bottom = top + this.#rowHeight;
    if (top >= this.#top && bottom <= this.#top + this.#height) return;
    if (center) this.scrollTo(top - (this.#height - this.#rowHeight) / 2);
    else this.scrollTo(top < this.#top ? top : bottom - this.#height);
  }

  /** As much of a range as there is, and no less than can be told apart. */
  within({ from, to }: TimeRange): TimeRange {
    const length = Math.min(this.#duration, Math.max(SHORTEST_RANGE, to - from));
    const start = Math.max(0, Math.min(this.#duration - length, from));
    return { from: start, to: start + length };
  }

  /** Shows a part of the time, as much of it as there is. */
  setRange(range: TimeRange): void {
    this.#range = this.within(range);
    this.#notify();
  }

  showAll(): void {
    this.setRange(this.whole);
  }

  /**
   * Shows more or less of the time around a moment, which stays where it is in view.
   * @param factor below 1 to see closer
   */
  zoom(factor: number, around: number): void {
    const { from, to } = this.#range;
    const length = Math.max(SHORTEST_RANGE, (to - from) * factor);
    const share = (around - from) / (to - from);
    this.setRange({ from: around - share * length, to: around + (1 - share) * length });
  }

  /** Moves the view by a share of what it shows; earlier when negative. */
  pan(share: number): void {
    const { from, to } = this.#range;
    const move = (to - from) * share;
    this.setRange({ from: from + move, to: to + move });
  }

  /** Brings an interval into view: as it is if some of it is seen, else in the middle, and no closer. */
  showTime(from: number, to: number): void {
    const { range } = this;
    if (to >= range.from && from <= range.to) return;
    const length = range.to - range.from;
    const middle = (from + to) / 2;
    this.setRange({ from: middle - length / 2, to: middle + length / 2 });
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
