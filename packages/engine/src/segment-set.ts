// The segments that count and the manifest that says so. Every change is one after another: files
// first, then the manifest, then what readers see, then the files that are no more needed.
import type { EngineEvent } from './engine-options.ts';
import type { FileSystem, ReadableFile } from './files/file-system.ts';
import { MemoryFile } from './files/memory-file.ts';
import { type Manifest, type SegmentEntry, writeManifest } from './manifest.ts';
import type { DataPaths } from './recovery.ts';
import type { SegmentCache } from './segment/segment-cache.ts';
import { SegmentReader } from './segment/segment-reader.ts';
import type { SealedSegment } from './segment/segment-writer.ts';

/** Where a segment set keeps its files; absent in memory. */
export interface SegmentDisk {
  readonly files: FileSystem;
  readonly paths: DataPaths;
}

/** Segments by age, oldest first. */
export class SegmentSet {
  readonly #disk: SegmentDisk | undefined;
  readonly #cache: SegmentCache;
  readonly #onEvent: (event: EngineEvent) => void;
  #manifest: Manifest;
  #readers: readonly SegmentReader[] = [];
  #unreadable = 0;
  #changes: Promise<unknown> = Promise.resolve();

  constructor(
    disk: SegmentDisk | undefined,
    manifest: Manifest,
    cache: SegmentCache,
    onEvent: (event: EngineEvent) => void,
  ) {
    this.#disk = disk;
    this.#manifest = manifest;
    this.#cache = cache;
    this.#onEvent = onEvent;
  }

  /** Readers of the segments that count at this moment. */
  get readers(): readonly SegmentReader[] {
    return this.#readers;
  }

  /** Segments of the manifest that could not be opened. */
  get unreadable(): number {
    return this.#unreadable;
  }

  get bytes(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.bytes, 0);
  }

  get spans(): number {
    return this.#readers.reduce((sum, reader) => sum + reader.footer.spans, 0);
  }

  /** Opens the segments that the manifest names. One that can't be read is reported and left out. */
  openAll(): void {
    const disk = this.#disk;
    if (disk === undefined) return;
    const readers: SegmentReader[] = [];
    for (const entry of this.#manifest.segments) {
      try {
        const path = `${disk.paths.segments}/${entry.file}`;
        readers.push(this.#reader(entry.id, entry.file, disk.files.open(path)));
      } catch (error) {
        this.#unreadable += 1;
        this.#onEvent({
          type: 'problem',
          what: 'unreadable-segment',
          message: `segment ${entry.file} can't be read: its ${entry.spans} spans are not shown`,
          error,
        });
      }
    }
    this.#readers = readers;
  }

  /** Makes a sealed segment count, durably. */
  add(
    id: number,
    sealed: SealedSegment,
    logs: readonly number[],
    nextNumber: () => number,
  ): Promise<void> {
    return this.#change(async () => {
      const { footer, bytes } = sealed;
      const day = new Date(footer.arrivedTo).toISOString().slice(0, 10);
      const file = `${day}/${String(id).padStart(10, '0')}.seg`;
      const source = await this.#writeFile(day, file, bytes);
      const { arrivedFrom, arrivedTo, spans } = footer;
      const entry: SegmentEntry = {
        id,
        file,
        bytes: bytes.length,
        spans,
        arrivedFrom,
        arrivedTo,
        logs,
      };
      await this.#replaceManifest([...this.#manifest.segments, entry], nextNumber());
      this.#readers = [...this.#readers, this.#reader(id, file, source)];
    });
  }

  /** Drops segments that a rule names, oldest first. */
  drop(
    reason: 'age' | 'bytes',
    choose: (readers: readonly SegmentReader[]) => readonly SegmentReader[],
    nextNumber: () => number,
  ): Promise<void> {
    return this.#change(async () => {
      const dropped = choose(this.#readers);
      if (dropped.length === 0) return;
      const ids = new Set(dropped.map((reader) => reader.id));
      const kept = this.#manifest.segments.filter((segment) => !ids.has(segment.id));
      await this.#replaceManifest(kept, nextNumber());
      this.#readers = this.#readers.filter((reader) => !ids.has(reader.id));
      for (const reader of dropped) {
        reader.release();
        await this.#disk?.files.unlink(`${this.#disk.paths.segments}/${reader.name}`);
      }
      this.#onEvent({
        type: 'dropped-segments',
        reason,
        segments: dropped.length,
        spans: dropped.reduce((sum, reader) => sum + reader.footer.spans, 0),
        bytes: dropped.reduce((sum, reader) => sum + reader.bytes, 0),
      });
    });
  }

  /** Waits for changes under way and closes the files. */
  async close(): Promise<void> {
    await this.#changes;
    for (const reader of this.#readers) reader.release();
    this.#readers = [];
  }

  #reader(id: number, name: string, file: ReadableFile): SegmentReader {
    return new SegmentReader(id, name, file, this.#cache);
  }

  async #writeFile(day: string, file: string, bytes: Uint8Array): Promise<ReadableFile> {
    if (this.#disk === undefined) return new MemoryFile(bytes.slice());
    const { files, paths } = this.#disk;
    const directory = `${paths.segments}/${day}`;
    const path = `${paths.segments}/${file}`;
    await files.makeDirectory(directory);
    await files.unlink(`${path}.tmp`);
    const writable = await files.create(`${path}.tmp`);
    try {
      await writable.append([bytes]);
      await writable.sync();
    } finally {
      await writable.close();
    }
    await files.rename(`${path}.tmp`, path);
    await files.syncDirectory(directory);
    return files.open(path);
  }

  async #replaceManifest(segments: readonly SegmentEntry[], nextNumber: number): Promise<void> {
    const manifest: Manifest = {
      ...this.#manifest,
      generation: this.#manifest.generation + 1,
      nextNumber,
      segments,
    };
    if (this.#disk !== undefined) {
      await writeManifest(this.#disk.files, this.#disk.paths.root, manifest);
    }
    this.#manifest = manifest;
  }

  /** Runs one change after the other; a failed one does not hold up the next. */
  #change(work: () => Promise<void>): Promise<void> {
    const done = this.#changes.then(work);
    this.#changes = done.catch(() => undefined);
    return done;
  }
}
