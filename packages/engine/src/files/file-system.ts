// The engine's whole view of a disk: few operations, each with the promise that durability rests on.
// Tests put a layer below the engine that forgets what was not synced (crash-file-system.ts).

/** A file that is being written, from its beginning, by appending. */
export interface WritableFile {
  /** Appends all parts in order. */
  append(parts: readonly Uint8Array[]): Promise<void>;
  /** Resolves when everything appended before the call survives a power loss; says nothing of the file's name. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** A file that does not change any more. Reads are synchronous: what is asked for is mostly in the page cache. */
export interface ReadableFile {
  readonly size: number;
  /** Fills a new array from an offset; throws when the file is too short. */
  read(offset: number, length: number): Uint8Array;
  close(): void;
}

/** The operations that the engine needs. Paths are absolute or relative to the process, with `/`. */
export interface FileSystem {
  /** Makes a directory with its parents, durably; one that is there is no error. */
  makeDirectory(path: string): Promise<void>;
  /** The names in a directory, sorted; none when there is no such directory. */
  list(path: string): Promise<readonly string[]>;
  /** Creates a file for writing; it must not exist. */
  create(path: string): Promise<WritableFile>;
  open(path: string): ReadableFile;
  readAll(path: string): Promise<Uint8Array>;
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; one that is gone is no error. */
  unlink(path: string): Promise<void>;
  /** Resolves when the names created, renamed and removed in a directory before the call survive a power loss. */
  syncDirectory(path: string): Promise<void>;
}
