// The file system of the machine.
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { FileSystem, ReadableFile, WritableFile } from './file-system.ts';

/** Files on the machine's disks. */
export const nodeFileSystem: FileSystem = {
  async makeDirectory(path) {
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return;
    // Each new directory is a name in the one above it, down from the first that was there.
    const above = dirname(resolve(first));
    for (let made = resolve(path); made !== above; made = dirname(made)) {
      await syncDirectory(dirname(made));
    }
  },
  async list(path) {
    try {
      return (await readdir(path)).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw error;
    }
  },
  async create(path) {
    return new NodeWritableFile(await open(path, 'wx', 0o644));
  },
  open(path) {
    return new NodeReadableFile(path);
  },
  readAll(path) {
    return readFile(path);
  },
  rename,
  unlink(path) {
    return rm(path, { force: true });
  },
  syncDirectory,
};

async function syncDirectory(path: string): Promise<void> {
  // Windows has no directories that can be synced; its renames are journaled.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

class NodeWritableFile implements WritableFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async append(parts: readonly Uint8Array[]): Promise<void> {
    let left = parts;
    // The kernel takes 1024 parts at a time, and may take fewer bytes than it was offered.
    while (left.length > 0) {
      const some = left.slice(0, 1024);
      const { bytesWritten } = await this.#handle.writev(some);
      left = [...skip(some, bytesWritten), ...left.slice(1024)];
    }
  }

  sync(): Promise<void> {
    return this.#handle.datasync();
  }

  close(): Promise<void> {
    return this.#handle.close();
  }
}

/** What is left of the parts after their first `count` bytes. */
function skip(parts: readonly Uint8Array[], count: number): Uint8Array[] {
  const left: Uint8Array[] = [];
  let skipped = count;
  for (const part of parts) {
    if (skipped >= part.length) skipped -= part.length;
    else {
      left.push(skipped === 0 ? part : part.subarray(skipped));
      skipped = 0;
    }
  }
  return left;
}

class NodeReadableFile implements ReadableFile {
  readonly size: number;
  readonly #descriptor: number;

  constructor(path: string) {
    this.#descriptor = openSync(path, 'r');
    this.size = fstatSync(this.#descriptor).size;
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = readSync(this.#descriptor, bytes, done, length - done, offset + done);
      if (count === 0) throw new RangeError(`the file ends before byte ${offset + length}`);
      done += count;
    }
    return bytes;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
