// A server that OpenTelemetry's SDK traces: it takes and gives W3C's headers, with "b3" also takes B3's, and sends OTLP over HTTP.
//   node-otel.ts SERVICE OTLP_ENDPOINT [b3]
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  CompositePropagator,
  ExportResultCode,
  W3CBaggagePropagator,
  W3CTraceContextPropagator,
} from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { B3Propagator } from '@opentelemetry/propagator-b3';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { type Call, type Hop, type RelayRequest, serveRelay } from './relay.ts';

const [service = '', endpoint = '', more] = process.argv.slice(2);

/** What the SDK's own exporter does, without its retries. */
const exporter: SpanExporter = {
  export(spans, callback) {
    send(spans).then(
      () => callback({ code: ExportResultCode.SUCCESS }),
      (error: Error) => callback({ code: ExportResultCode.FAILED, error }),
    );
  },
  shutdown: async () => {},
};
const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': service }),
  spanProcessors: [new SimpleSpanProcessor(exporter)],
});
const tracer = provider.getTracer('interop');
const propagator = new CompositePropagator({
  propagators: [
    ...(more === 'b3' ? [new B3Propagator()] : []),
    new W3CTraceContextPropagator(),
    new W3CBaggagePropagator(),
  ],
});

await serveRelay(relay, () => provider.shutdown());

async function relay({ operation, headers, call }: RelayRequest): Promise<readonly Hop[]> {
  const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  return await inSpan(operation, SpanKind.SERVER, parent, async (context, span) => {
    const hop = { service, traceId: span.spanContext().traceId, baggage: baggageOf(context) };
    return call ? [hop, ...(await callOn(call, context))] : [hop];
  });
}

function callOn({ operation, send }: Call, parent: Context): Promise<readonly Hop[]> {
  return inSpan(`call ${operation}`, SpanKind.CLIENT, parent, (context) => {
    const headers: Record<string, string> = {};
    propagator.inject(context, headers, defaultTextMapSetter);
    return send(headers);
  });
}

async function inSpan<T>(
  name: string,
  kind: SpanKind,
  parent: Context,
  work: (context: Context, span: Span) => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan(name, { kind }, parent);
  try {
    return await work(trace.setSpan(parent, span), span);
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: String(error) });
    throw error;
  } finally {
    span.end();
  }
}

function baggageOf(context: Context): Record<string, string> {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return Object.fromEntries(entries.map(([key, { value }]) => [key, value]));
}

async function send(spans: ReadableSpan[]): Promise<void> {
  const body = ProtobufTraceSerializer.serializeRequest(spans);
  if (body === undefined) throw new Error('the spans were not serialised');
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body: new Uint8Array(body),
  });
  if (!response.ok) throw new Error(`${endpoint} answers ${response.status}`);
}
