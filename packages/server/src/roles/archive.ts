// The archive: a second embedded store, without retention and limit, that is opened when it is needed.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Engine, type EngineEvent, openEngine } from '@clew/engine';
import { StoreError } from '@clew/storage';
import type { Config } from '../config/index.ts';
import type { ArchiveStore } from '../query/stored-traces.ts';

const MIB = 2 ** 20;
/** Traces are archived one by one: little memory is enough. */
const HEAD_BYTES = 4 * MIB;
const CACHE_BYTES = 8 * MIB;
/** What `--storage memory` archives at most; the oldest goes. */
const MEMORY_BYTES = 64 * MIB;

/** The archive beside a store. */
export class Archive implements ArchiveStore {
  readonly #config: Pick<Config, 'storage' | 'dataDir'>;
  readonly #onEvent: (event: EngineEvent) => void;
  #engine: Promise<Engine> | undefined;
  #closed = false;

  /**
   * @param config the archive is in the folder `archive` of its data directory, or in memory
   * @param onEvent called for what happens in the archive's store
   */
  constructor(config: Pick<Config, 'storage' | 'dataDir'>, onEvent: (event: EngineEvent) => void) {
    this.#config = config;
    this.#onEvent = onEvent;
  }

  async opened(): Promise<Engine | undefined> {
    if (this.#engine === undefined && !existsSync(this.#directory ?? '')) return undefined;
    return await this.open();
  }

  async open(): Promise<Engine> {
    if (this.#closed) throw new StoreError('CLEW_STORE_CLOSED', 'the archive is closed');
    if (this.#engine !== undefined) return await this.#engine;
    const opening = this.#openEngine();
    this.#engine = opening;
    // What failed once may succeed later: the next call tries again.
    opening.catch(() => {
      this.#engine = undefined;
    });
    return await opening;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.close();
  }

  get #directory(): string | undefined {
    const { storage, dataDir } = this.#config;
    return storage === 'memory' ? undefined : join(dataDir, 'archive');
  }

  async #openEngine(): Promise<Engine> {
    const dataDir = this.#directory;
    const bounds =
      dataDir === undefined
        ? { memoryLimitBytes: MEMORY_BYTES }
        : { dataDir, headBytes: HEAD_BYTES };
    try {
      return await openEngine({ ...bounds, cacheBytes: CACHE_BYTES, onEvent: this.#onEvent });
    } catch (error) {
      if (!(error instanceof Error && 'syscall' in error)) throw error;
      throw new StoreError(
        'CLEW_STORE_WRITE_FAILED',
        `the archive in ${dataDir} can't be used: ${error.message}`,
        { cause: error },
      );
    }
  }
}
