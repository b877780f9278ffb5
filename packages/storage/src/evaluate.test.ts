import { utf8Encode } from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spanOf } from './conformance/sample-spans.ts';
import {
  compareUtf8,
  compareValues,
  matchesSpan,
  type SpanExpression,
  satisfies,
} from './index.ts';

describe('the order of texts', () => {
  test('is that of their UTF-8 bytes, for every text', () => {
    const text = fc.string({
      unit: fc.constantFrom('', 'a', 'b', 'é', '界', '\ue000', '！', '🧶', '🧵'),
    });
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(
          Math.sign(Buffer.compare(utf8Encode(a), utf8Encode(b))),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the order of numbers', () => {
  test('is exact between int64 and double, where either cannot hold the other', () => {
    expect(compareValues(2n ** 53n + 1n, 2 ** 53)).toBe(1);
    expect(compareValues(2 ** 53, 2n ** 53n + 1n)).toBe(-1);
    expect(compareValues(2n ** 63n - 1n, 2 ** 63)).toBe(-1);
    expect(compareValues(1n, 1)).toBe(0);
    expect(compareValues(-0, 0n)).toBe(0);
    expect(compareValues(1n, 1.0000000000000002)).toBe(-1);
  });

  test('holds for every int64 and double as their difference says', () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    // Integers that a double holds, near the first, to compare with in whole numbers.
    fc.assert(
      fc.property(int64, fc.integer({ min: -2000, max: 2000 }), (value, offset) => {
        const near = Number(value) + offset;
        const difference = value - BigInt(near);
        expect(compareValues(value, near)).toBe(Number(difference > 0n) - Number(difference < 0n));
      }),
      { numRuns: 2000 },
    );
  });

  test('does not know NaN', () => {
    expect(compareValues(Number.NaN, Number.NaN)).toBeUndefined();
    expect(compareValues(1n, Number.NaN)).toBeUndefined();
    expect(satisfies(Number.NaN, '!=', 1)).toBe(false);
    expect(satisfies(1, '!=', Number.NaN)).toBe(false);
  });
});

describe('a comparison', () => {
  test('is never satisfied by a value of another type', () => {
    const values = ['1', 1n, 1, true, null, Uint8Array.of(1), [1], { entries: [] }];
    const satisfied = (wanted: string | number | bigint | boolean) =>
      values.filter((value) => compareValues(value, wanted) !== undefined);
    expect(satisfied('1')).toEqual(['1']);
    expect(satisfied(1)).toEqual([1n, 1]);
    expect(satisfied(1n)).toEqual([1n, 1]);
    expect(satisfied(true)).toEqual([true]);
  });

  test('of booleans is by equality only', () => {
    expect(satisfies(true, '>', false)).toBe(false);
    expect(satisfies(true, '>=', true)).toBe(false);
    expect(satisfies(true, '!=', false)).toBe(true);
  });
});

describe('a condition on a span', () => {
  test('can be nested a thousand deep', () => {
    let expression: SpanExpression = { op: 'name', is: '=', value: 'operation' };
    for (let depth = 0; depth < 1000; depth++) {
      expression = { op: 'and', of: [{ op: 'not', of: { op: 'not', of: expression } }] };
    }
    expect(matchesSpan(expression, spanOf())).toBe(true);
  });
});
