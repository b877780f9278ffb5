import { expect, test } from 'vitest';
import { RecentWrites } from './recent-writes.ts';

const START = Date.UTC(2026, 10, 23);

test('spans stand in the interval of their write, and the one under way is not told yet', () => {
  const recent = new RecentWrites(START);
  recent.add(START, 3, true);
  recent.add(START + 4_999, 4, true);
  recent.add(START + 5_000, 10, false);
  recent.add(START + 15_000, 99, true);
  expect(recent.read(START + 19_999)).toEqual({
    end: `${START + 15_000}000000`,
    interval: '5000000000',
    stored: [7, 0, 0],
    failed: [0, 10, 0],
  });
});

test('ten minutes are kept, also after a pause of any length', () => {
  const recent = new RecentWrites(START);
  for (let i = 0; i < 300; i++) recent.add(START + i * 5_000, i + 1, true);
  const { stored } = recent.read(START + 300 * 5_000);
  expect(stored).toEqual(Array.from({ length: 120 }, (_, i) => 181 + i));
  const later = recent.read(START + 5_000_000_000);
  expect(later.stored).toEqual(new Array(120).fill(0));
});

test('a clock that is set back loses no span', () => {
  const recent = new RecentWrites(START);
  recent.add(START + 5_000, 1, true);
  recent.add(START, 2, true);
  expect(recent.read(START).stored).toEqual([0]);
  expect(recent.read(START + 10_000).stored).toEqual([0, 3]);
});
