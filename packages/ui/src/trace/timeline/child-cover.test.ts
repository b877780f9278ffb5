import { RowMark } from '@clew/model';
import { expect, test } from 'vitest';
import { ChildCover } from './child-cover.ts';

/** A root and its children, as (start, end). */
function coverOf(
  root: readonly [number, number],
  children: readonly (readonly [number, number])[],
  follows: readonly number[] = [],
): readonly number[] {
  const rows = [root, ...children];
  const marks = new Uint8Array(rows.length);
  for (const row of follows) marks[row] = RowMark.followsFrom;
  const cover = new ChildCover({
    end: Uint32Array.from(rows, (_, row) => (row === 0 ? rows.length : row + 1)),
    offset: Float64Array.from(rows, ([start]) => start),
    length: Float64Array.from(rows, ([start, end]) => end - start),
    marks,
  });
  expect(cover.of(0)).toBe(cover.of(0));
  return [...cover.of(0)];
}

test('children cover the parts of their parent in which they ran, joined where they overlap', () => {
  const children = [
    [10, 30],
    [20, 40],
    [60, 70],
  ] as const;
  expect(coverOf([0, 100], children)).toEqual([10, 40, 60, 70]);
});

test('what of a child lies outside of its parent does not count, nor one that only follows', () => {
  const children = [
    [0, 12],
    [50, 60],
    [90, 200],
    [300, 400],
  ] as const;
  expect(coverOf([10, 100], children, [2])).toEqual([10, 12, 90, 100]);
});

test('gaps that are too narrow to be seen are closed', () => {
  const children = Array.from({ length: 50_000 }, (_, i) => [i * 2, i * 2 + 1] as const);
  expect(coverOf([0, 100_000], children)).toEqual([0, 99_999]);
});
