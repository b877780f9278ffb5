import { utf8Encode } from '@clew/model';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NameTable } from './name-table.ts';

test('names are numbered as they come up, whatever is in them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 6 }), { maxLength: 200 }),
      (names) => {
        const table = new NameTable(false);
        const known = [...new Set(names)];
        for (const name of names) {
          const number = table.number(utf8Encode(name));
          expect(number).toBe(known.indexOf(name));
          expect(table.text(number)).toBe(name);
        }
        expect(table.size).toBe(known.length);
      },
    ),
  );
});

test.each([
  ['import row 19999', 'import row #'],
  ['GET /v1/orders/42/items', 'GET /v#/orders/#/items'],
  ['user 7b0c2c1e-90ab-4fd2-8c3e-1f2a3b4c5d6e', 'user #'],
  ['commit 9f86d081884c7d65', 'commit #'],
  ['查询商品 421', '查询商品 #'],
  ['decade facade', 'decade facade'],
  ['select_goods', 'select_goods'],
  ['', ''],
])('%s is merged as %s', (name, pattern) => {
  const table = new NameTable(true);
  expect(table.text(table.number(utf8Encode(name)))).toBe(pattern);
});

test('names that differ by numbers alone have one number', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (one, other) => {
      const table = new NameTable(true);
      expect(table.number(utf8Encode(`row ${one}!`))).toBe(
        table.number(utf8Encode(`row ${other}!`)),
      );
    }),
  );
});
