import { expect, test } from 'vitest';
import { durationText, parseDuration } from './duration.ts';

const plain = (value: number, digits: number) => value.toFixed(digits);

test.each([
  [0, '0 ns'],
  [340, '340 ns'],
  [999.4, '999 ns'],
  [1_230, '1.23 µs'],
  [12_340, '12.3 µs'],
  [999_960, '1 ms'],
  [4_484_000, '4.48 ms'],
  [5_000_000, '5 ms'],
  [381_976_000, '382 ms'],
  [1_500_000_000, '1.50 s'],
  [59_990_000_000, '60 s'],
  [125_000_000_000, '2 m 5 s'],
  [3_600_000_000_000, '1 h'],
  [90_000_000_000_000, '1 d 1 h'],
  [-1_000, '−1 µs'],
])('%d ns reads %s', (nanos, text) => {
  expect(durationText(nanos, plain)).toBe(text);
});

test.each([
  ['1.5s', 1.5e9],
  ['20ms', 2e7],
  ['100us', 1e5],
  ['1m30s', 9e10],
  ['.5s', 5e8],
  ['1h 2m', 3.72e12],
  ['0', 0],
])('%s is understood as Go writes it', (text, nanos) => {
  expect(parseDuration(text)).toBe(nanos);
});

test.each(['', '10', 'ms', '1.5 parsecs', '10ms!', '-1s'])('"%s" is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
