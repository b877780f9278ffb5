// All metrics of a process, in Prometheus's form.
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';
import { ReceiverMetrics } from './receiver-metrics.ts';
import { StoreMetrics } from './store-metrics.ts';

const QUERY_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

/** The metrics of a process. */
export class Metrics {
  readonly registry: Registry = new Registry();
  readonly receivers: ReceiverMetrics = new ReceiverMetrics(this.registry);
  readonly store: StoreMetrics = new StoreMetrics(this.registry);
  readonly #query: Histogram<'endpoint'>;
  readonly #faults: Counter;

  constructor() {
    const registers = [this.registry];
    this.#query = new Histogram({
      name: 'clew_query_seconds',
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

  /** Something went wrong that nobody expected. */
  countFault(): void {
    this.#faults.inc();
  }
}
