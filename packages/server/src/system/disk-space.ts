import { statfs } from 'node:fs/promises';

/** The file system of a directory. */
export interface DiskSpace {
  /** What this user may still write. */
  readonly freeBytes: number;
  readonly sizeBytes: number;
}

/** The space of a directory's file system; undefined where the system does not say, or the directory is gone. */
export async function diskSpace(directory: string): Promise<DiskSpace | undefined> {
  try {
    const { bsize, blocks, bavail } = await statfs(directory);
    return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize };
  } catch {
    return undefined;
  }
}
