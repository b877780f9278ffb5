import { expect, test } from 'vitest';
import { keyed } from './keyed.ts';

test('items that repeat get keys of their own', () => {
  const keys = keyed(['a', 'b', 'a'], (item) => item).map(({ key }) => key);
  expect(keys).toEqual(['a/0', 'b/0', 'a/1']);
});
