import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { duration, lookback } from './duration-reader.ts';
import { UnreadableError } from './parameters.ts';

describe('a duration', () => {
  test.each([
    ['0', 0n],
    ['0s', 0n],
    ['1ns', 1n],
    ['100us', 100_000n],
    ['100µs', 100_000n],
    ['100μs', 100_000n],
    ['20ms', 20_000_000n],
    ['1.5s', 1_500_000_000n],
    ['.5s', 500_000_000n],
    ['1.s', 1_000_000_000n],
    ['+2m', 120_000_000_000n],
    ['1h30m', 5_400_000_000_000n],
    ['1h0m0.000000001s', 3_600_000_000_001n],
    ['0.3ns', 0n],
    ['9223372036854775807ns', 9_223_372_036_854_775_807n],
  ])('%s reads as Go reads it', (text, nanos) => {
    expect(duration(text)).toBe(nanos);
  });

  test.each([
    ...['', '1', '100', '-1s', '1x', '1hm', 's', '.s', '.', '1 s', '1s ', 'Infinity', '1e3s'],
    ...['9223372036854775808ns', '1d', '1S', '__proto__', '1constructor', '+', '++1s'],
    '9'.repeat(5000),
    `${'9'.repeat(5000)}s`,
  ])('%j is refused', (text) => {
    expect(() => duration(text)).toThrow(UnreadableError);
  });

  test('in whole units is exact, however long', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_223_372_036n }), (seconds) => {
        expect(duration(`${seconds}s`)).toBe(seconds * 1_000_000_000n);
      }),
    );
  });
});

describe('the lookback of a search', () => {
  test.each([
    ['1h', 3_600_000_000_000n],
    ['2d', 172_800_000_000_000n],
    ['4w', 2_419_200_000_000_000n],
  ])('%s is as in the UI of Jaeger', (text, nanos) => {
    expect(lookback(text)).toBe(nanos);
  });

  test.each(['custom', '3600000', '-1h', '1y'])('%s, which Jaeger ignores, is ignored', (text) => {
    expect(lookback(text)).toBeUndefined();
  });
});
