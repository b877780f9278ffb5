// A file of strategies that is read again when it changes. It is looked at each second rather than
// watched: what the kernel tells of files is told of names or inodes, and Kubernetes exchanges a link
// three steps away.
import { type FileHandle, open } from 'node:fs/promises';
import type { Logger } from 'pino';
import { parseStrategies, StrategiesError } from './parse-strategies.ts';
import type { Strategies } from './strategies.ts';

const CHECK_MILLIS = 1_000;
const MAX_BYTES = 16 * 2 ** 20;

/** What a {@link StrategiesFile} is opened with. */
export interface StrategiesFileOptions {
  readonly logger: Logger;
  /** The file has changed, and whether what it says counts now. */
  readonly onReload: (result: 'ok' | 'failed') => void;
  /** How often it is looked at; a second if left out. */
  readonly checkMillis?: number | undefined;
}

interface Content {
  /** Changes whenever the file is written to or another one takes its name. */
  readonly version: string;
  /** Absent where the version is the one that is known. */
  readonly text?: string;
}

/** Strategies from a file. */
export class StrategiesFile {
  readonly #path: string;
  readonly #options: StrategiesFileOptions;
  readonly #timer: NodeJS.Timeout;
  #version: string;
  #text: string;
  #current: Strategies;
  #check: Promise<void> | undefined;

  private constructor(
    path: string,
    options: StrategiesFileOptions,
    { version, text = '' }: Content,
  ) {
    this.#path = path;
    this.#options = options;
    this.#version = version;
    this.#text = text;
    this.#current = this.#parse(text);
    this.#timer = setInterval(() => void this.check(), options.checkMillis ?? CHECK_MILLIS);
    this.#timer.unref();
  }

  /**
   * Reads a file for the first time.
   * @throws {StrategiesError} when it can't be read or meant; the message says which file, where in it and why
   */
  static async open(path: string, options: StrategiesFileOptions): Promise<StrategiesFile> {
    try {
      return new StrategiesFile(path, options, await contentOf(path, ''));
    } catch (error) {
      throw new StrategiesError(
        `the sampling strategies in ${path} can't be used: ${reasonOf(error)}; mend the file, or choose another with --sampling-strategies FILE`,
        { cause: error },
      );
    }
  }

  /** What counts now. */
  get current(): Strategies {
    return this.#current;
  }

  /** Looks whether the file has changed. What can't be used leaves what counted before, and is told of once. */
  async check(): Promise<void> {
    this.#check ??= this.#reload().finally(() => {
      this.#check = undefined;
    });
    await this.#check;
  }

  /** Looks no more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#check;
  }

  async #reload(): Promise<void> {
    let content: Content;
    try {
      content = await contentOf(this.#path, this.#version);
    } catch (error) {
      // A file that is gone is told of once, not each second.
      const reason = reasonOf(error);
      if (this.#version === reason) return;
      this.#version = reason;
      this.#text = '';
      this.#failed(reason);
      return;
    }
    const { version, text } = content;
    this.#version = version;
    if (text === undefined || text === this.#text) return;
    this.#text = text;
    try {
      this.#current = this.#parse(text);
    } catch (error) {
      this.#failed(reasonOf(error));
      return;
    }
    this.#options.logger.info({ file: this.#path }, 'the sampling strategies have changed');
    this.#options.onReload('ok');
  }

  #failed(why: string): void {
    this.#options.logger.error(
      { file: this.#path, why },
      "the changed sampling strategies can't be used; those from before count",
    );
    this.#options.onReload('failed');
  }

  #parse(text: string): Strategies {
    const { strategies, warnings } = parseStrategies(text);
    for (const why of warnings) {
      this.#options.logger.warn({ file: this.#path, why }, 'a doubtful sampling strategy');
    }
    return strategies;
  }
}

async function contentOf(path: string, known: string): Promise<Content> {
  const file: FileHandle = await open(path, 'r');
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = await file.stat({ bigint: true });
    const version = [dev, ino, size, mtimeNs, ctimeNs].join(':');
    if (version === known) return { version };
    if (size > MAX_BYTES) throw new StrategiesError(`it is larger than ${MAX_BYTES} bytes`);
    return { version, text: await file.readFile('utf8') };
  } finally {
    await file.close();
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'it may not be read by this user';
  if (code === 'EISDIR') return 'it is a directory';
  return error.message;
}
