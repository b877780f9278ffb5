// Makes traces, and sends them to several servers in the same requests.
import { setTimeout as wait } from 'node:timers/promises';
import { SeededRandom } from '../../bench/seeded-random.ts';
import { type EncodedRequest, encodings } from './encodings.ts';
import { randomTrace, TRACE_MICROS } from './random-traces.ts';
import type { ReportedSpan } from './reported-span.ts';

const SENDERS = 4;
const MAX_SPANS_OF_REQUEST = 40;
const PATIENCE_MILLIS = 10_000;
const LAST_TRACE = 'ffffffffffffffff';

/** What was sent. */
export interface SentTraces {
  /** Each id that a span had, once. */
  readonly traceIds: readonly string[];
  readonly spanCount: number;
  readonly requestCount: number;
  /** Unix milliseconds: all traces are between the first and the last, those of mixed ids from the middle on. */
  readonly times: readonly [first: number, middle: number, last: number];
}

/** Makes traces, of which the second half has ids of 64 and of 128 bits, and sends their spans in any order. */
export async function sendTraces(
  servers: readonly string[],
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<SentTraces> {
  const numbers = new SeededRandom(seed);
  const random = (bound: number): number => numbers.below(bound);
  // Whole milliseconds, and long enough ago that nothing lies in the future.
  const first = Date.now() - 1_200_000;
  const spans: ReportedSpan[] = [];
  for (let i = 0; i < count; i++) {
    spans.push(...randomTrace(random, first * 1000 + i * TRACE_MICROS, i >= count / 2));
  }
  const shuffled = spans
    .map((span) => ({ span, at: random(0x7fff_ffff) }))
    .sort((a, b) => a.at - b.at)
    .map(({ span }) => span);
  const requests = requestsOf(shuffled, random);
  await Promise.all(servers.map((server) => send(server, requests)));
  const millis = (count * TRACE_MICROS) / 1000;
  return {
    traceIds: [...new Set(spans.map(({ traceId }) => traceId))],
    ...{ spanCount: spans.length, requestCount: requests.length },
    times: [first, first + millis / 2, first + millis],
  };
}

type Request = EncodedRequest;

const LAST: Request = {
  ...{ path: '/api/v2/spans', contentType: 'application/json' },
  // So long ago that it is in no search.
  body: Buffer.from(JSON.stringify([{ traceId: LAST_TRACE, id: '1', timestamp: 1 }])),
};

function requestsOf(
  spans: readonly ReportedSpan[],
  random: (bound: number) => number,
): readonly Request[] {
  const encoders = Object.values(encodings);
  const requests: Request[] = [];
  for (let at = 0; at < spans.length; ) {
    const size = 1 + random(MAX_SPANS_OF_REQUEST);
    const encode = encoders[random(encoders.length)];
    if (encode !== undefined) requests.push(encode(spans.slice(at, at + size)));
    at += size;
  }
  return requests;
}

async function send(server: string, requests: readonly Request[]): Promise<void> {
  const queue = [...requests];
  const sender = async (): Promise<void> => {
    for (let one = queue.pop(); one !== undefined; one = queue.pop()) {
      const response = await fetch(server + one.path, {
        method: 'POST',
        headers: { 'content-type': one.contentType },
        body: one.body,
      });
      const text = await response.text();
      if (response.status !== 202) {
        throw new Error(
          `${server}${one.path} answers ${response.status} to ${one.contentType}: ${text}`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  await untilStored(server);
}

/** Zipkin answers before it has stored: a span that is sent last is there when all are. */
async function untilStored(server: string): Promise<void> {
  const { path, body } = LAST;
  const headers = { 'content-type': LAST.contentType };
  await fetch(server + path, { method: 'POST', headers, body });
  const giveUp = AbortSignal.timeout(PATIENCE_MILLIS);
  for (;;) {
    const response = await fetch(`${server}/api/v2/trace/${LAST_TRACE}`, { signal: giveUp });
    await response.arrayBuffer();
    if (response.status === 200) return;
    await wait(20);
  }
}
