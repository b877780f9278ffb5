// One head's log. Batches that come while a sync is under way share the next one: a write resolves
// after the sync that covers it. When writing or syncing fails, nobody waiting is acknowledged and
// the next write starts a new file with all that the head holds.
import type { FileSystem, WritableFile } from '../files/file-system.ts';
import { frameHeader, logHeader } from './log-format.ts';

/** A batch as a log keeps it. */
export interface LogEntry {
  readonly batch: Uint8Array;
  /** Unix milliseconds. */
  readonly arrivedAt: number;
}

/** Where a log's files are and what it tells of itself. */
export interface LogOptions {
  readonly files: FileSystem;
  readonly directory: string;
  /** A number for the next file, never used before. */
  readonly nextNumber: () => number;
  /** Told how long each sync took, in seconds. */
  readonly onSync: (seconds: number) => void;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The file name of a log. */
export function logName(number: number): string {
  return `${String(number).padStart(10, '0')}.log`;
}

/** Appends batches durably. */
export class WriteAheadLog {
  readonly #options: LogOptions;
  readonly #numbers: number[] = [];
  /** Everything that must be in the file if it has to be started again. */
  readonly #entries: LogEntry[] = [];
  #file: WritableFile | undefined;
  #written = 0;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #bytes = 0;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** Numbers of the files that hold, or may hold, this log's batches. */
  get numbers(): readonly number[] {
    return this.#numbers;
  }

  /** Bytes written to the files that are there. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Batches that no sync has covered yet. */
  get pending(): number {
    return this.#entries.length - this.#written;
  }

  /**
   * Appends a batch; the bytes must not change any more.
   * @returns when a sync has covered it
   */
  append(entry: LogEntry): Promise<void> {
    this.#entries.push(entry);
    return this.sync();
  }

  /** Appends batches that a log before this one held; {@link sync} makes them durable. */
  adopt(entries: readonly LogEntry[]): void {
    this.#entries.push(...entries);
  }

  /** Resolves when all that was appended is durable. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Waits for what is under way and closes the file, which stays. */
  async close(): Promise<void> {
    await this.#running;
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  /** Removes the log's files, once a segment holds its batches. */
  async remove(): Promise<void> {
    await this.close();
    for (const number of this.#numbers) {
      await this.#options.files.unlink(`${this.#options.directory}/${logName(number)}`);
    }
  }

  async #run(): Promise<void> {
    // What else comes in this turn of the event loop shares the first write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      try {
        await this.#writeAndSync();
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        await this.#abandonFile();
        for (const { reject } of waiting) reject(error);
      }
    }
    this.#running = undefined;
  }

  async #writeAndSync(): Promise<void> {
    const file = this.#file ?? (await this.#startFile());
    const entries = this.#entries.slice(this.#written);
    if (entries.length > 0) {
      const parts = entries.flatMap(({ batch, arrivedAt }) => [
        frameHeader(batch, arrivedAt),
        batch,
      ]);
      await file.append(parts);
      this.#bytes += parts.reduce((sum, part) => sum + part.length, 0);
    }
    const started = performance.now();
    await file.sync();
    this.#options.onSync((performance.now() - started) / 1000);
    this.#written += entries.length;
  }

  async #startFile(): Promise<WritableFile> {
    const { files, directory, nextNumber } = this.#options;
    const number = nextNumber();
    const file = await files.create(`${directory}/${logName(number)}`);
    this.#file = file;
    this.#numbers.push(number);
    this.#written = 0;
    const header = logHeader();
    await file.append([header]);
    this.#bytes += header.length;
    // The name must outlive a power loss before a batch in the file is acknowledged.
    await files.syncDirectory(directory);
    return file;
  }

  /** After a failed sync nothing is known of the file's unsynced pages: they are never trusted again. */
  async #abandonFile(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    this.#written = 0;
    try {
      await file?.close();
    } catch {
      // The failure that led here has been reported to those who waited.
    }
  }
}
