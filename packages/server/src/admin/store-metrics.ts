// What is counted and timed of the pipeline and the store.
import type { EngineEvent, EngineStats } from '@clew/engine';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';

const SYNC_BUCKETS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 1, 5];
const SEAL_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30];

/** Counts and times what pipeline and store tell. */
export class StoreMetrics {
  readonly #registry: Registry;
  readonly #write: Histogram<'result'>;
  readonly #written: Counter;
  readonly #sync: Histogram;
  readonly #seal: Histogram;
  readonly #sealedSpans: Counter;
  readonly #sealedBytes: Counter;
  readonly #duplicates: Counter;
  readonly #droppedSpans: Counter<'reason'>;
  readonly #problems: Counter;

  constructor(registry: Registry) {
    this.#registry = registry;
    const registers = [registry];
    this.#write = new Histogram({
      name: 'clew_pipeline_write_seconds',
      help: 'How long a write of a batch took until it was durable',
      labelNames: ['result'] as const,
      buckets: SYNC_BUCKETS,
      registers,
    });
    this.#written = new Counter({
      name: 'clew_pipeline_written_spans_total',
      help: 'Spans that were given to the store and are durable',
      registers,
    });
    this.#sync = new Histogram({
      name: 'clew_store_fsync_seconds',
      help: 'How long a sync of the log took',
      buckets: SYNC_BUCKETS,
      registers,
    });
    this.#seal = new Histogram({
      name: 'clew_store_seal_seconds',
      help: 'How long it took to make a segment of a head',
      buckets: SEAL_BUCKETS,
      registers,
    });
    this.#sealedSpans = new Counter({
      name: 'clew_store_sealed_spans_total',
      help: 'Spans that were sealed into segments',
      registers,
    });
    this.#sealedBytes = new Counter({
      name: 'clew_store_sealed_bytes_total',
      help: 'Bytes of segments that were sealed',
      registers,
    });
    this.#duplicates = new Counter({
      name: 'clew_store_duplicate_spans_total',
      help: 'Spans that were left out of segments because they were there already',
      registers,
    });
    this.#droppedSpans = new Counter({
      name: 'clew_store_dropped_spans_total',
      help: 'Spans dropped by retention, by age or bytes',
      labelNames: ['reason'] as const,
      registers,
    });
    this.#problems = new Counter({
      name: 'clew_store_problems_total',
      help: 'Failures inside of the store, which the log describes',
      registers,
    });
  }

  /** A write of the pipeline has ended. */
  onWrite(seconds: number, spans: number, error: unknown): void {
    this.#write.observe({ result: error === undefined ? 'ok' : 'failed' }, seconds);
    if (error === undefined) this.#written.inc(spans);
  }

  /** The engine tells something. */
  onEvent(event: EngineEvent): void {
    switch (event.type) {
      case 'synced':
        this.#sync.observe(event.seconds);
        break;
      case 'sealed':
        this.#seal.observe(event.seconds);
        this.#sealedSpans.inc(event.spans);
        this.#sealedBytes.inc(event.bytes);
        this.#duplicates.inc(event.duplicates);
        break;
      case 'dropped-segments':
        this.#droppedSpans.inc({ reason: event.reason }, event.spans);
        break;
      case 'problem':
        this.#problems.inc();
        break;
      case 'recovered':
      case 'log-fault':
        break;
    }
  }

  /** Spans that retention dropped until now, by `age` or `bytes`. */
  async dropped(): Promise<ReadonlyMap<string, number>> {
    const { values } = await this.#droppedSpans.get();
    return new Map(values.map(({ labels, value }) => [String(labels.reason), value]));
  }

  /** Shows the pipeline's and the store's figures of the moment whenever the metrics are read. */
  watch(pipeline: Pipeline, budget: InFlightBudget, stats: () => EngineStats): void {
    this.#gauge('clew_pipeline_pending_writes', 'Batches that are being written', () => {
      return pipeline.pendingWrites;
    });
    this.#gauge('clew_pipeline_open_spans', 'Spans that wait for the next write', () => {
      return pipeline.openSpans;
    });
    this.#gauge('clew_pipeline_in_flight_bytes', 'Bytes of requests under way', () => budget.used);
    this.#gauge('clew_pipeline_in_flight_limit_bytes', 'The most they may be', () => budget.limit);
    this.#gauge('clew_store_pending_batches', 'Batches that wait for a sync', () => {
      return stats().pendingBatches;
    });
    this.#gauge('clew_store_pending_seals', 'Heads that wait to be segments', () => {
      return stats().pendingSeals;
    });
    this.#gauge('clew_store_segments', 'Segments', () => stats().segments);
    this.#gauge('clew_store_cache_bytes', 'Bytes of segments kept in memory', () => {
      return stats().cacheBytes;
    });
    this.#parts('clew_store_spans', 'Stored spans, by where they are', () => ({
      head: stats().headSpans,
      segments: stats().segmentSpans,
    }));
    this.#parts('clew_store_bytes', 'Bytes of stored spans, by where they are', () => ({
      head: stats().headBytes,
      log: stats().logBytes,
      segments: stats().segmentBytes,
    }));
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.#registry],
      collect() {
        this.set(read());
      },
    });
  }

  #parts(name: string, help: string, read: () => Readonly<Record<string, number>>): void {
    new Gauge({
      name,
      help,
      labelNames: ['part'] as const,
      registers: [this.#registry],
      collect() {
        for (const [part, value] of Object.entries(read())) this.set({ part }, value);
      },
    });
  }
}
