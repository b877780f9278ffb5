import { expect, test } from 'vitest';
import { InFlightBudget } from './in-flight-budget.ts';

test('no more than the limit is reserved, and what is released can be had again', () => {
  const budget = new InFlightBudget(100);
  const first = budget.open();
  const second = budget.open();
  expect([first.grow(60), first.grow(10), second.grow(31), second.grow(30)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect([budget.used, budget.allows(1)]).toEqual([100, false]);
  first.release();
  first.release();
  expect([budget.used, budget.allows(70)]).toEqual([30, true]);
});
