// The ways of reading one trace, as clients ask for it; answers are counted and thrown away as they come.
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { Client, credentials } from '@grpc/grpc-js';

/** Where a server answers. */
interface ReadPorts {
  readonly query: number;
  readonly zipkin: number;
  readonly grpc: number;
}

/** What a client sees of an answer. */
export interface Answer {
  /** Milliseconds from the request to the first byte of the body. */
  readonly firstByteMs: number;
  /** Milliseconds until the last one. */
  readonly allMs: number;
  readonly bytes: number;
}

/** Reads a trace to its end. */
export interface TraceRead {
  readonly name: string;
  read(ports: ReadPorts, traceId: string): Promise<Answer>;
}

/** All reads that give a trace whole, and the two parts that the web app asks for. */
export const TRACE_READS: readonly TraceRead[] = [
  overHttp('Jaeger, adjusted', 'query', (id) => `/api/traces/${id}`),
  overHttp('Jaeger, raw', 'query', (id) => `/api/traces/${id}?raw=true`),
  overHttp('Jaeger 3, adjusted', 'query', (id) => `/api/v3/traces/${id}`),
  overHttp('Jaeger 3, raw', 'query', (id) => `/api/v3/traces/${id}?rawTraces=true`),
  overGrpc('gRPC 2, adjusted', 'jaeger.api_v2', (id) => bytesField(Buffer.from(id, 'hex'))),
  overGrpc('gRPC 3, adjusted', 'jaeger.api_v3', (id) => bytesField(Buffer.from(id))),
  overHttp('Zipkin', 'zipkin', (id) => `/api/v2/trace/${id}`),
  overHttp('file otlp.json', 'query', (id) => `/api/clew/v1/traces/${id}/otlp.json`),
  overHttp('skeleton', 'query', (id) => `/api/clew/v1/traces/${id}/skeleton`),
  overHttp('65,536 spans', 'query', (id) => `/api/clew/v1/traces/${id}/spans`),
];

function overHttp(name: string, port: 'query' | 'zipkin', pathOf: (id: string) => string) {
  return {
    name,
    read: async (ports: ReadPorts, traceId: string): Promise<Answer> => {
      const began = performance.now();
      const request = get({ host: '127.0.0.1', port: ports[port], path: pathOf(traceId) });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      if (response.statusCode !== 200) throw new Error(`${name}: ${response.statusCode}`);
      return await answerOf(began, response as AsyncIterable<Buffer>);
    },
  };
}

function overGrpc(name: string, version: string, requestOf: (id: string) => Buffer) {
  return {
    name,
    read: async ({ grpc }: ReadPorts, traceId: string): Promise<Answer> => {
      const client = new Client(`127.0.0.1:${grpc}`, credentials.createInsecure());
      const same = (bytes: Buffer): Buffer => bytes;
      const began = performance.now();
      const call = client.makeServerStreamRequest(
        `/${version}.QueryService/GetTrace`,
        same,
        same,
        requestOf(traceId),
      );
      const answer = await answerOf(began, call as AsyncIterable<Buffer>);
      client.close();
      return answer;
    },
  };
}

async function answerOf(began: number, pieces: AsyncIterable<Buffer>): Promise<Answer> {
  let firstByteMs = 0;
  let bytes = 0;
  for await (const piece of pieces) {
    if (bytes === 0) firstByteMs = performance.now() - began;
    bytes += piece.length;
  }
  return { firstByteMs, allMs: performance.now() - began, bytes };
}

/** A message whose first field is these bytes: how both versions name the trace. */
function bytesField(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes]);
}
