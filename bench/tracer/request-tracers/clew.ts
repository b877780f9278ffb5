import { type BaseTracer, initTracer, opentracing } from '@clew/tracer';
import { answer, type Destination, type RequestTracer } from '../request-tracer.ts';
import { STATEMENTS, WORK } from '../workload.ts';

/** Clew's tracer, to an agent. */
export function clew({ udpPort }: Destination): RequestTracer {
  const tracer = initTracer({
    serviceName: WORK.service,
    sampler: { type: 'const', param: 1 },
    reporter: { agentHost: '127.0.0.1', agentPort: udpPort, agentProtocol: 'compact' },
  });
  return {
    listener: (request, response) => {
      const span = startServerSpan(tracer, request.headers, request.method, request.url);
      const child = tracer.startSpan(WORK.child, { childOf: span });
      child.setTag(WORK.statementKey, STATEMENTS[0]);
      answer(request, response);
      child.finish();
      span.setTag(WORK.statusKey, response.statusCode);
      span.finish();
    },
    flush: () => tracer.flush(),
    close: () => tracer.close(),
  };
}

function startServerSpan(
  tracer: BaseTracer,
  headers: unknown,
  method: string | undefined,
  url: string | undefined,
): opentracing.Span {
  const context = tracer.extract(opentracing.FORMAT_HTTP_HEADERS, headers);
  const span = tracer.startSpan(WORK.parent, context === null ? {} : { childOf: context });
  span.setTag(WORK.methodKey, method);
  span.setTag('http.url', url);
  return span;
}
