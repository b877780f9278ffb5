import { afterEach, expect, test, vi } from 'vitest';
import { randomInt32 } from './random-id.ts';

afterEach(() => {
  vi.doUnmock('node:crypto');
  vi.resetModules();
});

test('random numbers are never zero, and every bit of them is as often set as not', () => {
  const counts = new Array<number>(32).fill(0);
  for (let i = 0; i < 20_000; i++) {
    const value = randomInt32();
    expect(value).not.toBe(0);
    for (let bit = 0; bit < 32; bit++) counts[bit] = (counts[bit] ?? 0) + ((value >>> bit) & 1);
  }
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(600);
});

/** xoshiro128** as its authors wrote it, in numbers that do not overflow. */
function* xoshiro128(seed: readonly number[]): Generator<number> {
  const MASK = 0xffff_ffffn;
  const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & MASK;
  let [a, b, c, d] = seed.map((word) => BigInt(word >>> 0)) as [bigint, bigint, bigint, bigint];
  for (;;) {
    yield Number(BigInt.asIntN(32, rotate((b * 5n) & MASK, 7n) * 9n));
    const t = (b << 9n) & MASK;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotate(d, 11n);
  }
}

test.each([[[1, 2, 3, 4]], [[-1, 0, 0x8000_0000 | 0, 0x7fff_ffff]], [[0, 0, 0, 1]]])(
  'from the seed %j it gives what the algorithm gives, but 1 for 0',
  async (seed) => {
    vi.resetModules();
    vi.doMock('node:crypto', () => ({
      randomFillSync(words: Int32Array): Int32Array {
        words.set(seed);
        return words;
      },
    }));
    const { randomInt32: seeded } = await import('./random-id.ts');
    const reference = xoshiro128(seed);
    for (let i = 0; i < 1000; i++) {
      const expected = reference.next().value as number;
      expect(seeded()).toBe(expected === 0 ? 1 : expected);
    }
  },
);

test('a system whose first random bytes are all zero is asked again', async () => {
  vi.resetModules();
  let calls = 0;
  vi.doMock('node:crypto', () => ({
    randomFillSync(words: Int32Array): Int32Array {
      if (++calls > 1) words.set([5, 6, 7, 8]);
      return words;
    },
  }));
  const { randomInt32: seeded } = await import('./random-id.ts');
  const ids = Array.from({ length: 100 }, () => seeded());
  expect(calls).toBe(2);
  expect(new Set(ids).size).toBeGreaterThan(95);
});

test('each process that loads it is seeded by the system on its own', async () => {
  const load = async (): Promise<number[]> => {
    vi.resetModules();
    const { randomInt32: fresh } = await import('./random-id.ts');
    return Array.from({ length: 8 }, () => fresh());
  };
  expect(new Set([...(await load()), ...(await load())]).size).toBe(16);
});
