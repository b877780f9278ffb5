import { expect, test } from 'vitest';
import { RecentBodies } from './recent-bodies.ts';

test('the oldest body is forgotten first, and each after a while', () => {
  let now = 0;
  const recent = new RecentBodies<number>({ bodies: 2, millis: 100, now: () => now });
  const answer = Promise.resolve(1);
  recent.remember('a', answer);
  recent.remember('b', answer);
  now = 50;
  recent.remember('c', answer);
  expect(['a', 'b', 'c'].map((key) => recent.find(key) === answer)).toEqual([false, true, true]);
  now = 100;
  expect(['b', 'c'].map((key) => recent.find(key) === answer)).toEqual([false, true]);
});

test('bodies are known by what they hold and by their sender', () => {
  const recent = new RecentBodies<number>({ bodies: 1, millis: 1 });
  const keys = [
    recent.keyOf('x', Uint8Array.of(1, 2)),
    recent.keyOf('x', Uint8Array.of(2, 1)),
    recent.keyOf('y', Uint8Array.of(1, 2)),
  ];
  expect(new Set(keys).size).toBe(3);
  expect(recent.keyOf('x', Uint8Array.of(0, 1, 2).subarray(1))).toBe(keys[0]);
});
