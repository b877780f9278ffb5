// A server that Clew's tracer traces: it takes and gives the headers of the formats in a list.
//   node-clew.ts SERVICE AGENT_HOST:PORT FORMAT,FORMAT
import { initTracer, type PropagationFormat, SpanContext } from '@clew/tracer';
import { FORMAT_HTTP_HEADERS, type Span, Tags } from 'opentracing';
import { type Call, type Hop, type RelayRequest, serveRelay } from './relay.ts';

const [serviceName = '', agent, formats = ''] = process.argv.slice(2);
const { hostname, port } = new URL(`udp://${agent}`);

const tracer = initTracer(
  {
    serviceName,
    sampler: { type: 'const', param: 1 },
    reporter: { agentHost: hostname, agentPort: Number(port), flushIntervalMs: 100 },
  },
  { propagation: formats.split(',') as PropagationFormat[] },
);

await serveRelay(relay, () => tracer.close());

function relay({ operation, headers, call }: RelayRequest): Promise<readonly Hop[]> {
  const parent = tracer.extract(FORMAT_HTTP_HEADERS, headers);
  const options = {
    ...(parent ? { childOf: parent } : {}),
    tags: { [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_SERVER },
  };
  return tracer.startActiveSpan(operation, options, async (span) => {
    const hop = seenBy(span);
    return call ? [hop, ...(await send(call))] : [hop];
  });
}

/** The parent of its span is the active one. */
function send({ operation, send }: Call): Promise<readonly Hop[]> {
  const options = { tags: { [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_CLIENT } };
  return tracer.startActiveSpan(`call ${operation}`, options, (span) => {
    const headers: Record<string, string> = {};
    tracer.inject(span, FORMAT_HTTP_HEADERS, headers);
    return send(headers);
  });
}

function seenBy(span: Span): Hop {
  const context = span.context();
  if (!(context instanceof SpanContext)) throw new TypeError('the context is not one of Clew');
  return {
    service: serviceName,
    traceId: context.toTraceId(),
    baggage: Object.fromEntries(context.baggageItems()),
  };
}
