// What the system page shows, gathered from those who know it: counters from the metrics, figures from the store, space from the disk.
import { availableParallelism, totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { Engine, EngineEvent } from '@clew/engine';
import type { Metrics } from '../admin/metrics.ts';
import type { Config } from '../config/index.ts';
import type { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import type {
  EndpointFigures,
  ProcessUse,
  ReceiverAddress,
  ReceiverFigures,
  StorageFigures,
  SystemAnswer,
} from '../query/system-answer.ts';
import { type DiskSpace, diskSpace } from './disk-space.ts';
import { FailureWatch } from './failure-watch.ts';
import { healthOf } from './health.ts';
import { nanosOfMillis } from './nanos.ts';
import { RecentWrites } from './recent-writes.ts';

/** What a report is made from. */
export interface SystemReportOptions {
  readonly config: Config;
  readonly version: string;
  readonly metrics: Metrics;
  readonly budget: InFlightBudget;
}

/** Knows how the process, its receivers and its store are. */
export class SystemReport {
  readonly #options: SystemReportOptions;
  readonly #startedAt: number = Date.now();
  readonly #failures: FailureWatch = new FailureWatch();
  readonly #recent: RecentWrites = new RecentWrites(this.#startedAt);
  readonly #receivers: ReceiverAddress[] = [];

  constructor(options: SystemReportOptions) {
    this.#options = options;
  }

  /** A receiver was opened. */
  addReceivers(receivers: readonly ReceiverAddress[]): void {
    this.#receivers.push(...receivers);
  }

  /** A write of the pipeline has ended. */
  onWrite(spans: number, error: unknown): void {
    this.#recent.add(Date.now(), spans, error === undefined);
    this.#failures.onWrite(error);
  }

  /** The engine tells something. */
  onEvent(event: EngineEvent): void {
    this.#failures.onEvent(event);
  }

  /** How everything is now. */
  async read(store: Engine): Promise<SystemAnswer> {
    const { config, version, metrics, budget } = this.#options;
    const isOnDisk = config.storage === 'embedded';
    const [dropped, faults, disk, receivers, query] = await Promise.all([
      metrics.store.dropped(),
      metrics.faults(),
      isOnDisk ? diskSpace(config.dataDir) : undefined,
      Promise.all(this.#receivers.map((receiver) => this.#figuresOf(receiver))),
      endpoints(metrics),
    ]);
    const now = Date.now();
    const storage = storageFigures(config, store, disk, dropped);
    return {
      version,
      nodeVersion: process.version,
      now: nanosOfMillis(now),
      startedAt: nanosOfMillis(this.#startedAt),
      uptime: nanosOfMillis(now - this.#startedAt),
      health: healthOf({
        ...{ now, disk, faults },
        failures: this.#failures,
        stats: store.stats(),
        usedBytes: storage.usedBytes,
        limitBytes: storage.limitBytes,
        limitOption: isOnDisk ? '--max-disk' : '--memory-limit',
        retentionMillis: config.retention,
        droppedForLimit: dropped.get('bytes') ?? 0,
        inFlight: budget,
      }),
      process: processUse(),
      receivers,
      recent: this.#recent.read(now),
      storage,
      query,
    };
  }

  async #figuresOf(receiver: ReceiverAddress): Promise<ReceiverFigures> {
    return { ...receiver, ...(await this.#options.metrics.receivers.counts(receiver.name)) };
  }
}

function processUse(): ProcessUse {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  // Without a limit of a container this is 0, or more than the machine has.
  const constrained = process.constrainedMemory();
  return {
    memoryBytes: rss,
    heapBytes: heapUsed,
    memoryLimitBytes: constrained > 0 ? Math.min(constrained, totalmem()) : totalmem(),
    cpuTime: nanosOfMillis((user + system) / 1000),
    processors: availableParallelism(),
  };
}

function storageFigures(
  { storage: kind, dataDir, retention, maxDisk, memoryLimit }: Config,
  store: Engine,
  disk: DiskSpace | undefined,
  dropped: ReadonlyMap<string, number>,
): StorageFigures {
  const stats = store.stats();
  const { segments, segmentSpans, segmentBytes, headSpans, headBytes, logBytes } = stats;
  const { oldestArrival, newestArrival } = stats;
  const isOnDisk = kind === 'embedded';
  const limitBytes = isOnDisk ? maxDisk : memoryLimit;
  return {
    kind,
    ...(isOnDisk && { dataDir: resolve(dataDir) }),
    segments,
    spans: { segments: segmentSpans, heads: headSpans },
    bytes: { segments: segmentBytes, heads: headBytes, logs: logBytes },
    ...(oldestArrival !== undefined && { oldestArrival: nanosOfMillis(oldestArrival) }),
    ...(newestArrival !== undefined && { newestArrival: nanosOfMillis(newestArrival) }),
    ...(retention !== undefined && { retention: nanosOfMillis(retention) }),
    usedBytes: segmentBytes + (isOnDisk ? logBytes : headBytes),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(disk !== undefined && { disk }),
    droppedSpans: [...dropped].map(([reason, count]) => ({ reason, count })),
    pendingBatches: stats.pendingBatches,
    pendingHeads: stats.pendingSeals,
  };
}

async function endpoints(metrics: Metrics): Promise<readonly EndpointFigures[]> {
  const queries = await metrics.queries();
  return [...queries].map(([endpoint, { count, seconds }]) => ({
    endpoint,
    requests: count,
    meanDuration: nanosOfMillis(count === 0 ? 0 : (seconds * 1000) / count),
  }));
}
