// The contract as a test suite.
import { describe, test } from 'vitest';
import type { SpanStore } from '../span-store.ts';
import { contractChecks, holdsFor } from './contract-checks.ts';
import { type StoreFormOptions, storeForms } from './store-form.ts';

/** How to run the suite. */
export interface ConformanceOptions<Store extends SpanStore> extends StoreFormOptions<Store> {
  /** Milliseconds for one promise; default 30,000. */
  readonly timeout?: number;
}

/**
 * Declares a test for each promise of the storage contract, in each form that the store can be
 * brought into.
 * @param name what the store is called in the tests' names
 * @param open gives an empty store of its own to each test; the suite closes it
 */
export function storeConformance<Store extends SpanStore>(
  name: string,
  open: () => Promise<Store>,
  options: ConformanceOptions<Store> = {},
): void {
  const { timeout = 30_000 } = options;
  // In loops, since `test.each` would cut the promises short.
  for (const form of storeForms(options)) {
    describe(`${name}, ${form.name},`, () => {
      for (const check of contractChecks) {
        test(check.promise, { timeout }, () => holdsFor(check, open, form));
      }
    });
  }
}
