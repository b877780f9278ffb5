// What a data directory holds when it is opened: segments that count, logs to replay, leftovers to remove.
import type { EngineEvent } from './engine-options.ts';
import type { FileSystem } from './files/file-system.ts';
import { readLog } from './log/log-format.ts';
import type { LogEntry } from './log/write-ahead-log.ts';
import type { Manifest } from './manifest.ts';

/** The places in a data directory. */
export interface DataPaths {
  readonly root: string;
  readonly logs: string;
  readonly segments: string;
}

export function dataPaths(root: string): DataPaths {
  return { root, logs: `${root}/log`, segments: `${root}/segments` };
}

/** Batches that were acknowledged and are in no segment. */
export interface Recovered {
  readonly entries: readonly LogEntry[];
  /** Numbers of the logs that held them, obsolete once they are elsewhere. */
  readonly logs: readonly number[];
  /** Greater than every number in use. */
  readonly nextNumber: number;
}

/** Removes what a crash left behind and reads what has to be replayed. */
export async function recover(
  files: FileSystem,
  paths: DataPaths,
  manifest: Manifest,
  onEvent: (event: EngineEvent) => void,
): Promise<Recovered> {
  await removeLeftovers(files, paths, manifest);
  const sealed = new Set(manifest.segments.flatMap((segment) => segment.logs));
  const entries: LogEntry[] = [];
  const logs: number[] = [];
  let nextNumber = manifest.nextNumber;
  for (const name of await files.list(paths.logs)) {
    const number = Number.parseInt(name, 10);
    if (!name.endsWith('.log') || Number.isNaN(number)) continue;
    nextNumber = Math.max(nextNumber, number + 1);
    const path = `${paths.logs}/${name}`;
    if (sealed.has(number)) {
      await files.unlink(path);
      continue;
    }
    const { frames, faults } = readLog(await files.readAll(path));
    for (const fault of faults) onEvent({ type: 'log-fault', file: path, ...fault });
    for (const { batch, arrivedAt } of frames) entries.push({ batch, arrivedAt });
    logs.push(number);
  }
  for (const segment of manifest.segments) {
    nextNumber = Math.max(nextNumber, segment.id + 1, ...segment.logs.map((log) => log + 1));
  }
  return { entries, logs, nextNumber };
}

/** Removes segment files that the manifest does not name: their batches are in a log still. */
async function removeLeftovers(
  files: FileSystem,
  paths: DataPaths,
  manifest: Manifest,
): Promise<void> {
  const named = new Set(manifest.segments.map((segment) => segment.file));
  for (const day of await files.list(paths.segments)) {
    for (const name of await files.list(`${paths.segments}/${day}`)) {
      if (!named.has(`${day}/${name}`)) await files.unlink(`${paths.segments}/${day}/${name}`);
    }
  }
}
