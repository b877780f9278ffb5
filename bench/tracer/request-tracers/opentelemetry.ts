import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import {
  defaultTextMapGetter,
  ROOT_CONTEXT,
  type Span,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ExportResultCode, W3CTraceContextPropagator } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  type SpanExporter,
} from '@opentelemetry/sdk-trace-base';
import { answer, type Destination, type RequestTracer } from '../request-tracer.ts';
import { STATEMENTS, WORK } from '../workload.ts';

/** OpenTelemetry's SDK, to a collector over OTLP/HTTP. */
export function openTelemetry({ otlpUrl }: Destination): RequestTracer {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': WORK.service }),
    // A second's wait, as the other tracers have by default, and room for the load that they are given.
    spanProcessors: [
      new BatchSpanProcessor(otlpExporter(otlpUrl), {
        scheduledDelayMillis: 1000,
        maxQueueSize: 20_000,
      }),
    ],
  });
  const tracer = provider.getTracer('bench');
  const propagator = new W3CTraceContextPropagator();
  return {
    listener: (request, response) => {
      const span = startServerSpan(tracer, propagator, request.headers);
      span.setAttribute(WORK.methodKey, request.method ?? '');
      span.setAttribute('http.url', request.url ?? '');
      const child = tracer.startSpan(WORK.child, undefined, trace.setSpan(ROOT_CONTEXT, span));
      child.setAttribute(WORK.statementKey, STATEMENTS[0] ?? '');
      answer(request, response);
      child.end();
      span.setAttribute(WORK.statusKey, response.statusCode);
      span.end();
    },
    flush: () => provider.forceFlush(),
    close: () => provider.shutdown(),
  };
}

function startServerSpan(
  tracer: Tracer,
  propagator: W3CTraceContextPropagator,
  headers: IncomingHttpHeaders,
): Span {
  const parent = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  return tracer.startSpan(WORK.parent, undefined, parent);
}

/** What OpenTelemetry's exporter over HTTP does at the least. */
function otlpExporter(url: string): SpanExporter {
  const agent = new Agent({ keepAlive: true });
  return {
    export(spans, callback) {
      const bytes = ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array(0);
      const headers = {
        'content-type': 'application/x-protobuf',
        'content-length': bytes.length,
      };
      const post = httpRequest(url, { agent, method: 'POST', headers }, (response) => {
        response.resume();
        response.on('end', () => callback({ code: ExportResultCode.SUCCESS }));
      });
      post.on('error', (error) => callback({ code: ExportResultCode.FAILED, error }));
      post.end(bytes);
    },
    shutdown: async () => agent.destroy(),
  };
}
