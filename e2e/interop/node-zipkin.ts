// A client that zipkin-js traces: it sends one request with B3's headers, and prints the answer and its own spans.
//   node-zipkin.ts URL multi|single TRACE_ID_BITS BAGGAGE_HEADER
import zipkin from 'zipkin';
import { type Hop, sendTo } from './relay.ts';

/** What it prints. */
export interface ZipkinResult {
  readonly hops: readonly Hop[];
  readonly spans: readonly ZipkinSpan[];
}

/** A span as Zipkin's JSON has it; only what is looked at. */
interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly kind?: string;
}

const SERVICE = 'interop-zipkin';
const [url = '', form, bits, baggage = ''] = process.argv.slice(2);

const spans: ZipkinSpan[] = [];
const tracer = new zipkin.Tracer({
  ctxImpl: new zipkin.ExplicitContext(),
  recorder: new zipkin.BatchRecorder({
    logger: {
      logSpan: (span) => {
        spans.push(JSON.parse(zipkin.jsonEncoder.JSON_V2.encode(span)) as ZipkinSpan);
      },
    },
  }),
  localServiceName: SERVICE,
  traceId128Bit: bits === '128',
});
const instrumentation = new zipkin.Instrumentation.HttpClient({ tracer });

const hops = await tracer.local('checkout', () => request(new URL(url)));
console.log(JSON.stringify({ hops, spans } satisfies ZipkinResult));

async function request(target: URL): Promise<readonly Hop[]> {
  const { headers } = instrumentation.recordRequest({ headers: { baggage } }, target.href, 'GET');
  const { id } = tracer;
  const hops = await sendTo(target, form === 'single' ? { baggage, b3: b3Of(id) } : headers);
  instrumentation.recordResponse(id, '200');
  return hops;
}

/** The form in one header, which zipkin-js does not write. https://github.com/openzipkin/b3-propagation#single-header */
function b3Of({ traceId, spanId, sampled, parentSpanId }: zipkin.TraceId): string {
  const state = sampled.getOrElse(false) ? '1' : '0';
  return `${traceId}-${spanId}-${state}-${parentSpanId.getOrElse('')}`;
}
