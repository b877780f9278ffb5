// The embedded store. A write goes to the active head and its log; a full head is sealed into a
// segment by a thread while the next one fills; reads see heads and segments of one moment.
import { SpanBatch } from '@clew/model';
import {
  type AttributeKey,
  type CallContext,
  type DependencyLink,
  type EndpointLink,
  type Histogram,
  type HistogramQuery,
  MAX_SEARCH_LIMIT,
  type Operation,
  type SearchPage,
  type SpanStore,
  StoreError,
  type TimeRange,
  type TraceQuery,
} from '@clew/storage';
import { CatalogReader } from './catalog-reader.ts';
import { countDependencies } from './dependencies.ts';
import { lockDirectory } from './directory-lock.ts';
import { countEndpointLinks } from './endpoint-links.ts';
import type { EngineEvent, EngineOptions, EngineStats } from './engine-options.ts';
import { nodeFileSystem } from './files/node-file-system.ts';
import { ChunkPool } from './head/chunks.ts';
import { Head } from './head/head.ts';
import { logName, WriteAheadLog } from './log/write-ahead-log.ts';
import { EMPTY_MANIFEST, readManifest } from './manifest.ts';
import { dataPaths, type Recovered, recover } from './recovery.ts';
import { type Sealer, WorkerSealer } from './seal/sealer.ts';
import { StoreView } from './search/store-view.ts';
import { countTraces } from './search/trace-histogram.ts';
import { searchTraces } from './search/trace-search.ts';
import { Turn, timeout } from './search/turn.ts';
import { SegmentCache } from './segment/segment-cache.ts';
import { type SegmentDisk, SegmentSet } from './segment-set.ts';

const MIB = 1024 * 1024;
const DEFAULT_MEMORY_BYTES = 512 * MIB;
const DEFAULT_HEAD_BYTES = 24 * MIB;
const DEFAULT_CACHE_BYTES = 48 * MIB;
/** Bytes from which a head is sealed when the engine closes. */
const WORTH_A_SEGMENT = 1 * MIB;
/** How long a write waits for a head to be sealed before it is refused. */
const MAX_SEAL_WAIT_MILLIS = 10_000;
/** How often retention looks for what is too old. */
const RETENTION_PERIOD_MILLIS = 60_000;
const RETRY_AFTER_MILLIS = 5_000;

/** A head on its way to a segment. */
interface Sealing {
  readonly head: Head;
  /** The log to remove afterwards; absent in memory and for what was recovered. */
  readonly log: WriteAheadLog | undefined;
  /** Unix milliseconds. */
  readonly since: number;
  readonly done: Promise<void>;
}

/** The embedded store. */
export interface Engine extends SpanStore {
  /** Figures of this moment. */
  stats(): EngineStats;
}

/**
 * Opens the store of a data directory, or one in memory.
 * @throws {DirectoryLockedError} when another process uses the directory
 * @throws {ManifestError} when the directory's manifest can't be read
 */
export async function openEngine(options: EngineOptions = {}): Promise<Engine> {
  if (options.dataDir === undefined) return new EmbeddedEngine(options, undefined);
  const files = options.files ?? nodeFileSystem;
  const paths = dataPaths(options.dataDir);
  await files.makeDirectory(paths.root);
  // A disk of a test's own is nobody else's.
  const unlock = options.files === undefined ? lockDirectory(paths.root) : () => undefined;
  try {
    await files.makeDirectory(paths.logs);
    await files.makeDirectory(paths.segments);
    const manifest = await readManifest(files, paths.root);
    const onEvent = options.onEvent ?? (() => undefined);
    const recovered = await recover(files, paths, manifest, onEvent);
    const engine = new EmbeddedEngine(options, { files, paths, unlock, manifest, recovered });
    await engine.start();
    return engine;
  } catch (error) {
    unlock();
    throw error;
  }
}

interface Opened extends SegmentDisk {
  readonly unlock: () => void;
  readonly manifest: Awaited<ReturnType<typeof readManifest>>;
  readonly recovered: Recovered;
}

