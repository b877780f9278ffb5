import type { ComparedTotals } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { formatOf } from '../../format/format.ts';
import { CHANGES, type Change, type ComparedPair, changeAt, changesOf } from './change.ts';
import { countText, differenceText, ratioText } from './difference-text.ts';
import { nodeCalls } from './node-calls.ts';
import { shownNodes } from './shown-nodes.ts';
import { topChanges } from './top-changes.ts';

const en = formatOf('en');

/** Totals of some spans each with so much time, all of it their own. */
function totals(...times: readonly (number | undefined)[]): ComparedTotals {
  const time = Float64Array.from(times, (one) => one ?? 0);
  const count = Uint32Array.from(times, (one) => (one === undefined ? 0 : 1));
  return { count, errors: new Uint32Array(times.length), total: time, self: time };
}

// As before, slower, faster, new, gone, and slower by less than 10.
const pair: ComparedPair = {
  a: totals(50, 20, 100, undefined, 7, 50),
  b: totals(50, 60, 10, 3, undefined, 59),
};

describe('a change', () => {
  test('is slower or faster from a difference on, and new or gone whatever it took', () => {
    const changes = [0, 1, 2, 3, 4, 5].map((at) => changeAt(pair, 'self', at, 10));
    expect(changes).toEqual(['same', 'slower', 'faster', 'new', 'gone', 'same']);
    expect(changeAt(pair, 'total', 5, 9)).toBe('slower');
    expect(changeAt(pair, 'total', 0, 0)).toBe('same');
  });

  test('contributes the more the more time of its own it adds or saves', () => {
    const found = topChanges(pair, 6, 10, 3);
    expect(found).toEqual([
      { operation: 2, change: 'faster', difference: -90 },
      { operation: 1, change: 'slower', difference: 40 },
      { operation: 4, change: 'gone', difference: -7 },
    ]);
    expect(topChanges(pair, 6, 10, 9).length).toBe(4);
  });
});

describe('nodes that are shown', () => {
  // 0 > 1 > 2 (slower), 0 > 3, 4 > 5 (new)
  const tree = { count: 6, parent: Int32Array.of(-1, 0, 1, 0, -1, 4) };
  const kinds: readonly Change[] = ['same', 'same', 'slower', 'same', 'same', 'new'];
  const changes = Uint8Array.from(kinds, (change) => CHANGES.indexOf(change));

  test('are all, what changed or what one trace has alone, each with what it stands under', () => {
    expect([...shownNodes(tree, changes, 'all')]).toEqual([1, 1, 1, 1, 1, 1]);
    expect([...shownNodes(tree, changes, 'changed')]).toEqual([1, 1, 1, 0, 1, 1]);
    expect([...shownNodes(tree, changes, 'structure')]).toEqual([0, 0, 0, 0, 1, 1]);
  });

  test('have a change each', () => {
    expect([...changesOf(pair, 6, 10)]).toEqual([0, 1, 2, 3, 4, 0]);
  });
});

describe('a difference in words', () => {
  test.each([
    [38e6, '+38 ms'],
    [-4e3, '−4 µs'],
    [0, '0'],
  ])('of %d ns is %s', (nanos, text) => {
    expect(differenceText(nanos, en)).toBe(text);
  });

  test.each([
    [10, 32, '3.2×'],
    [10, 14, '+40%'],
    [100, 104.26, '+4.3%'],
    [100, 31, '−69%'],
    [0, 5, ''],
    [5, 0, ''],
    [5, 5, ''],
  ])('from %d to %d is “%s”', (before, after, text) => {
    expect(ratioText(before, after, en)).toBe(text);
  });

  test('of counts has its sign', () => {
    expect([countText(3, en), countText(-1_200, en), countText(0, en)]).toEqual([
      ...['+3', '−1,200', '0'],
    ]);
  });

  test('of calls is how many were merged, or which one it is', () => {
    const side = (count: number) => ({ count: Uint32Array.of(count) });
    const tree = (a: number, b: number, nth: number) => ({
      ...{ a: side(a), b: side(b), nth: Uint32Array.of(nth) },
    });
    expect(nodeCalls(tree(3, 9, 1), 0)).toBe('3 → 9');
    expect(nodeCalls(tree(0, 1, 2), 0)).toBe('#2');
    expect(nodeCalls(tree(1, 1, 1), 0)).toBe('');
  });
});
