import { describe, expect, test } from 'vitest';
import { ROW_HEIGHT, Viewport } from './viewport.ts';

function viewport(rows: number, height = 10 * ROW_HEIGHT): Viewport {
  const view = new Viewport(1000);
  view.setRowCount(rows);
  view.setHeight(height);
  return view;
}

describe('the rows in view', () => {
  test('follow the scroll bar, and end with the last row', () => {
    const view = viewport(100);
    view.scrolledTo(5 * ROW_HEIGHT + 3);
    expect([view.firstRow, view.endRow]).toEqual([5, 16]);
    view.scrollTo(1e9);
    expect([view.firstRow, view.endRow, view.scrollTop]).toEqual([90, 100, 90 * ROW_HEIGHT]);
    view.setRowCount(20);
    expect(view.endRow).toBe(20);
    view.setRowCount(3);
    expect([view.top, view.firstRow, view.endRow]).toEqual([0, 0, 3]);
  });

  test('reach the last of a million, whose pixels no browser has', () => {
    const view = viewport(1_000_000);
    expect(view.scrollHeight).toBeLessThan(10_000_000);
    view.showRow(999_999, false);
    expect(view.endRow).toBe(1_000_000);
    expect(view.scrollTop).toBeCloseTo(view.scrollHeight - view.height);
    view.scrolledTo(0);
    expect(view.firstRow).toBe(0);
    view.scrolledTo((view.scrollHeight - view.height) / 2);
    expect(Math.abs(view.firstRow - 500_000)).toBeLessThan(10);
  });

  test('stay where they are when the bar only says what it was told', () => {
    const view = viewport(1_000_000);
    view.scrollTo(12_345_678);
    view.scrolledTo(Math.round(view.scrollTop));
    expect(view.top).toBe(12_345_678);
  });

  test('move no further than needed to show one, or put it into the middle', () => {
    const view = viewport(100);
    view.showRow(5, true);
    expect(view.firstRow).toBe(0);
    view.showRow(10, false);
    expect(view.top).toBe(ROW_HEIGHT);
    view.showRow(50, true);
    expect(view.top).toBe(45.5 * ROW_HEIGHT);
    view.showRow(40, false);
    expect(view.top).toBe(40 * ROW_HEIGHT);
  });

  test('tell who listens, until that one leaves', () => {
    const view = viewport(100);
    let told = 0;
    const leave = view.subscribe(() => told++);
    view.scrollTo(10);
    leave();
    view.scrollTo(20);
    expect(told).toBe(1);
  });
});

describe('the time in view', () => {
  test('keeps the moment at the pointer in its place when it is zoomed', () => {
    const view = viewport(1);
    view.zoom(0.5, 500);
    expect(view.range).toEqual({ from: 250, to: 750 });
    view.zoom(0.5, 300);
    expect(view.range).toEqual({ from: 275, to: 525 });
    expect(view.isZoomed).toBe(true);
    view.zoom(100, 300);
    expect(view.range).toEqual(view.whole);
    expect(view.isZoomed).toBe(false);
  });

  test('ends where the trace ends', () => {
    const view = viewport(1);
    view.setRange({ from: 900, to: 1100 });
    expect(view.range).toEqual({ from: 800, to: 1000 });
    view.pan(-10);
    expect(view.range).toEqual({ from: 0, to: 200 });
    view.setRange({ from: 5, to: 5 });
    expect(view.range.to - view.range.from).toBe(10);
  });

  test('moves only to show what is out of sight', () => {
    const view = viewport(1);
    view.setRange({ from: 100, to: 200 });
    view.showTime(150, 900);
    expect(view.range).toEqual({ from: 100, to: 200 });
    view.showTime(600, 700);
    expect(view.range).toEqual({ from: 600, to: 700 });
    view.showAll();
    expect(view.range).toEqual({ from: 0, to: 1000 });
  });
});
