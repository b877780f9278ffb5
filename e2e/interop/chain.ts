// A way through several servers, and what is to be seen of it.
import { deepEqual, equal } from 'node:assert/strict';
import type { Hop } from './relay.ts';
import { outline, spanLine, waitForTrace, wideId } from './shown-trace.ts';

/** A stop of a way. */
export interface Stop {
  readonly service: string;
  /** Where the service is. */
  readonly address: string;
  /** What it does there; no other stop of the way does the same. */
  readonly operation: string;
}

/** What is known of a request that took its way. */
export interface Journey {
  readonly stops: readonly Stop[];
  readonly hops: readonly Hop[];
  readonly traceIdBits: number;
  readonly baggage: Readonly<Record<string, string>>;
  /** The client that made the request in a span of its own, below another one; none if the first stop's is the root. */
  readonly caller?: Caller;
}

/** A client's spans. */
export interface Caller {
  readonly service: string;
  readonly traceId: string;
  /** What its first span does, and what the one below it does. */
  readonly operations: readonly [root: string, call: string];
}

/** The URL that sends a request through all stops. */
export function urlOf([first, ...further]: readonly Stop[]): URL {
  if (first === undefined) throw new RangeError('a way needs a stop');
  const url = new URL(first.operation, first.address);
  for (const { address, operation } of further) {
    url.searchParams.append('next', `${address}/${operation}`);
  }
  return url;
}

/** Every server saw the same trace and all of the baggage. */
export function checkHops({ stops, hops, traceIdBits, baggage }: Journey): void {
  const traceId = hops[0]?.traceId.replace(/^0+/, '') ?? '';
  equal(traceId.length > 16 ? 128 : 64, traceIdBits, `${traceId} has ${traceIdBits} bits`);
  deepEqual(
    hops.map((hop) => ({ ...hop, traceId: wideId(hop.traceId), baggage: { ...hop.baggage } })),
    stops.map(({ service }) => ({ service, traceId: wideId(traceId), baggage })),
  );
}

/** Clew shows every span once and with its parent. */
export async function checkShown(
  queryApi: string,
  { stops, hops, caller }: Journey,
  signal: AbortSignal,
): Promise<void> {
  const expected = expectedOutline(stops, caller);
  const traceId = caller?.traceId ?? hops[0]?.traceId ?? '';
  const trace = await waitForTrace(queryApi, wideId(traceId), expected.length, signal);
  deepEqual(trace && outline(trace), expected);
}

function expectedOutline(stops: readonly Stop[], caller?: Caller): readonly string[] {
  let parent = caller === undefined ? '' : `CHILD_OF ${caller.operations[1]}`;
  const lines = stops.flatMap(({ service, operation }, i) => {
    const server = spanLine(service, operation, 'server', parent);
    const next = stops[i + 1];
    if (next === undefined) return [server];
    const call = `call ${next.operation}`;
    parent = `CHILD_OF ${call}`;
    return [server, spanLine(service, call, 'client', `CHILD_OF ${operation}`)];
  });
  return [...lines, ...linesOf(caller)].sort();
}

function linesOf(caller?: Caller): readonly string[] {
  if (caller === undefined) return [];
  const { service, operations } = caller;
  const [root, call] = operations;
  return [
    spanLine(service, root, undefined, ''),
    spanLine(service, call, 'client', `CHILD_OF ${root}`),
  ];
}
