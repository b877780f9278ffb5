// Every promise of the storage contract, and how to try one on a store.
import type { SpanStore } from '../span-store.ts';
import { attributeConditionChecks } from './attribute-conditions.ts';
import { callChecks } from './calls.ts';
import { catalogChecks } from './catalog.ts';
import type { ContractCheck } from './contract-check.ts';
import { dependencyChecks } from './dependencies.ts';
import { duplicateChecks } from './duplicates.ts';
import { endpointLinkChecks } from './endpoint-links.ts';
import { fidelityChecks } from './fidelity.ts';
import { histogramChecks } from './histograms.ts';
import { linkConditionChecks } from './link-conditions.ts';
import { patternConditionChecks } from './pattern-conditions.ts';
import { searchConditionChecks } from './search-conditions.ts';
import { searchOrderChecks } from './search-orders.ts';
import { searchPageChecks } from './search-pages.ts';
import { searchRangeChecks } from './search-range.ts';
import { FormedStore, type StoreForm } from './store-form.ts';
import { traceAssemblyChecks } from './trace-assembly.ts';
import { volumeChecks } from './volume.ts';

/** Every promise of the storage contract, the quick ones first. */
export const contractChecks: readonly ContractCheck[] = [
  ...fidelityChecks,
  ...traceAssemblyChecks,
  ...duplicateChecks,
  ...searchRangeChecks,
  ...searchPageChecks,
  ...searchOrderChecks,
  ...searchConditionChecks,
  ...attributeConditionChecks,
  ...linkConditionChecks,
  ...patternConditionChecks,
  ...histogramChecks,
  ...catalogChecks,
  ...dependencyChecks,
  ...endpointLinkChecks,
  ...callChecks,
  ...volumeChecks,
];

/**
 * Tries a promise on a store that is opened for it and closed again.
 * @param open gives an empty store
 * @param form the form to bring the store into before it is read
 * @throws an assertion error when the store breaks the promise, and whatever the store throws
 */
export async function holdsFor<Store extends SpanStore>(
  check: ContractCheck,
  open: () => Promise<Store>,
  form: StoreForm<Store> = { name: 'as written' },
): Promise<void> {
  const opened = await open();
  const store = form.change === undefined ? opened : new FormedStore(opened, form.change);
  try {
    await check.holds(store);
  } finally {
    await store.close();
  }
}
