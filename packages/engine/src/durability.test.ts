// Loses power before every single operation of a run and looks whether what was acknowledged is there.
import { batchOf, SpanBatchReader } from '@clew/model';
import { ALL_TIME } from '@clew/storage';
import { spanOf } from '@clew/storage/conformance';
import { describe, expect, test } from 'vitest';
import { CrashFileSystem, type LossOfUnsynced, type SyncKind } from './files/crash-file-system.ts';
import { type Engine, openEngine } from './index.ts';
import { inlineSealer, type Sealer } from './seal/sealer.ts';

const context = { tenant: '' };

function open(files: CrashFileSystem): Promise<Engine> {
  return openEngine({ dataDir: '/data', files, sealer: inlineSealer, headBytes: 6000 });
}

/** Writes, seals, restarts; tells which traces were acknowledged before the power went. */
async function run(files: CrashFileSystem): Promise<ReadonlySet<number>> {
  const acknowledged = new Set<number>();
  const write = async (engine: Engine, number: number): Promise<void> => {
    await engine.write(batchOf([spanOf({ trace: number, id: 1 })]), context);
    acknowledged.add(number);
  };
  const engines: Engine[] = [];
  const start = async (): Promise<Engine> => {
    const engine = await open(files);
    engines.push(engine);
    return engine;
  };
  const work = async (): Promise<void> => {
    const engine = await start();
    for (let number = 1; number <= 8; number += 2) {
      await Promise.all([write(engine, number), write(engine, number + 1)]);
    }
    await engine.flush();
    for (let number = 9; number <= 11; number++) await write(engine, number);
    await engine.close();
    const again = await start();
    await write(again, 12);
    await again.close();
  };
  // The engine tries again and again to seal on a disk that is gone: nobody waits for that.
  await Promise.race([work().catch(() => undefined), files.lost]);
  await Promise.allSettled(engines.map((engine) => engine.close()));
  return acknowledged;
}

/** The traces that are there after a restart, each by its number. */
async function foundAfter(files: CrashFileSystem): Promise<Set<number>> {
  const engine = await open(files);
  const { traces } = await engine.search({ range: ALL_TIME, limit: 1000 }, context);
  const numbers = new Set<number>();
  for (const { traceId } of traces) {
    const batch = await engine.trace(Buffer.from(traceId, 'hex'), context);
    expect(batch && [...new SpanBatchReader(batch).spans()]).toHaveLength(1);
    numbers.add(Number.parseInt(traceId, 16));
  }
  await engine.close();
  return numbers;
}

/** The operations before which a power loss takes acknowledged spans, of all operations. */
async function losses(loss: LossOfUnsynced, ignored: readonly SyncKind[] = []): Promise<number[]> {
  const whole = new CrashFileSystem(undefined, new Set(ignored));
  await run(whole);
  const bad: number[] = [];
  for (let at = 0; at <= whole.operations; at++) {
    const files = new CrashFileSystem(at, new Set(ignored));
    const acknowledged = await run(files);
    try {
      const found = await foundAfter(files.afterPowerLoss(loss));
      if (![...acknowledged].every((number) => found.has(number))) bad.push(at);
    } catch {
      bad.push(at);
    }
  }
  return bad;
}

/** A sealer that never gets anywhere. */
const stuckSealer: Sealer = {
  seal: () => new Promise(() => undefined),
  close: () => Promise.resolve(),
};

test.each(['nothing', 'all'] as const)(
  'what was acknowledged on two days outlives a second crash before any operation of the restart, that takes %s unsynced',
  async (loss) => {
    const day = 86_400_000;
    let now = 100 * day;
    const clock = { dataDir: '/data', now: () => now };
    const before = new CrashFileSystem();
    const engine = await openEngine({ ...clock, files: before, sealer: stuckSealer });
    await engine.write(batchOf([spanOf({ trace: 1 })]), context);
    now += day;
    await engine.write(batchOf([spanOf({ trace: 2 })]), context);

    const bad: number[] = [];
    let whole = false;
    for (let at = 0; !whole; at++) {
      const files = before.afterPowerLoss(loss).withPowerLossAt(at);
      const restart = openEngine({ ...clock, files, sealer: inlineSealer });
      const running = restart.then((restarted) => restarted.flush());
      whole = await Promise.race([
        running.then(
          () => true,
          () => false,
        ),
        files.lost.then(() => false),
      ]);
      await restart.then((restarted) => restarted.close()).catch(() => undefined);
      const found = await foundAfter(files.afterPowerLoss(loss));
      if (!found.has(1) || !found.has(2)) bad.push(at);
    }
    expect(bad).toEqual([]);
  },
);

describe('what was acknowledged outlives a power loss before any operation', () => {
  test('that takes all that was not synced', async () => {
    expect(await losses('all')).toEqual([]);
  });

  test('or that takes nothing, as when the process is killed', async () => {
    expect(await losses('nothing')).toEqual([]);
  });

  test.each([1, 2, 3, 4])(
    'that takes some of what was not synced, differently each time (%i)',
    async (seed) => {
      expect(await losses({ seed })).toEqual([]);
    },
  );

  test.each([
    'file log',
    'directory log',
    'file seg',
    'directory day',
    'file manifest',
    'directory data',
  ])('and this test would notice if the sync of the %s were missing', async (kind) => {
    const bad = [...(await losses('all', [kind])), ...(await losses({ seed: 1 }, [kind]))];
    expect(bad).not.toEqual([]);
  });
});
