// How much memory Chromium's pages take, as the system counts it.
import { readdirSync, readFileSync } from 'node:fs';

const PERIOD_MILLIS = 100;

/** Watches the renderers that this process's browser starts, until it is stopped. */
export function peakRendererBytes(): { stop(): Promise<number> } {
  let most = 0;
  const look = () => {
    const sizes = renderers().map(residentBytes);
    most = Math.max(most, ...sizes);
  };
  const timer = setInterval(look, PERIOD_MILLIS);
  return {
    stop: async () => {
      clearInterval(timer);
      look();
      return most;
    },
  };
}

/** Process ids of renderers below this process. */
function renderers(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => read(pid, 'cmdline').includes('--type=renderer') && isBelowUs(pid));
}

function isBelowUs(pid: number): boolean {
  for (let one = pid; one > 1; one = parentOf(one)) if (one === process.pid) return true;
  return false;
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0);
}

function residentBytes(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(pid, 'status'))?.[1] ?? 0) * 1024;
}

/** A file of a process; the empty text when it has ended. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
