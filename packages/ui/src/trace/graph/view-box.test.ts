import { expect, test } from 'vitest';
import { firstView, fitView, READABLE, revealNode, zoomAt } from './view-box.ts';

const pane = { width: 800, height: 600 };
const node = { width: 200, height: 80 };

test('a graph that fits opens whole, in the middle and no larger than it is', () => {
  const graph = { width: 400, height: 300 };
  expect(firstView(graph, pane, { x: 0, y: 0 }, node)).toEqual({ scale: 1, x: 200, y: 150 });
  expect(fitView({ width: 1600, height: 600 }, pane)).toEqual({ scale: 0.5, x: 0, y: 150 });
});

test('a graph that does not fit opens where it can be read, with its first node in view', () => {
  const graph = { width: 9000, height: 5000 };
  const first = { x: 124, y: 2500 };
  const { scale, x, y } = firstView(graph, pane, first, node);
  expect(scale).toBe(READABLE);
  expect(first.x * scale + x).toBeGreaterThan((node.width / 2) * scale);
  expect(first.y * scale + y).toBe(pane.height / 2);
});

test('zooming keeps what is under the pointer, and ends somewhere', () => {
  const before = { x: 30, y: -20, scale: 1 };
  const after = zoomAt(before, 2, { x: 100, y: 50 });
  expect((100 - after.x) / after.scale).toBe((100 - before.x) / before.scale);
  expect((50 - after.y) / after.scale).toBe((50 - before.y) / before.scale);
  expect(zoomAt(before, 1e9, { x: 0, y: 0 }).scale).toBeLessThan(10);
  expect(zoomAt(before, 1e-9, { x: 0, y: 0 }).scale).toBeGreaterThan(0.01);
});

test('a node out of view is brought in, and one in view moves nothing', () => {
  const view = { x: 0, y: 0, scale: 1 };
  expect(revealNode(view, pane, { x: 400, y: 300 }, node)).toEqual(view);
  const right = revealNode(view, pane, { x: 2000, y: 300 }, node);
  expect(2000 + right.x + node.width / 2).toBeLessThan(pane.width);
  const above = revealNode(view, pane, { x: 400, y: -500 }, node);
  expect(-500 + above.y - node.height / 2).toBeGreaterThan(0);
});
