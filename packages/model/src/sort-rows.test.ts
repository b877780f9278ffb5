import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortRows } from './sort-rows.ts';
import { atOnce, ROWS_A_STEP } from './steps.ts';

/** Rows in order of keys, and how often keys were compared in the step that compared most. */
function sorted(keys: readonly number[]): { readonly rows: readonly number[]; most: number } {
  let compared = 0;
  let most = 0;
  const compare = (a: number, b: number): number => {
    compared++;
    return (keys[a] as number) - (keys[b] as number);
  };
  const steps = sortRows(Uint32Array.from(keys.keys()), compare);
  for (;;) {
    compared = 0;
    const step = steps.next();
    most = Math.max(most, compared);
    if (step.done === true) return { rows: [...step.value], most };
  }
}

function expected(keys: readonly number[]): readonly number[] {
  return [...keys.keys()].sort((a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
}

test('rows come in order, equal ones as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30), { maxLength: 200 }), (keys) => {
      expect(sorted(keys).rows).toEqual(expected(keys));
    }),
  );
});

test.each([
  ['in order', (index: number) => index],
  ['in the opposite order', (index: number) => -index],
  ['in runs', (index: number) => index % 9_973],
  ['in no order', (index: number) => Math.imul(index, 0x9e3779b1) >>> 7],
  ['all alike', () => 0],
])('of 50,000 rows %s no step compares many', (_name, keyOf) => {
  const keys = Array.from({ length: 50_000 }, (_, index) => keyOf(index));
  const { rows, most } = sorted(keys);
  expect(rows).toEqual(expected(keys));
  // Runs that are made by insertion compare each row with a few others.
  expect(most).toBeLessThan(ROWS_A_STEP * 16);
});

test('no rows need no sorting', () => {
  expect(atOnce(sortRows(new Uint32Array(0), () => 0))).toEqual(new Uint32Array(0));
});
