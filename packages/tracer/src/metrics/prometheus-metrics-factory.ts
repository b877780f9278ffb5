import type { Counter, Gauge, MetricsFactory } from './metrics.ts';

/** What is needed of a metric of prom-client. */
interface PromMetric {
  readonly labelNames?: readonly string[];
  labels(...values: string[]): { inc(delta: number): void; set?(value: number): void };
}

interface PromConfiguration {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
}

/** What is needed of the module prom-client, which the application brings. */
export interface PromClient {
  readonly Counter: new (configuration: PromConfiguration) => PromMetric;
  readonly Gauge: new (configuration: PromConfiguration) => PromMetric;
  readonly register?: { getSingleMetric(name: string): unknown };
}

/** Makes the tracer's metrics with prom-client, under the names that jaeger-client gave them. */
export class PrometheusMetricsFactory implements MetricsFactory {
  readonly #client: PromClient;
  readonly #namespace: string | undefined;
  readonly #metrics = new Map<string, PromMetric>();

  /** @param namespace stands before the names, with '_' */
  constructor(promClient: PromClient, namespace?: string) {
    if (!promClient?.Counter || !promClient.Gauge) {
      throw new TypeError('PrometheusMetricsFactory needs the module prom-client');
    }
    this.#client = promClient;
    this.#namespace = namespace;
  }

  createCounter(name: string, tags: Readonly<Record<string, string>> = {}): Counter {
    const child = labelled(this.#metric(this.#client.Counter, name, tags), tags);
    return { increment: (delta = 1) => child.inc(delta) };
  }

  createGauge(name: string, tags: Readonly<Record<string, string>> = {}): Gauge {
    const child = labelled(this.#metric(this.#client.Gauge, name, tags), tags);
    return { update: (value) => child.set?.(value) };
  }

  #metric(
    Kind: PromClient['Counter'],
    name: string,
    tags: Readonly<Record<string, string>>,
  ): PromMetric {
    const fullName = this.#namespace ? `${this.#namespace}_${name}` : name;
    // Of two tracers in a process, the second one finds the metrics of the first.
    const known = this.#metrics.get(fullName) ?? this.#client.register?.getSingleMetric(fullName);
    const metric =
      (known as PromMetric | undefined) ??
      new Kind({ name: fullName, help: name, labelNames: Object.keys(tags) });
    this.#metrics.set(fullName, metric);
    return metric;
  }
}

/** Values go by their places, which are those of the names that the metric was made with. */
function labelled(
  metric: PromMetric,
  tags: Readonly<Record<string, string>>,
): ReturnType<PromMetric['labels']> {
  const names = metric.labelNames ?? Object.keys(tags);
  return metric.labels(...names.map((name) => tags[name] ?? ''));
}
