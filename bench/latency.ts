// Times single reads over HTTP, one at a time, from the request to the last byte.
import { SpanBatch, SpanBatchReader, spanIdentity } from '@clew/model';
import { searches } from './searches.ts';
import { SeededRandom } from './seeded-random.ts';
import type { KnownTrace, Workload } from './workload.ts';

/** How long a kind of read took. */
export interface Latency {
  readonly medianMillis: number;
  readonly p95Millis: number;
}

const WARM_UP = 3;
const RUNS_OF_A_SEARCH = 30;
const MOST_TRACES = 1000;

/** Asks for traces by id and looks whether all of their spans come, and once. */
export async function timeTraces(
  known: readonly KnownTrace[],
  query: string,
): Promise<{ readonly latency: Latency; readonly duplicates: number; readonly missing: number }> {
  const times: number[] = [];
  let duplicates = 0;
  let missing = 0;
  // From all over the time that was stored, not its beginning only.
  const step = Math.max(1, Math.floor(known.length / MOST_TRACES));
  for (let i = 0; i < known.length; i += step) {
    const { id, spans } = known[i] as KnownTrace;
    const { millis, body } = await timed(`${query}/api/clew/v1/traces/${id}`);
    times.push(millis);
    const reader = new SpanBatchReader(new SpanBatch(body));
    const distinct = new Set([...reader.spans()].map(spanIdentity)).size;
    duplicates += reader.spanCount - distinct;
    missing += spans - distinct;
  }
  return { latency: latencyOf(times), duplicates, missing };
}

/** Runs each of the ten searches several times with values of its own. */
export async function timeSearches(
  workload: Workload,
  query: string,
  seed: number,
): Promise<Readonly<Record<string, Latency>>> {
  const random = new SeededRandom(seed);
  const found: Record<string, Latency> = {};
  const range = { from: String(workload.from), to: String(workload.to), limit: '20' };
  for (const search of searches(workload)) {
    const times: number[] = [];
    for (let run = -WARM_UP; run < RUNS_OF_A_SEARCH; run++) {
      const parameters = new URLSearchParams({ ...search.query(random), ...range });
      const { millis } = await timed(`${query}/api/clew/v1/search?${parameters}`);
      if (run >= 0) times.push(millis);
    }
    found[search.name] = latencyOf(times);
  }
  return found;
}

async function timed(url: string): Promise<{ readonly millis: number; readonly body: Uint8Array }> {
  const started = performance.now();
  const response = await fetch(url);
  const body = new Uint8Array(await response.arrayBuffer());
  const millis = performance.now() - started;
  if (!response.ok) throw new Error(`${url}: ${response.status} ${Buffer.from(body)}`);
  return { millis, body };
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  return { medianMillis: at(0.5), p95Millis: at(0.95) };
}
