// The ten searches whose latency is measured, each for the newest 20 traces.
import type { SeededRandom } from './seeded-random.ts';
import type { Workload } from './workload.ts';

/** A search: its name, and the query of one run of it. */
export interface Search {
  readonly name: string;
  query(random: SeededRandom): Readonly<Record<string, string>>;
}

/** The searches, over all of the workload's time. */
export function searches({ requestIds }: Workload): readonly Search[] {
  const service = (random: SeededRandom): string =>
    `${random.pick(['order', 'cart', 'goods', 'payment', 'user'])}-service`;
  return [
    { name: 'everything', query: () => ({}) },
    { name: 'service', query: (random) => ({ service: service(random) }) },
    {
      name: 'service and operation',
      query: (random) => ({ service: service(random), operation: `step ${random.below(8)}` }),
    },
    {
      name: 'attribute equal, frequent',
      query: () => ({ tag: 'http.response.status_code=500' }),
    },
    {
      name: 'attribute equal, one span',
      query: (random) => ({ tag: `request.id=${random.pick(requestIds)}` }),
    },
    {
      name: 'attribute equal, nowhere',
      query: (random) => ({ tag: `request.id=${random.hex(12)}` }),
    },
    {
      name: 'attribute absent, service',
      query: (random) => ({ service: service(random), tag: '!tenant' }),
    },
    { name: 'attribute absent, nowhere', query: () => ({ tag: '!service.name' }) },
    { name: 'duration', query: (random) => ({ minDuration: `${400 + random.below(800)}ms` }) },
    {
      name: 'errors of a service',
      query: (random) => ({ service: service(random), error: 'true' }),
    },
  ];
}
