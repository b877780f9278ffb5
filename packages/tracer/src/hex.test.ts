import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hex64, parseHex, withoutLeadingZeros } from './hex.ts';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

test('ids are the same after writing and reading them, with zeros in front or without', () => {
  fc.assert(
    fc.property(word, word, (high, low) => {
      const text = hex64(high, low);
      expect(text).toBe(
        BigInt.asUintN(64, (BigInt(high) << 32n) | BigInt(low >>> 0))
          .toString(16)
          .padStart(16, '0'),
      );
      for (const one of [text, text.toUpperCase(), withoutLeadingZeros(text)]) {
        expect(parseHex(one, 2)).toEqual([high, low]);
        expect(parseHex(one, 4)).toEqual([0, 0, high, low]);
      }
    }),
  );
});

test('what is no number of that length is none', () => {
  for (const text of ['', 'g', '0x1', ' 1', '-1', '1'.repeat(17), 'é', '１']) {
    expect(parseHex(text, 2)).toBeUndefined();
  }
  expect(parseHex('0', 2)).toEqual([0, 0]);
});
