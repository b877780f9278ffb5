// A client that zipkin-js traces: it sends one request with B3's headers and its own spans to a Zipkin server, those of B3 in
// one header in version 1 of Zipkin's JSON, and prints the answer and what its spans do.
//   node-zipkin.ts URL multi|single TRACE_ID_BITS BAGGAGE_HEADER ZIPKIN_ADDRESS
import zipkin from 'zipkin';
import type { Caller } from './chain.ts';
import { type Hop, sendTo } from './relay.ts';
import { ZipkinTracer } from './zipkin-tracer.ts';

/** What it prints. */
export interface ZipkinResult {
  readonly hops: readonly Hop[];
  readonly caller: Caller;
}

const SERVICE = 'interop-zipkin';
const [url = '', form, bits, baggage = '', address = ''] = process.argv.slice(2);

const reporting = new ZipkinTracer(
  SERVICE,
  form === 'single' ? 'v1' : 'v2',
  address,
  bits === '128',
);
const { tracer } = reporting;
const instrumentation = new zipkin.Instrumentation.HttpClient({ tracer });

let traceId = '';
const hops = await tracer.local('checkout', () => {
  // In version 1 a span without annotations does not say whose it is.
  tracer.recordBinary('b3', form ?? '');
  return request(new URL(url));
});
await reporting.report();
// Zipkin's names are in lower case.
const caller: Caller = { service: SERVICE, traceId, operations: ['checkout', 'get'] };
console.log(JSON.stringify({ hops, caller } satisfies ZipkinResult));

async function request(target: URL): Promise<readonly Hop[]> {
  const { headers } = instrumentation.recordRequest({ headers: { baggage } }, target.href, 'GET');
  const { id } = tracer;
  traceId = id.traceId;
  const hops = await sendTo(target, form === 'single' ? { baggage, b3: b3Of(id) } : headers);
  instrumentation.recordResponse(id, '200');
  return hops;
}

/** The form in one header, which zipkin-js does not write. https://github.com/openzipkin/b3-propagation#single-header */
function b3Of({ traceId, spanId, sampled, parentSpanId }: zipkin.TraceId): string {
  const state = sampled.getOrElse(false) ? '1' : '0';
  return `${traceId}-${spanId}-${state}-${parentSpanId.getOrElse('')}`;
}
