import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ticks, tickTexts } from './ticks.ts';

test.each([
  [0, 5_106_000, 6, [0, 1e6, 2e6, 3e6, 4e6, 5e6]],
  [0, 381_976_000, 5, [0, 1e8, 2e8, 3e8]],
  [0, 120e9, 5, [0, 30e9, 60e9, 90e9, 120e9]],
  [250, 1_000, 4, [400, 600, 800, 1000]],
])('from %d to %d ns in %d marks', (from, to, most, expected) => {
  expect(ticks(from, to, most)).toEqual(expected);
});

test('a span without length has one mark', () => {
  expect(ticks(0, 0, 5)).toEqual([0]);
});

test('there are never too many marks, nor one out of range', () => {
  const time = fc.integer({ min: 0, max: 2 ** 52 });
  fc.assert(
    fc.property(time, time, fc.integer({ min: 1, max: 20 }), (from, length, most) => {
      const marks = ticks(from, from + length, most);
      expect(marks.length).toBeLessThanOrEqual(most + 1);
      for (const mark of marks) {
        expect(mark).toBeGreaterThanOrEqual(from);
        expect(mark).toBeLessThanOrEqual(from + length);
      }
    }),
  );
});

test('marks say their time, and what they add to the first where that would read the same', () => {
  const millis = (nanos: number) => `${Math.round(nanos / 1e6)} ms`;
  expect(tickTexts([0, 1e6, 2e6], millis)).toEqual(['0', '1 ms', '2 ms']);
  const precise = (nanos: number) => (nanos < 1e6 ? `${nanos / 1e3} µs` : millis(nanos));
  expect(tickTexts([274e6, 274.2e6, 274.4e6], precise)).toEqual(['274 ms', '+200 µs', '+400 µs']);
});
