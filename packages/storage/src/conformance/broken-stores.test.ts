import { describe, expect, test } from 'vitest';
import { ReferenceStore } from '../reference/index.ts';
import { brokenStores } from './broken-stores.ts';
import { contractChecks, holdsFor } from './contract-checks.ts';
import { differ } from './differential.ts';

describe('the conformance suite', () => {
  test.each(brokenStores)('finds a store that $fault', async ({ breaks, open }) => {
    const [check, ...others] = contractChecks.filter((one) => one.promise.startsWith(breaks));
    expect(others).toEqual([]);
    if (check === undefined) throw new Error(`no promise begins with "${breaks}"`);
    await holdsFor(check, async () => new ReferenceStore());
    await expect(holdsFor(check, open)).rejects.toThrow();
  });

  test('says each promise once', () => {
    const promises = contractChecks.map((one) => one.promise);
    expect(new Set(promises).size).toBe(promises.length);
  });
});

describe('the differential test', () => {
  test.each(brokenStores.filter((one) => one.differs))(
    'finds a store that $fault',
    { timeout: 60_000 },
    async ({ open }) => {
      await expect(differ(open, { runs: 300, seed: 1 })).rejects.toThrow('Property failed');
    },
  );
});
