import { batchOf, type Span } from '@clew/model';
import { describe, expect, test, vi } from 'vitest';
import { ReferenceStore } from '../reference/index.ts';
import { type BrokenStore, brokenStores, RecordingStore } from './broken-stores.ts';
import { contractChecks, holdsFor } from './contract-checks.ts';
import { differ } from './differential.ts';
import { richSpan } from './sample-spans.ts';
import { storeForms } from './store-form.ts';
import { volumeChecks } from './volume.ts';

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
      const found = differ(open, { runs: 300, seed: 1, shrink: false });
      await expect(found).rejects.toThrow('Property failed');
    },
  );

  test('prints the seed and the steps of a failure', async () => {
    const [{ open }] = brokenStores.filter((one) => one.fault === 'drops warnings') as [
      BrokenStore,
    ];
    const found = differ(open, { seed: 1 });
    await expect(found).rejects.toThrow(/\{ seed: 1, path: "[\d:]+"[\s\S]*"op":"write"/);
  });
});

describe('the forms of a store', () => {
  const open = async () => new RecordingStore();
  const reopened = async (store: RecordingStore, spans: readonly Span[]) => {
    await store.close();
    const again = new RecordingStore();
    await again.write(batchOf(spans), { tenant: '' });
    return again;
  };
  const reopen = (store: RecordingStore) => reopened(store, store.written);
  const reopenWithoutLast = (store: RecordingStore) => reopened(store, store.written.slice(0, -1));
  const sealed = vi.fn<(store: RecordingStore) => Promise<void>>(async () => undefined);

  const timeout = 30_000;
  test('show the suite a store that was sealed, opened again, or both, before it is read', {
    timeout,
  }, async () => {
    const forms = storeForms({ seal: sealed, reopen });
    expect(forms.map((form) => form.name)).toEqual([
      'as written',
      'sealed',
      'opened again',
      'sealed and opened again',
    ]);
    for (const form of forms) {
      for (const check of contractChecks.filter((one) => !volumeChecks.includes(one))) {
        await holdsFor(check, open, form);
      }
    }
    expect(sealed).toHaveBeenCalled();
    await differ(open, { seal: sealed, reopen, runs: 20 });
  });

  test('show the suite a store that forgets when it is closed', async () => {
    const [asWritten, again] = storeForms({ reopen: reopenWithoutLast });
    const [check] = contractChecks;
    if (check === undefined) throw new Error('no checks');
    await holdsFor(check, open, asWritten);
    await expect(holdsFor(check, open, again)).rejects.toThrow();
    const found = differ(open, { reopen: reopenWithoutLast, seed: 1, shrink: false });
    await expect(found).rejects.toThrow('Property failed');
  });

  test('show the suite a store that seals wrongly', async () => {
    const seal = async (store: RecordingStore) => {
      const late = { ...richSpan, spanId: 'c1c2c3c4c5c6c7c8' };
      await store.write(batchOf([late]), { tenant: '' });
    };
    const [asWritten, whenSealed] = storeForms({ seal });
    const [check] = contractChecks;
    if (check === undefined) throw new Error('no checks');
    await holdsFor(check, open, asWritten);
    await expect(holdsFor(check, open, whenSealed)).rejects.toThrow();
    await expect(differ(open, { seal, seed: 1, shrink: false })).rejects.toThrow('Property failed');
  });
});
