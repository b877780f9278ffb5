import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExtraIndex } from './extra-index.ts';
import { Extra } from './span-batch-layout.ts';

const fields = [Extra.traceState, Extra.warning, Extra.droppedLinks] as const;
const row = fc.record({
  field: fc.constantFrom(...fields),
  owner: fc.nat(12),
  value: fc.nat(1000),
});
const question = fc.record({ field: fc.constantFrom(...fields), owner: fc.nat(13) });

test('an owner has its values in the order in which they came, whatever was asked before', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), fc.array(question), (rows, asked) => {
      const extra = rows.flatMap(({ field, owner, value }) => [field, owner, value]);
      const index = new ExtraIndex(Uint32Array.from(extra));
      for (const { field, owner } of asked) {
        const expected = rows.filter((one) => one.field === field && one.owner === owner);
        expect(index.values(field, owner)).toEqual(expected.map(({ value }) => value));
      }
    }),
    { numRuns: 500 },
  );
});
