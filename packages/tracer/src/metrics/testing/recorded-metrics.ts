// For tests only: metrics whose figures can be read.
import { Metrics } from '../metrics.ts';

/** Metrics, and their figures by name and tags: `jaeger:traces{sampled=y,state=started}`. */
export function recordedMetrics(): { metrics: Metrics; figures: Record<string, number> } {
  const figures: Record<string, number> = {};
  const keyOf = (name: string, tags: Readonly<Record<string, string>> = {}): string => {
    const pairs = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
    return pairs.length === 0 ? name : `${name}{${pairs.sort().join(',')}}`;
  };
  const metrics = new Metrics({
    createCounter: (name, tags) => ({
      increment(delta = 1) {
        const key = keyOf(name, tags);
        figures[key] = (figures[key] ?? 0) + delta;
      },
    }),
    createGauge: (name, tags) => ({
      update(value) {
        figures[keyOf(name, tags)] = value;
      },
    }),
  });
  return { metrics, figures };
}
