import fc from 'fast-check';
import { expect, test } from 'vitest';
import { doNow } from '../data/turns.ts';
import { sortRows } from './sort-rows.ts';

const number = fc.oneof(fc.double(), fc.integer({ min: -3, max: 3 }), fc.constantFrom(-0, 0));

test('rows come in the order of their keys, equal ones as they were, those without a key last', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 60 }), fc.boolean(), (values, isDescending) => {
      const keys = Float64Array.from(values);
      const rows = Int32Array.from(values.keys()).reverse();
      const expected = [...rows]
        .filter((row) => !Number.isNaN(keys[row]))
        .sort((a, b) => {
          const [x = 0, y = 0] = [keys[a], keys[b]];
          return (x < y ? -1 : x > y ? 1 : 0) * (isDescending ? -1 : 1);
        });
      const missing = [...rows].filter((row) => Number.isNaN(keys[row]));
      expect([...doNow(sortRows(rows, keys, isDescending))]).toEqual([...expected, ...missing]);
    }),
  );
});
