// A server that zipkin-js traces: it takes and gives B3's headers, and its span has the id of the caller's, as Zipkin's share it.
//   node-zipkin.ts SERVICE ZIPKIN_ADDRESS
import zipkin from 'zipkin';
import { type Call, type Hop, type RelayRequest, serveRelay } from '../interop/relay.ts';
import { ZipkinTracer } from '../interop/zipkin-tracer.ts';

const [service = '', address = ''] = process.argv.slice(2);

const reporting = new ZipkinTracer(service, 'v2', address, false);
const { tracer } = reporting;
const server = new zipkin.Instrumentation.HttpServer({ tracer, port: 80 });
const client = new zipkin.Instrumentation.HttpClient({ tracer });

await serveRelay(relay, async () => {});

async function relay(request: RelayRequest): Promise<readonly Hop[]> {
  const hops = await trace(request);
  await reporting.report();
  return hops;
}

function trace({ operation, headers, call }: RelayRequest): Promise<readonly Hop[]> {
  return tracer.scoped(async () => {
    const id = server.recordRequest('GET', `http://localhost/${operation}`, <T>(name: string) => {
      const value = headers[name.toLowerCase()];
      return value === undefined ? zipkin.option.None : new zipkin.option.Some(value as T);
    });
    const hop = { service, traceId: id.traceId, baggage: {} };
    const hops = call ? [hop, ...(await send(call, id))] : [hop];
    tracer.letId(id, () => server.recordResponse(id, '200'));
    return hops;
  });
}

async function send({ operation, send }: Call, parent: zipkin.TraceId): Promise<readonly Hop[]> {
  const [id, headers] = tracer.letId(parent, () => {
    const url = `http://localhost/${operation}`;
    const request = client.recordRequest({ headers: {} }, url, 'GET');
    return [tracer.id, request.headers as Record<string, string>] as const;
  });
  const hops = await send(headers);
  tracer.letId(id, () => client.recordResponse(id, '200'));
  return hops;
}
