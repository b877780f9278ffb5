import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doNow } from '../data/turns.ts';
import { textRanks } from './text-ranks.ts';

test('texts are ranked by code unit, also more of them than are sorted in one go', () => {
  const counts = fc.constantFrom(0, 1, 7, 4096, 4097, 20_000);
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 9_999 }), (count, step) => {
      const texts = Array.from({ length: count }, (_, i) => `t${(i * step * 2 + 1) % 65_537}`);
      const distinct = [...new Set(texts)];
      const ranks = doNow(textRanks(distinct));
      const byRank: string[] = [];
      for (const [index, text] of distinct.entries()) byRank[ranks[index] ?? -1] = text;
      expect(byRank).toEqual([...distinct].sort());
    }),
    { numRuns: 20 },
  );
});

test('numbers are ranked as numbers, unless one of them is none', () => {
  expect([...doNow(textRanks(['500', '42', '-1']))]).toEqual([500, 42, -1]);
  expect([...doNow(textRanks(['500', '42', 'none']))]).toEqual([1, 0, 2]);
});
