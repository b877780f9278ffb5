import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FlameViewport, LEVEL_HEIGHT } from './flame-viewport.ts';

test('zooming keeps what is under the pointer where it is', () => {
  const viewport = new FlameViewport(1000, 10);
  viewport.zoom(0.5, 250);
  expect(viewport.range).toEqual({ from: 125, to: 625 });
  viewport.zoom(0.5, 625);
  expect(viewport.range).toEqual({ from: 375, to: 625 });
  expect(viewport.isZoomed).toBe(true);
  viewport.zoom(100, 500);
  expect(viewport.range).toEqual(viewport.whole);
});

test('the view never leaves the graph, whatever is done to it', () => {
  const step = fc.oneof(
    fc.record({ zoom: fc.double({ min: 0.01, max: 50, noNaN: true }), at: fc.nat({ max: 1e6 }) }),
    fc.record({ pan: fc.double({ min: -3, max: 3, noNaN: true }) }),
    fc.record({ scroll: fc.integer({ min: -1000, max: 10_000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const viewport = new FlameViewport(1e6, 30);
      viewport.setHeight(200);
      for (const one of steps) {
        if ('zoom' in one) viewport.zoom(one.zoom, one.at);
        else if ('pan' in one) viewport.pan(one.pan);
        else viewport.scrollTo(one.scroll);
        const { from, to } = viewport.range;
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(1e6 + 1e-6);
        expect(to - from).toBeGreaterThanOrEqual(9.99);
        expect(viewport.top).toBeGreaterThanOrEqual(0);
        expect(viewport.top).toBeLessThanOrEqual(30 * LEVEL_HEIGHT - 200);
      }
    }),
  );
});

test('a level or a part out of view is brought into it, one in view leaves it alone', () => {
  const viewport = new FlameViewport(1000, 100);
  viewport.setHeight(200);
  viewport.showLevel(5);
  expect(viewport.top).toBe(0);
  viewport.showLevel(20);
  expect(viewport.top).toBe(21 * LEVEL_HEIGHT - 200);
  viewport.setRange({ from: 0, to: 100 });
  viewport.showPart({ from: 90, to: 300 });
  expect(viewport.range.from).toBe(0);
  viewport.showPart({ from: 500, to: 520 });
  expect(viewport.range).toEqual({ from: 460, to: 560 });
});

test('the scroll bar reaches the last of a million levels', () => {
  const viewport = new FlameViewport(1000, 1_000_000);
  viewport.setHeight(500);
  viewport.scrolledTo(viewport.scrollHeight - 500);
  expect(viewport.top).toBe(1_000_000 * LEVEL_HEIGHT - 500);
});
