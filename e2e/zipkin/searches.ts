// Searches as people and scripts ask Zipkin for.
import { SeededRandom } from '../../bench/seeded-random.ts';
import { TRACE_MICROS } from './random-traces.ts';

const services = ['frontend', 'ORDERS', 'stock', 'billing', 'mail', 'nobody'];
const remotes = ['mysql', 'REDIS', 'kafka', 'browser', 'stock'];
const annotations = [
  ...['error', 'error=timeout', 'http.path=/a', 'http.path=/b/订单', 'http.method=GET and error'],
  ...['cache.Miss', 'cache.Miss and http.method', 'nothing', 'error=库存不足 and http.path=/a'],
];

/**
 * Queries, each of some parameters.
 * @param times Unix milliseconds between which to ask
 */
export function randomSearches(
  seed: number,
  count: number,
  [first, last]: readonly [number, number],
): readonly string[] {
  const random = new SeededRandom(seed);
  const maybe = (percent: number): boolean => random.below(100) < percent;
  return Array.from({ length: count }, () => {
    const query = new URLSearchParams();
    // Between two traces, so that none begins before the range and goes on within.
    const step = TRACE_MICROS / 1000;
    const steps = Math.floor((last - first) / step);
    const from = first + random.below(steps) * step;
    const to = maybe(50) ? last : Math.min(last, from + (1 + random.below(steps)) * step);
    query.set('endTs', String(to - 1));
    query.set('lookback', String(to - 1 - from));
    query.set('limit', String(maybe(50) ? 10 : 5000));
    if (maybe(60)) query.set('serviceName', random.pick(services));
    if (maybe(25)) query.set('remoteServiceName', random.pick(remotes));
    if (maybe(20)) query.set('spanName', `${random.pick(['get', 'SELECT'])} ${random.below(12)}`);
    if (maybe(50)) query.set('annotationQuery', random.pick(annotations));
    if (maybe(30)) {
      query.set('minDuration', String(1 + random.below(4000)));
      if (maybe(50)) query.set('maxDuration', String(4000 + random.below(2000)));
    }
    return String(query);
  });
}
