// One process at a time may use a data directory. Node has no flock, so the lock is a file that
// names its owner by process id and start time; a lock whose owner is gone is taken over.
import {
  linkSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { resolve } from 'node:path';

/** Thrown when another process uses the data directory. */
export class DirectoryLockedError extends Error {
  readonly code = 'CLEW_DIRECTORY_LOCKED';
}

interface Owner {
  readonly version: 1;
  readonly host: string;
  readonly pid: number;
  /** What tells two processes with one id apart; empty where the system does not say. */
  readonly started: string;
}

/** How often a lock's owner touches it, and after how long without that it counts as left behind. */
const REFRESH_MILLIS = 10_000;
const STALE_MILLIS = 60_000;

/** Data directories that this process has locked: two engines in one process are two openers as well. */
const lockedHere = new Set<string>();

/**
 * Locks a data directory that exists.
 * @returns unlocks it
 * @throws {DirectoryLockedError} when a living process has it
 */
export function lockDirectory(directory: string): () => void {
  const path = resolve(directory, 'lock');
  const me: Owner = {
    version: 1,
    host: hostname(),
    pid: process.pid,
    started: startOf(process.pid),
  };
  // The lock appears with its contents or not at all: a link to a file that is already written.
  const mine = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(mine, JSON.stringify(me), { flag: 'wx' });
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (tryLink(mine, path)) {
        return hold(path);
      }
      const owner = readOwner(path);
      if (owner !== undefined && isAlive(owner, path)) {
        throw new DirectoryLockedError(
          `the data directory ${resolve(directory)} is in use by process ${owner.pid} on ${owner.host}: ` +
            'stop that process, or choose another directory with --data-dir',
        );
      }
      takeAway(path, owner);
    }
    throw new DirectoryLockedError(
      `the lock ${path} keeps changing hands: start one process at a time`,
    );
  } finally {
    rmSync(mine, { force: true });
  }
}

/** Keeps the lock fresh until it is let go. */
function hold(path: string): () => void {
  lockedHere.add(path);
  const timer = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Somebody removed the directory under us; writing to it will say so better.
    }
  }, REFRESH_MILLIS);
  timer.unref();
  return () => {
    clearInterval(timer);
    lockedHere.delete(path);
    rmSync(path, { force: true });
  };
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function readOwner(path: string): Owner | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Owner;
  } catch {
    // Gone meanwhile, or cut off by a power loss: nobody's in both cases.
    return undefined;
  }
}

/** Removes a stale lock, unless somebody took it over since it was read. */
function takeAway(path: string, stale: Owner | undefined): void {
  const now = readOwner(path);
  if (JSON.stringify(now) !== JSON.stringify(stale)) return;
  try {
    unlinkSync(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

function isAlive(owner: Owner, path: string): boolean {
  // Of a process on another host, or in a container that is no more, only the lock's age is known.
  if (owner.host !== hostname()) return ageOf(path) < STALE_MILLIS;
  if (owner.pid === process.pid && owner.started === startOf(process.pid)) {
    return lockedHere.has(path);
  }
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const started = startOf(owner.pid);
  return started === '' || owner.started === '' || started === owner.started;
}

function ageOf(path: string): number {
  try {
    return Date.now() - statSync(path).mtimeMs;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

/** When a process started, in the system's own words: boot id and clock ticks on Linux, else empty. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold anything, so fields are counted from its closing parenthesis.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${boot}/${fields[19]}`;
  } catch {
    return '';
  }
}
