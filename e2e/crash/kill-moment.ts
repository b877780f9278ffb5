// When a server is killed: at any time, or right when its files change, where sealing and retention are.
import { watch } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

/** A way to choose the moment. */
export type KillMoment = 'any time' | 'change of files' | 'start';

const MOMENTS: readonly KillMoment[] = ['any time', 'change of files', 'change of files', 'start'];
/** A sealing makes, renames and removes a handful of files within this. */
const AFTER_CHANGE_MILLIS = 30;
const MAX_CHANGES = 12;

/** The way for a round; all have their turn. */
export function killMoment(round: number): KillMoment {
  return MOMENTS[round % MOMENTS.length] ?? 'any time';
}

/** Waits until it is time to kill. */
export async function untilKillMoment(
  moment: KillMoment,
  dataDir: string,
  random: () => number,
  maxMillis: number,
): Promise<void> {
  if (moment !== 'change of files') {
    await pause(random() * maxMillis);
    return;
  }
  await untilFilesChange(dataDir, 1 + Math.floor(random() * MAX_CHANGES), maxMillis);
  await pause(random() * AFTER_CHANGE_MILLIS);
}

/** Waits until files were made, renamed or removed so many times; writes do not count. */
async function untilFilesChange(
  dataDir: string,
  changes: number,
  maxMillis: number,
): Promise<void> {
  const enough = Promise.withResolvers<void>();
  let left = changes;
  const watcher = watch(dataDir, { recursive: true }, (event) => {
    if (event !== 'rename') return;
    left -= 1;
    if (left <= 0) enough.resolve();
  });
  watcher.on('error', enough.reject);
  try {
    await Promise.race([enough.promise, pause(maxMillis, undefined, { ref: false })]);
  } finally {
    watcher.close();
  }
}
