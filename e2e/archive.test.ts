// An archived trace outlives the store that it was copied from, and the process that copied it.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ClewProcess, type RunningClew } from './support/clew-process.ts';

const TRACE_ID = '0123456789abcdef0123456789abcdef';

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'clew-archive-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

async function start(dataDir: string): Promise<RunningClew> {
  const running = await ClewProcess.start('--data-dir', dataDir);
  onTestFinished(async () => {
    running.process.kill();
    await running.process.ended();
  });
  return running;
}

async function kill({ process }: RunningClew): Promise<void> {
  process.kill();
  await process.ended();
}

async function send({ addresses }: RunningClew, traceId: string): Promise<number> {
  const span = {
    ...{ traceId, spanId: '0123456789abcdef', name: 'buy' },
    ...{ startTimeUnixNano: '1795451101190030000', endTimeUnixNano: '1795451101190040000' },
  };
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  const headers = { 'content-type': 'application/json' };
  return (await fetch(addresses.otlpHttp, { method: 'POST', body, headers })).status;
}

async function archive({ addresses }: RunningClew, traceId: string): Promise<number> {
  return (await fetch(`${addresses.ui}/api/archive/${traceId}`, { method: 'POST' })).status;
}

/** The names of a trace's spans. */
async function shown({ addresses }: RunningClew, traceId: string): Promise<readonly string[]> {
  const answer = await fetch(`${addresses.ui}/api/traces/${traceId}`);
  const { data } = (await answer.json()) as {
    data: { spans: { operationName: string }[] }[] | null;
  };
  return (data ?? []).flatMap(({ spans }) => spans.map((span) => span.operationName));
}

test('an archived trace is there after kill -9, and when the store has dropped it', async () => {
  const dataDir = temporaryDirectory();
  const first = await start(dataDir);
  expect(await send(first, TRACE_ID)).toBe(200);
  expect(await send(first, 'f'.repeat(32))).toBe(200);
  expect(await archive(first, TRACE_ID)).toBe(200);
  await kill(first);

  // What retention does, at once: everything but the archive is gone.
  for (const name of readdirSync(dataDir)) {
    if (name !== 'archive') rmSync(join(dataDir, name), { recursive: true });
  }
  const second = await start(dataDir);
  expect(await shown(second, TRACE_ID)).toEqual(['buy']);
  expect(await shown(second, 'f'.repeat(32))).toEqual([]);
  // Archived once more from nowhere but the archive, and killed again.
  expect(await archive(second, TRACE_ID)).toBe(200);
  await kill(second);
  const third = await start(dataDir);
  expect(await shown(third, TRACE_ID)).toEqual(['buy']);
  expect((await third.process.stop()).code).toBe(0);
});
