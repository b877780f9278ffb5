// The ways that requests take, from one form of headers to the next.
import { fileURLToPath } from 'node:url';
import { type Journey, urlOf } from './chain.ts';
import type { ZipkinResult } from './node-zipkin.ts';
import type { Processes } from './processes.ts';
import { sendTo } from './relay.ts';
import { type Servers, stopsAt, type TraceIdBits } from './servers.ts';

/** How long a request through all servers may take. */
const REQUEST_MILLIS = 10_000;

type Baggage = Readonly<Record<string, string>>;

const BAGGAGE: Baggage = {
  'user-id': 'bobby',
  note: '订单 №7: "50%"; a=b, c+d & é/ü?#[]@!$\\',
};

/** How B3 comes: in several headers or in one. */
export type B3Form = 'multi' | 'single';

/** Begins in Go: Jaeger's headers to Clew and Python, W3C's to OpenTelemetry and Clew, and Jaeger's to Go. */
export async function journeyFromGo(
  servers: Servers,
  traceIdBits: TraceIdBits,
  signal: AbortSignal,
): Promise<Journey> {
  const go = `go-${traceIdBits}` as const;
  const stops = stopsAt(
    servers,
    [go, 'checkout'],
    ['clew', 'reserve'],
    ['python', 'price'],
    ['otel', 'pay'],
    ['clew', 'ship'],
    [go, 'archive'],
  );
  const url = urlOf(stops);
  for (const [key, value] of Object.entries(BAGGAGE)) {
    url.searchParams.append('baggage', `${key}=${value}`);
  }
  const hops = await sendTo(url, {}, within(REQUEST_MILLIS, signal));
  return { stops, hops, traceIdBits, baggage: BAGGAGE };
}

/** Begins in a Zipkin client, which sends its spans to Clew: B3's headers to Clew, Jaeger's to Python, and W3C's to OpenTelemetry and Clew. */
export async function journeyFromZipkin(
  servers: Servers,
  processes: Processes,
  [form, traceIdBits]: readonly [B3Form, TraceIdBits],
  zipkin: string,
  signal: AbortSignal,
): Promise<Journey> {
  const stops = stopsAt(
    servers,
    ['clew', 'reserve'],
    ['python', 'price'],
    ['otel', 'pay'],
    ['clew', 'ship'],
  );
  const printed = await processes
    .start(
      `zipkin, b3 ${form}, ${traceIdBits} bits`,
      process.execPath,
      fileURLToPath(new URL('node-zipkin.ts', import.meta.url)),
      urlOf(stops).href,
      form,
      String(traceIdBits),
      baggageHeader(BAGGAGE),
      zipkin,
    )
    .result(within(REQUEST_MILLIS, signal));
  const { hops, caller } = JSON.parse(printed) as ZipkinResult;
  return { stops, hops, traceIdBits, baggage: BAGGAGE, caller };
}

function within(millis: number, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(millis)]);
}

/** https://www.w3.org/TR/baggage/ */
function baggageHeader(baggage: Baggage): string {
  return Object.entries(baggage)
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join(',');
}
