import { expect, test } from 'vitest';
import { BufferPool } from './buffer-pool.ts';

const KIB = 1024;

test('lends the memory again that came back, and no memory twice at once', () => {
  const pool = new BufferPool(1024 * KIB);
  const first = pool.take(100 * KIB);
  const second = pool.take(100 * KIB);
  expect(first).toHaveLength(100 * KIB);
  expect(second.buffer).not.toBe(first.buffer);
  pool.giveBack(first);
  pool.giveBack(first);
  expect(pool.take(120 * KIB).buffer).toBe(first.buffer);
  expect(pool.take(120 * KIB).buffer).not.toBe(first.buffer);
});

test('keeps no more than it may, nothing huge, and nothing that it did not lend', () => {
  const pool = new BufferPool(64 * KIB);
  const small = [pool.take(10), pool.take(10)] as const;
  for (const one of small) pool.giveBack(one);
  expect(pool.take(10).buffer).toBe(small[0].buffer);
  expect(pool.take(10).buffer).not.toBe(small[1].buffer);
  const huge = pool.take(5000 * KIB);
  pool.giveBack(huge);
  expect(pool.take(5000 * KIB).buffer).not.toBe(huge.buffer);
  const foreign = new Uint8Array(64 * KIB);
  pool.giveBack(foreign);
  expect(pool.take(10).buffer).not.toBe(foreign.buffer);
});
