import { expect, test } from 'vitest';
import { childrenOf, pathTo, siblingsOf, stepFrom } from './box-walk.ts';

// 0 ── 1 ── 2
//   ├─ 3
//   └─ 4 ── 5
// 6
const boxes = {
  count: 7,
  parent: Int32Array.of(-1, 0, 1, 0, 0, 4, -1),
  end: Uint32Array.of(6, 3, 3, 4, 6, 6, 7),
  level: Uint32Array.of(0, 1, 2, 1, 1, 2, 0),
};

test('the path to a box begins at the outermost', () => {
  expect(pathTo(boxes, 5)).toEqual([0, 4, 5]);
  expect(pathTo(boxes, 6)).toEqual([6]);
});

test('siblings are those that hang from the same box, as many as are wanted', () => {
  expect(siblingsOf(boxes, 3, 1)).toEqual({ index: 1, count: 3, near: [1, 3, 4], first: 0 });
  expect(siblingsOf(boxes, 4, 1)).toEqual({ index: 2, count: 3, near: [3, 4], first: 1 });
  expect(siblingsOf(boxes, 6, 5)).toEqual({ index: 1, count: 2, near: [0, 6], first: 0 });
  expect(childrenOf(boxes, 0, 2)).toEqual({ count: 3, shown: [1, 3] });
  expect(childrenOf(boxes, 6, 2)).toEqual({ count: 0, shown: [] });
});

test.each([
  ['down', 0, 1],
  ['down', 2, 2],
  ['up', 2, 1],
  ['up', 6, 6],
  ['right', 1, 3],
  ['right', 2, 3],
  ['right', 6, 6],
  ['left', 4, 3],
  ['left', 1, 1],
  ['left', 6, 0],
  ['first', 5, 0],
  ['last', 0, 6],
] as const)('%s from %d', (step, from, to) => {
  expect(stepFrom(boxes, from, step)).toBe(to);
});

test('where callers lie above, up leads to the first of them and down back', () => {
  // 1 calls 0, which calls 2
  const sandwich = {
    count: 3,
    parent: Int32Array.of(-1, 0, 0),
    end: Uint32Array.of(3, 2, 3),
    level: Uint32Array.of(1, 0, 2),
  };
  expect(stepFrom(sandwich, 0, 'up')).toBe(1);
  expect(stepFrom(sandwich, 1, 'down')).toBe(0);
  expect(stepFrom(sandwich, 0, 'down')).toBe(2);
  expect(stepFrom(sandwich, 2, 'up')).toBe(0);
});