class EmbeddedEngine implements Engine {
  readonly #disk: Opened | undefined;
  readonly #retentionMillis: number | undefined;
  readonly #maxBytes: number | undefined;
  readonly #headBytes: number;
  readonly #now: () => number;
  readonly #onEvent: (event: EngineEvent) => void;
  readonly #pool: ChunkPool;
  readonly #cache: SegmentCache;
  readonly #segments: SegmentSet;
  readonly #catalogs: CatalogReader;
  readonly #sealer: Sealer;
  readonly #closing: AbortController = new AbortController();
  #nextNumber: number;
  #head: Head;
  #log: WriteAheadLog | undefined;
  #sealing: readonly Sealing[] = [];
  #lastSeal: Promise<void> = Promise.resolve();
  #retentionTimer: NodeJS.Timeout | undefined;

  constructor(options: EngineOptions, disk: Opened | undefined) {
    const memory = options.memoryLimitBytes ?? DEFAULT_MEMORY_BYTES;
    this.#disk = disk;
    this.#retentionMillis = options.retentionMillis;
    this.#headBytes =
      options.headBytes ?? Math.min(DEFAULT_HEAD_BYTES, disk === undefined ? memory / 4 : Infinity);
    // In memory two heads come out of the same budget as the segments.
    this.#maxBytes = disk === undefined ? memory - 2 * this.#headBytes : options.maxDiskBytes;
    this.#now = options.now ?? Date.now;
    this.#onEvent = options.onEvent ?? (() => undefined);
    this.#pool = new ChunkPool(2 * this.#headBytes);
    this.#cache = new SegmentCache(options.cacheBytes ?? DEFAULT_CACHE_BYTES);
    this.#segments = new SegmentSet(
      disk,
      disk?.manifest ?? EMPTY_MANIFEST,
      this.#cache,
      this.#onEvent,
    );
    this.#catalogs = new CatalogReader();
    this.#sealer = options.sealer ?? new WorkerSealer();
    this.#nextNumber = disk?.recovered.nextNumber ?? 1;
    this.#head = new Head(this.#pool);
    this.#log = this.#newLog();
    this.#scheduleRetention();
  }

  /** Opens the segments and replays the logs. */
  async start(): Promise<void> {
    this.#segments.openAll();
    await this.#dropOld();
    const disk = this.#disk;
    if (disk === undefined || disk.recovered.logs.length === 0) return;
    const { entries, logs } = disk.recovered;
    const bytes = entries.reduce((sum, entry) => sum + entry.batch.length, 0);
    for (const { batch, arrivedAt } of entries) {
      const decoded = new SpanBatch(batch);
      if (this.#needsNextHead(decoded.bytes.length, arrivedAt)) this.#startSealing([]);
      const kept = this.#head.append(decoded, arrivedAt);
      this.#log?.adopt([{ batch: kept.batch.bytes, arrivedAt }]);
    }
    const spans =
      this.#head.spanCount + this.#sealing.reduce((n, one) => n + one.head.spanCount, 0);
    this.#onEvent({ type: 'recovered', spans, logs: logs.length });
    // What is on its way to a segment is only in the old logs: they go after the last of it.
    if (bytes > this.#headBytes / 2 || this.#sealing.length > 0) this.#startSealing(logs);
    else {
      // Little is left: it goes on in the new log, so that many restarts make no tiny segments.
      await this.#log?.sync();
      await this.#removeLogs(logs);
    }
  }

  async write(batch: SpanBatch, { tenant, signal }: CallContext): Promise<void> {
    this.#throwIfClosed();
    signal?.throwIfAborted();
    if (tenant !== '') {
      throw new StoreError('CLEW_STORE_UNSUPPORTED', 'the embedded store has no tenants');
    }
    if (batch.spanCount === 0) return;
    const giveUpAt = performance.now() + MAX_SEAL_WAIT_MILLIS;
    while (this.#needsNextHead(batch.bytes.length, this.#now()) && this.#sealing.length > 0) {
      await this.#waitForSeal(giveUpAt);
      this.#throwIfClosed();
    }
    const arrivedAt = this.#now();
    if (this.#needsNextHead(batch.bytes.length, arrivedAt)) this.#startSealing([]);
    const kept = this.#head.append(batch, arrivedAt);
    try {
      await this.#log?.append({ batch: kept.batch.bytes, arrivedAt });
    } catch (error) {
      throw writeError(error);
    }
  }

  async flush(): Promise<void> {
    this.#throwIfClosed();
    if (this.#head.spanCount > 0) this.#startSealing([]);
    await Promise.all(this.#sealing.map((sealing) => sealing.done));
  }

  async trace(traceId: Uint8Array, context: CallContext): Promise<SpanBatch | undefined> {
    return await this.#read(context, undefined as SpanBatch | undefined, (view) => {
      const places = view.find(traceId, 0);
      if (places.fragments.length + places.rows.length === 0) return undefined;
      return new Turn(context).finish(view.merging(places));
    });
  }

  async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
    const { limit } = query;
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_SEARCH_LIMIT) {
      throw new RangeError(`a limit of ${limit} is no whole number from 1 to ${MAX_SEARCH_LIMIT}`);
    }
    // A search that runs out of time gives what it has, so its deadline is its own business.
    const { tenant, signal } = context;
    return await this.#read({ tenant, signal }, { traces: [], partial: false }, (view) =>
      searchTraces(view, query, context),
    );
  }

  async histogram(query: HistogramQuery, context: CallContext): Promise<Histogram> {
    const { tenant, signal } = context;
    const nothing = { cells: [], traceCount: 0, errorTraceCount: 0, partial: false };
    return await this.#read({ tenant, signal }, nothing, (view) =>
      countTraces(view, query, context),
    );
  }

  async services(context: CallContext): Promise<readonly string[]> {
    return await this.#read(context, [], (view) => this.#catalogs.services(view));
  }

  async operations(service: string, context: CallContext): Promise<readonly Operation[]> {
    return await this.#read(context, [], (view) => this.#catalogs.operations(view, service));
  }

  async remoteServices(service: string, context: CallContext): Promise<readonly string[]> {
    return await this.#read(context, [], (view) => this.#catalogs.remoteServices(view, service));
  }

  async attributeKeys(context: CallContext): Promise<readonly AttributeKey[]> {
    return await this.#read(context, [], (view) => this.#catalogs.keys(view));
  }

  async attributeValues(
    key: AttributeKey,
    limit: number,
    context: CallContext,
  ): Promise<readonly string[]> {
    return await this.#read(context, [], (view) =>
      this.#catalogs.values(view, key, limit, context),
    );
  }

  async dependencies(range: TimeRange, context: CallContext): Promise<readonly DependencyLink[]> {
    return await this.#read(context, [], (view) => countDependencies(view, range, context));
  }

  async endpointLinks(range: TimeRange, context: CallContext): Promise<readonly EndpointLink[]> {
    return await this.#read(context, [], (view) => countEndpointLinks(view, range, context));
  }

  stats(): EngineStats {
    const heads = [this.#head, ...this.#sealing.map((sealing) => sealing.head)];
    const logs = [this.#log, ...this.#sealing.map((sealing) => sealing.log)];
    let oldest = Number.POSITIVE_INFINITY;
    let newest = Number.NEGATIVE_INFINITY;
    for (const { footer } of this.#segments.readers) {
      oldest = Math.min(oldest, footer.arrivedFrom);
      newest = Math.max(newest, footer.arrivedTo);
    }
    for (const { spanCount, arrived } of heads) {
      if (spanCount === 0) continue;
      oldest = Math.min(oldest, arrived.from);
      newest = Math.max(newest, arrived.to);
    }
    return {
      segments: this.#segments.readers.length,
      segmentSpans: this.#segments.spans,
      segmentBytes: this.#segments.bytes,
      headSpans: heads.reduce((sum, head) => sum + head.spanCount, 0),
      headBytes: heads.reduce((sum, head) => sum + head.bytes, 0),
      logBytes: logs.reduce((sum, log) => sum + (log?.bytes ?? 0), 0),
      pendingBatches: logs.reduce((sum, log) => sum + (log?.pending ?? 0), 0),
      pendingSeals: this.#sealing.length,
      sealingSince: this.#sealing[0]?.since,
      oldestArrival: Number.isFinite(oldest) ? oldest : undefined,
      newestArrival: Number.isFinite(newest) ? newest : undefined,
      unreadableSegments: this.#segments.unreadable,
      cacheBytes: this.#cache.bytes,
    };
  }

  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    // A head that is worth a segment is sealed; a small one waits in its log for the next start.
    if (this.#disk !== undefined && this.#head.bytes > WORTH_A_SEGMENT) this.#startSealing([]);
    this.#closing.abort(new StoreError('CLEW_STORE_CLOSED', 'the store is closed'));
    clearInterval(this.#retentionTimer);
    await Promise.allSettled(this.#sealing.map((sealing) => sealing.done));
    await this.#log?.close();
    for (const { log } of this.#sealing) await log?.close();
    await this.#sealer.close();
    await this.#segments.close();
    this.#disk?.unlock();
  }

  /** Runs a read on a view of this moment; another tenant than the only one has nothing. */
  async #read<T>(
    { tenant, signal, deadline }: CallContext,
    nothing: T,
    work: (view: StoreView) => T | Promise<T>,
  ): Promise<T> {
    this.#throwIfClosed();
    signal?.throwIfAborted();
    if (tenant !== '') return nothing;
    if (deadline !== undefined && Date.now() > deadline) throw timeout();
    const view = new StoreView(this.#segments.readers, [
      ...this.#sealing.map((sealing) => sealing.head),
      this.#head,
    ]);
    try {
      return await work(view);
    } finally {
      view.release();
    }
  }

  #needsNextHead(bytes: number, arrivedAt: number): boolean {
    if (this.#head.spanCount === 0) return false;
    return (
      this.#head.bytes + bytes > this.#headBytes ||
      dayOf(this.#head.arrived.to) !== dayOf(arrivedAt)
    );
  }

  async #waitForSeal(giveUpAt: number): Promise<void> {
    const [oldest] = this.#sealing;
    const left = giveUpAt - performance.now();
    if (oldest === undefined) return;
    if (left <= 0) {
      throw new StoreError('CLEW_STORE_FULL', 'spans come in faster than they can be written', {
        retryAfterMillis: RETRY_AFTER_MILLIS,
      });
    }
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, left);
    });
    await Promise.race([oldest.done.catch(() => undefined), timeout]);
    clearTimeout(timer);
  }

  /** Puts a new head in place of the active one, which goes to be sealed. */
  #startSealing(obsoleteLogs: readonly number[]): void {
    const head = this.#head;
    const log = this.#log;
    this.#head = new Head(this.#pool);
    this.#log = this.#newLog();
    const done = this.#lastSeal.then(() => this.#sealUntilDone(head, log, obsoleteLogs));
    // After a failure nothing later is sealed: logs may only go once all before them is in segments.
    this.#lastSeal = done;
    done.catch(() => undefined);
    this.#sealing = [...this.#sealing, { head, log, since: this.#now(), done }];
  }

  /** Seals a head, trying again while the disk refuses, until the engine closes. */
  async #sealUntilDone(
    head: Head,
    log: WriteAheadLog | undefined,
    obsoleteLogs: readonly number[],
  ): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        await this.#seal(head, log, obsoleteLogs);
        return;
      } catch (error) {
        const message = 'a head could not be sealed';
        this.#onEvent({ type: 'problem', what: 'sealing', message, error });
        if (this.#closing.signal.aborted) throw error;
        await this.#pause(Math.min(30_000, 500 * 2 ** attempt));
        if (this.#closing.signal.aborted) throw error;
      }
    }
  }

  async #seal(
    head: Head,
    log: WriteAheadLog | undefined,
    obsoleteLogs: readonly number[],
  ): Promise<void> {
    const started = performance.now();
    const batches = head.batches.map((one) => one.batch);
    const sealed = await this.#sealer.seal(batches, head.arrived);
    const logs = [...(log?.numbers ?? []), ...obsoleteLogs];
    await this.#segments.add(this.#takeNumber(), sealed, logs, () => this.#nextNumber);
    this.#sealing = this.#sealing.filter((sealing) => sealing.head !== head);
    head.retire();
    this.#onEvent({
      type: 'sealed',
      seconds: (performance.now() - started) / 1000,
      spans: sealed.footer.spans,
      bytes: sealed.bytes.length,
      duplicates: sealed.duplicates,
    });
    try {
      await log?.remove();
      await this.#removeLogs(obsoleteLogs);
      await this.#dropOld();
    } catch (error) {
      // The manifest names the logs as obsolete: the next start removes them.
      const message = 'an obsolete file could not be removed';
      this.#onEvent({ type: 'problem', what: 'obsolete-file', message, error });
    }
  }

  async #dropOld(): Promise<void> {
    const next = (): number => this.#nextNumber;
    if (this.#retentionMillis !== undefined) {
      const oldest = this.#now() - this.#retentionMillis;
      await this.#segments.drop(
        'age',
        (readers) => readers.filter((reader) => reader.footer.arrivedTo < oldest),
        next,
      );
    }
    const max = this.#maxBytes;
    if (max === undefined) return;
    await this.#segments.drop(
      'bytes',
      (readers) => {
        let excess = this.#segments.bytes + this.stats().logBytes - max;
        return readers.filter((reader) => {
          const drop = excess > 0;
          if (drop) excess -= reader.bytes;
          return drop;
        });
      },
      next,
    );
  }

  #scheduleRetention(): void {
    this.#retentionTimer = setInterval(() => {
      this.#dropOld().catch((error: unknown) => {
        const message = 'old segments could not be dropped';
        this.#onEvent({ type: 'problem', what: 'retention', message, error });
      });
    }, RETENTION_PERIOD_MILLIS).unref();
  }

  #newLog(): WriteAheadLog | undefined {
    const disk = this.#disk;
    if (disk === undefined) return undefined;
    return new WriteAheadLog({
      files: disk.files,
      directory: disk.paths.logs,
      nextNumber: () => this.#takeNumber(),
      onSync: (seconds) => this.#onEvent({ type: 'synced', seconds }),
    });
  }

  async #removeLogs(numbers: readonly number[]): Promise<void> {
    const disk = this.#disk;
    if (disk === undefined) return;
    for (const number of numbers) await disk.files.unlink(`${disk.paths.logs}/${logName(number)}`);
  }

  #takeNumber(): number {
    return this.#nextNumber++;
  }

  #throwIfClosed(): void {
    this.#closing.signal.throwIfAborted();
  }

  async #pause(millis: number): Promise<void> {
    const { signal } = this.#closing;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, millis);
      signal.addEventListener('abort', end);
    });
  }
}

/** The number of the day, in UTC, of a time in Unix milliseconds. */
function dayOf(millis: number): number {
  return Math.floor(millis / 86_400_000);
}

function writeError(cause: unknown): StoreError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('CLEW_STORE_FULL', 'the disk is full: make room or lower --max-disk', {
      retryAfterMillis: RETRY_AFTER_MILLIS,
      cause,
    });
  }
  const message = cause instanceof Error ? cause.message : String(cause);
  return new StoreError('CLEW_STORE_WRITE_FAILED', `the log could not be written: ${message}`, {
    retryAfterMillis: RETRY_AFTER_MILLIS,
    cause,
  });
}
