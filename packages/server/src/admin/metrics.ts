// All metrics of a process, in Prometheus's form.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { ReceiverMetrics } from './receiver-metrics.ts';
import { SamplingMetrics } from './sampling-metrics.ts';
import { StoreMetrics } from './store-metrics.ts';

const QUERY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

const QUERY_SECONDS = 'clew_query_seconds';

/** The metrics of a process. */
export class Metrics {
  readonly registry: Registry = new Registry();
  readonly receivers: ReceiverMetrics = new ReceiverMetrics(this.registry);
  readonly store: StoreMetrics = new StoreMetrics(this.registry);
  readonly sampling: SamplingMetrics = new SamplingMetrics(this.registry);
  readonly #query: Histogram<'endpoint'>;
  readonly #faults: Counter;

  constructor() {
    const registers = [this.registry];
    this.#query = new Histogram({
      name: QUERY_SECONDS,
      help: 'How long a request of the query API took until its answer was sent, by route',
      labelNames: ['endpoint'] as const,
      buckets: QUERY_BUCKETS,
      registers,
    });
    this.#faults = new Counter({
      name: 'clew_faults_total',
      help: 'Errors that nobody expected; the log describes them',
      registers,
    });
    collectDefaultMetrics({ register: this.registry });
  }

  /** A request of the query API has ended; the endpoint is a route, of which there are few. */
  observeQuery(endpoint: string, seconds: number): void {
    this.#query.observe({ endpoint }, seconds);
  }

  /** Requests of the query API until now and the seconds they took together, by route. */
  async queries(): Promise<
    ReadonlyMap<string, { readonly count: number; readonly seconds: number }>
  > {
    const { values } = await this.#query.get();
    const sums = new Map<string, { count: number; seconds: number }>();
    for (const { labels, metricName, value } of values) {
      const endpoint = String(labels.endpoint);
      const sum = sums.get(endpoint) ?? { count: 0, seconds: 0 };
      sums.set(endpoint, sum);
      if (metricName === `${QUERY_SECONDS}_count`) sum.count = value;
      if (metricName === `${QUERY_SECONDS}_sum`) sum.seconds = value;
    }
    return sums;
  }

  /** What {@link countFault} has counted until now. */
  async faults(): Promise<number> {
    const { values } = await this.#faults.get();
    return values[0]?.value ?? 0;
  }

  /** Something went wrong that nobody expected. */
  countFault(): void {
    this.#faults.inc();
  }
}
