import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRecent, type RecentSearch, withRecent } from './recent-searches.ts';

const search = (q: string, lookback = '1h'): RecentSearch => ({ q, lookback, start: '', end: '' });

test('a search that is made again moves to the top, and is there once', () => {
  const list = ['{ .a = 1 }', '{ .b = 2 }', ' { .a = 1 } '].reduce<readonly RecentSearch[]>(
    (before, q) => withRecent(before, search(q)),
    [],
  );
  expect(list).toEqual([search('{ .a = 1 }'), search('{ .b = 2 }')]);
  expect(withRecent(list, search('{ .a = 1 }', '6h'))).toHaveLength(3);
});

test('twenty are kept', () => {
  let list: readonly RecentSearch[] = [];
  for (let i = 0; i < 30; i++) list = withRecent(list, search(`{ .a = ${i} }`));
  expect(list).toHaveLength(20);
  expect(list[0]?.q).toBe('{ .a = 29 }');
});

test('what is stored is read back, and whatever else stands there is left out', () => {
  const list = [search('{ .a = 1 }'), search('{ .b = 2 }', '2d')];
  expect(parseRecent(JSON.stringify(list))).toEqual(list);
  expect(parseRecent(JSON.stringify([1, null, { q: 5 }, ...list]))).toEqual(list);
  expect(parseRecent(null)).toEqual([]);
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      for (const one of parseRecent(text)) expect(typeof one.q).toBe('string');
    }),
  );
});
