// A server that jaeger-client traces: it takes Jaeger's headers and gives B3's.
//   node-jaeger.ts SERVICE AGENT_HOST:PORT
import { createRequire } from 'node:module';
import { FORMAT_HTTP_HEADERS, type Span, Tags, type Tracer } from 'opentracing';
import { type Call, type Hop, type RelayRequest, serveRelay } from '../interop/relay.ts';

interface Codec {
  inject(context: unknown, carrier: object): void;
}

/** What is used of jaeger-client, which has no types. */
interface JaegerClient {
  initTracer(config: object, options: object): JaegerTracer;
  readonly ZipkinB3TextMapCodec: new (options: object) => Codec;
}

interface JaegerTracer extends Tracer {
  registerInjector(format: string, codec: Codec): void;
  close(done: () => void): void;
}

const { initTracer, ZipkinB3TextMapCodec }: JaegerClient = createRequire(import.meta.url)(
  'jaeger-client',
);
const [serviceName = '', agent] = process.argv.slice(2);
const { hostname, port } = new URL(`udp://${agent}`);

const tracer = initTracer(
  {
    serviceName,
    sampler: { type: 'const', param: 1 },
    reporter: { agentHost: hostname, agentPort: Number(port), flushIntervalMs: 100 },
  },
  { traceId128bit: true },
);
tracer.registerInjector(FORMAT_HTTP_HEADERS, new ZipkinB3TextMapCodec({ urlEncoding: true }));

await serveRelay(relay, () => new Promise((done) => tracer.close(done)));

async function relay({ operation, headers, call }: RelayRequest): Promise<readonly Hop[]> {
  const parent = tracer.extract(FORMAT_HTTP_HEADERS, headers);
  const span = tracer.startSpan(operation, {
    ...(parent ? { childOf: parent } : {}),
    tags: { [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_SERVER },
  });
  try {
    const hop = { service: serviceName, traceId: span.context().toTraceId(), baggage: {} };
    return call ? [hop, ...(await send(call, span))] : [hop];
  } finally {
    span.finish();
  }
}

async function send({ operation, send }: Call, parent: Span): Promise<readonly Hop[]> {
  const tags = { [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_CLIENT };
  const span = tracer.startSpan(`call ${operation}`, { childOf: parent, tags });
  try {
    const headers: Record<string, string> = {};
    tracer.inject(span, FORMAT_HTTP_HEADERS, headers);
    return await send(headers);
  } finally {
    span.finish();
  }
}
