// The files that were opened in this page. They stay in its memory: nothing is sent anywhere, and a reload forgets them.
import { SpanBatch, type TraceRange } from '@clew/model';
import type { TraceFileFormat } from '@clew/protocols/trace-file';
import { localTrace, type TraceSource } from '../trace/data/trace-source.ts';
import type { FileContent, FileFailure, ReadAnswer } from './read-answer.ts';

/** A file that was read. */
export class OpenedFile {
  readonly name: string;
  readonly format: TraceFileFormat;
  readonly traces: readonly TraceRange[];
  readonly rejected: FileContent['rejected'];
  readonly firstRejectedAt: string;
  readonly #batch: SpanBatch;
  /** Tells it from another of the same name. */
  readonly #key: string;
  readonly #sources = new Map<string, TraceSource>();

  constructor(name: string, key: string, content: FileContent) {
    this.name = name;
    this.format = content.format;
    this.traces = content.traces;
    this.rejected = content.rejected;
    this.firstRejectedAt = content.firstRejectedAt;
    this.#key = key;
    this.#batch = new SpanBatch(content.bytes);
  }

  has(traceId: string): boolean {
    return this.traces.some(({ summary }) => summary.traceId === traceId);
  }

  /** A trace of the file by its 32 hex digits; the same object each time. */
  source(traceId: string): TraceSource | undefined {
    const known = this.#sources.get(traceId);
    if (known !== undefined) return known;
    const range = this.traces.find(({ summary }) => summary.traceId === traceId);
    if (range === undefined) return undefined;
    const source = localTrace(traceId, this.#batch, range, this.#key);
    this.#sources.set(traceId, source);
    return source;
  }
}

/** A file that nothing could be read from. */
export interface FailedFile {
  readonly name: string;
  readonly failure: FileFailure;
}

/** What there is at one moment. */
export interface FilesState {
  readonly files: readonly OpenedFile[];
  /** Those of the last opening. */
  readonly failed: readonly FailedFile[];
  /** The name of the file that is being read; undefined while none is. */
  readonly reading: string | undefined;
}

/** Reads a file. */
export type FileReading = (file: File, signal: AbortSignal) => Promise<ReadAnswer>;

/** The opened files, for the whole app. */
export class OpenedFiles {
  readonly #read: FileReading;
  readonly #listeners = new Set<() => void>();
  #state: FilesState = { files: [], failed: [], reading: undefined };
  #opened = 0;
  #abort = new AbortController();

  /** @param read told of a file, gives what it holds */
  constructor(read: FileReading) {
    this.#read = read;
  }

  readonly state = (): FilesState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /**
   * Opens files, one after another. A file of the name of another takes its place.
   * @returns those that were read, and none where it was cancelled
   */
  async open(given: readonly File[]): Promise<readonly OpenedFile[]> {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    const opened: OpenedFile[] = [];
    const failed: FailedFile[] = [];
    for (const file of given) {
      this.#change({ reading: file.name });
      try {
        const answer = await this.#read(file, abort.signal);
        if ('failure' in answer) failed.push({ name: file.name, failure: answer.failure });
        else opened.push(this.#openedFile(nameAmong(opened, file.name), answer.content));
      } catch (error) {
        if (abort.signal.aborted) return [];
        // What reads files could not be loaded, say.
        failed.push({ name: file.name, failure: failureOf(error) });
      } finally {
        if (this.#abort === abort) this.#change({ reading: undefined });
      }
    }
    const names = new Set(opened.map(({ name }) => name));
    const others = this.#state.files.filter(({ name }) => !names.has(name));
    this.#change({ files: [...opened, ...others], failed });
    return opened;
  }

  /** Gives up what is being read. */
  cancel(): void {
    this.#abort.abort();
    this.#change({ reading: undefined });
  }

  /** Forgets a file. */
  close(name: string): void {
    this.#change({ files: this.#state.files.filter((file) => file.name !== name) });
  }

  /** Forgets what could not be read. */
  dismissFailures(): void {
    this.#change({ failed: [] });
  }

  #openedFile(name: string, content: FileContent): OpenedFile {
    this.#opened++;
    return new OpenedFile(name, `file ${this.#opened}`, content);
  }

  #change(change: Partial<FilesState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function failureOf(error: unknown): FileFailure {
  const found = error instanceof Error ? error.message : String(error);
  return { code: 'CLEW_FILE_FAILED', format: undefined, place: undefined, found };
}

/** A name that none of the files has which are opened with it: `trace.json`, `trace.json (2)`. */
function nameAmong(files: readonly OpenedFile[], name: string): string {
  const isTaken = (one: string): boolean => files.some((file) => file.name === one);
  let free = name;
  for (let count = 2; isTaken(free); count++) free = `${name} (${count})`;
  return free;
}
