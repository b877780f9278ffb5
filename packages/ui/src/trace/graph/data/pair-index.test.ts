import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepLargest } from './keep-largest.ts';
import { PairIndex } from './pair-index.ts';

test('pairs are numbered as they come up, the same pair with the same number', () => {
  const half = fc.oneof(fc.integer({ min: -1, max: 40 }), fc.integer());
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { maxLength: 300 }), (pairs) => {
      const index = new PairIndex();
      const known = new Map<string, number>();
      for (const [first, second] of pairs) {
        const key = `${first} ${second}`;
        const number = known.get(key) ?? known.size;
        known.set(key, number);
        expect(index.number(first, second)).toBe(number);
        expect([index.firstOf(number), index.secondOf(number)]).toEqual([first, second]);
      }
      expect(index.size).toBe(known.size);
    }),
  );
});

test('as many as were asked for are kept, and none that is smaller than one that is not', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 40 }), fc.nat(20), (weights, most) => {
      const kept = keepLargest(Float64Array.from(weights), most);
      const byWeight = weights.map((weight, i) => [weight, -i] as const);
      const first = byWeight.sort((a, b) => b[0] - a[0] || b[1] - a[1]).slice(0, most);
      expect(new Set(weights.flatMap((_, i) => (kept[i] === 1 ? [i] : [])))).toEqual(
        new Set(first.map(([, negative]) => -negative)),
      );
    }),
  );
});
