import { expect, test } from 'vitest';
import { bytesText } from './bytes.ts';

const text = (bytes: number): string => bytesText(bytes, (value, digits) => value.toFixed(digits));

test('bytes have three digits and the unit that fits', () => {
  expect([0, 999, 1000, 12_345, 345_678, 20e9, 1.254e12].map(text)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '12.3 kB',
    '346 kB',
    '20 GB',
    '1.25 TB',
  ]);
});

test('what rounds to a thousand is one of the next unit', () => {
  expect([999_499, 999_600, 999_999_999].map(text)).toEqual(['999 kB', '1 MB', '1 GB']);
});
