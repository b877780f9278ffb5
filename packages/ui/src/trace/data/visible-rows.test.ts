import { expect, test } from 'vitest';
import { orderTrace } from '../../testing/shop-traces.ts';
import { traceOf } from '../../testing/trace-of.ts';
import { type KeyAction, keyAction } from '../timeline/tree-keys.ts';
import {
  allFolded,
  nothingFolded,
  positionOf,
  toggled,
  unfoldTo,
  visibleRows,
} from './visible-rows.ts';

const nothing = () => nothingFolded(trace);

/** Some rows as folded. */
function folding(...rows: readonly number[]): Uint8Array {
  return rows.reduce(toggled, nothing());
}

const trace = await traceOf(orderTrace('104a41e92ef1cd2e', 1_795_451_101_189_306));

test('a folded span hides what is below it, and nothing else', () => {
  expect([...visibleRows(trace, nothing())]).toHaveLength(16);
  expect([...visibleRows(trace, folding(0))]).toEqual([0]);
  expect([...visibleRows(trace, folding(1))].slice(0, 3)).toEqual([0, 1, 3]);
});

test('folding all leaves the children of the root', () => {
  expect([...visibleRows(trace, allFolded(trace, 1))]).toEqual([0, 1, 3]);
});

test('showing a row opens what hides it, and leaves the rest folded', () => {
  const folded = allFolded(trace, 0);
  const opened = unfoldTo(trace, folded, 5);
  expect(positionOf(visibleRows(trace, opened), 5)).toBeGreaterThan(0);
  expect(opened[1] === 1).toBe(true);
  expect(unfoldTo(trace, opened, 5)).toBe(opened);
});

test('a row that is folded away has no position', () => {
  expect(positionOf(visibleRows(trace, folding(1)), 2)).toBe(-1);
  expect(positionOf(visibleRows(trace, folding(1)), 3)).toBe(2);
});

test.each<[key: string, cursor: number, action: KeyAction | undefined]>([
  ['ArrowDown', 0, { type: 'move', row: 1 }],
  ['j', 15, { type: 'move', row: 15 }],
  ['k', 1, { type: 'move', row: 0 }],
  ['End', 0, { type: 'move', row: 15 }],
  ['Home', 9, { type: 'move', row: 0 }],
  ['PageDown', 0, { type: 'move', row: 5 }],
  ['ArrowLeft', 1, { type: 'fold', row: 1 }],
  ['ArrowLeft', 2, { type: 'move', row: 1 }],
  ['ArrowRight', 1, { type: 'move', row: 2 }],
  ['ArrowRight', 2, undefined],
  ['Enter', 3, { type: 'open', row: 3 }],
  ['/', 3, { type: 'find' }],
  ['n', 3, { type: 'nextMatch' }],
  ['x', 3, undefined],
])('%s on row %d', (key, cursor, action) => {
  const folded = nothing();
  const rows = visibleRows(trace, folded);
  expect(keyAction(key, { trace, rows, folded, cursor, pageSize: 5 })).toEqual(action);
});

test('the right arrow opens what is folded', () => {
  const folded = folding(1);
  const rows = visibleRows(trace, folded);
  const state = { trace, rows, folded, cursor: 1, pageSize: 5 };
  expect(keyAction('ArrowRight', state)).toEqual({ type: 'unfold', row: 1 });
  expect(keyAction('ArrowDown', state)).toEqual({ type: 'move', row: 3 });
});
