import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEngine } from '@clew/engine';
import { batchOf, parseTraceId, type Span, SpanBatchReader, spanObject } from '@clew/model';
import { spanOf } from '@clew/storage/conformance';
import { afterEach, describe, expect, test } from 'vitest';
import { StoredTraces } from '../query/stored-traces.ts';
import { Archive } from './archive.ts';

const CONTEXT = { tenant: '' };
const ID = parseTraceId('1') as Uint8Array;
const nothing = (): void => undefined;

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'clew-archive-'));
  closers.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

function archiveIn(dataDir: string, storage: 'embedded' | 'memory' = 'embedded'): Archive {
  const archive = new Archive({ storage, dataDir }, nothing);
  closers.push(() => archive.close());
  return archive;
}

async function spansIn(reader: Pick<StoredTraces, 'trace'>): Promise<Span[]> {
  const batch = await reader.trace(ID, CONTEXT);
  return batch === undefined ? [] : [...new SpanBatchReader(batch).spans()].map(spanObject);
}

describe('an archive', () => {
  test('makes its folder with the first trace, once for several at the same time', async () => {
    const dataDir = temporaryDirectory();
    const archive = archiveIn(dataDir);
    expect(await archive.opened()).toBeUndefined();
    expect(existsSync(join(dataDir, 'archive'))).toBe(false);
    const engines = await Promise.all([archive.open(), archive.open(), archive.opened()]);
    expect(new Set(engines).size).toBe(1);
    expect(existsSync(join(dataDir, 'archive', 'lock'))).toBe(true);
  });

  test('gives a trace back after retention has dropped it and both were opened again', async () => {
    const dataDir = temporaryDirectory();
    let now = 1_795_451_575_000;
    const openStore = () => openEngine({ dataDir, retentionMillis: 60_000, now: () => now });
    const spans = [spanOf({ id: 1 }), spanOf({ id: 2, at: 1 })];
    const store = await openStore();
    await store.write(batchOf(spans), CONTEXT);
    await store.write(batchOf([spanOf({ trace: 2 })]), CONTEXT);
    await store.flush();
    const archive = archiveIn(dataDir);
    expect(await new StoredTraces(store, { archive }).archive(ID, CONTEXT)).toBe(true);
    await store.close();
    await archive.close();

    now += 3_600_000;
    const later = await openStore();
    closers.push(() => later.close());
    expect(later.stats()).toMatchObject({ segmentSpans: 0, headSpans: 0 });
    expect(await spansIn(later)).toEqual([]);
    expect(await spansIn(new StoredTraces(later, { archive: archiveIn(dataDir) }))).toEqual(spans);
  });

  test('in memory needs no folder', async () => {
    const archive = archiveIn('/nowhere', 'memory');
    expect(await archive.opened()).toBeUndefined();
    await (await archive.open()).write(batchOf([spanOf()]), CONTEXT);
    expect(await spansIn(await archive.open())).toEqual([spanOf()]);
  });

  test('says what is wrong with its folder, and is opened when that is right again', async () => {
    const dataDir = temporaryDirectory();
    writeFileSync(join(dataDir, 'archive'), 'a file');
    const archive = archiveIn(dataDir);
    await expect(archive.open()).rejects.toMatchObject({
      code: 'CLEW_STORE_WRITE_FAILED',
      message: expect.stringContaining(join(dataDir, 'archive')),
    });
    rmSync(join(dataDir, 'archive'));
    expect(await archive.open()).toBeDefined();
  });

  test('opens nothing any more once it is closed', async () => {
    const archive = archiveIn(temporaryDirectory());
    await archive.close();
    await expect(archive.open()).rejects.toMatchObject({ code: 'CLEW_STORE_CLOSED' });
  });
});
