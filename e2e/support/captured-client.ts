// What real clients sent, sent again, and what Jaeger showed of it: packages/protocols/src/jaeger/fixtures
// has the bytes and says where they come from.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { Client, credentials } from '@grpc/grpc-js';
import type { Addresses } from './clew-process.ts';

const FIXTURES = new URL('../../packages/protocols/src/jaeger/fixtures/', import.meta.url);
const OTLP_EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const POST_SPANS = '/jaeger.api_v2.CollectorService/PostSpans';

/** Sends a message to where clients of its kind send theirs. */
type Send = (addresses: Addresses, body: Buffer) => Promise<void>;

/** A client that was captured, by the way it sends. */
export interface CapturedClient {
  readonly name: string;
  readonly send: Send;
  /** Where its message is, unless that is called after it. */
  readonly file?: string;
}

/** One client for every way into Clew. */
export const capturedClients: readonly CapturedClient[] = [
  { name: 'node-otel-otlp-http', send: httpSender('otlpHttp', 'application/json') },
  { name: 'node-otel-otlp-http-gzip', send: httpSender('otlpHttp', 'application/json', 'gzip') },
  { name: 'node-otel-otlp-proto', send: httpSender('otlpHttp', 'application/x-protobuf') },
  { name: 'node-otel-otlp-grpc', send: grpcSender('otlpGrpc', OTLP_EXPORT) },
  { name: 'go-jaeger-udp-128', send: udpSender('jaegerUdpCompact') },
  { name: 'py-jaeger-client', send: udpSender('jaegerUdpCompact') },
  { name: 'node-jaeger-client-udp', send: udpSender('jaegerUdpBinary') },
  {
    name: 'py-jaeger-client-128',
    file: 'jaeger-agent.py-jaeger-client-128.bin',
    send: grpcSender('jaegerGrpc', POST_SPANS),
  },
  { name: 'go-jaeger-http', send: httpSender('jaegerHttp', 'application/x-thrift') },
];

/** Sends what a client sent. */
export async function replay(
  { name, send, file = `${name}.1.bin` }: CapturedClient,
  addresses: Addresses,
): Promise<void> {
  await send(addresses, readFileSync(new URL(file, FIXTURES)));
}

/** A trace as Jaeger's API tells of it; only what is looked at. */
export interface ShownTrace {
  readonly traceID: string;
  readonly spans: readonly {
    readonly spanID: string;
    readonly operationName: string;
    readonly startTime: number;
    readonly duration: number;
    readonly processID: string;
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string }>>;
}

/** What Jaeger showed of what a client sent. */
export function shownByJaeger(client: CapturedClient): readonly ShownTrace[] {
  const text = readFileSync(new URL(`expected/${client.name}.json`, FIXTURES), 'utf8');
  return (JSON.parse(text) as { readonly data: readonly ShownTrace[] }).data;
}

function httpSender(port: 'otlpHttp' | 'jaegerHttp', type: string, encoding?: string): Send {
  return async (addresses, body) => {
    const response = await fetch(addresses[port], {
      method: 'POST',
      headers: {
        'content-type': type,
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      },
      body: new Uint8Array(body),
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  };
}

function udpSender(port: 'jaegerUdpCompact' | 'jaegerUdpBinary'): Send {
  return async (addresses, body) => {
    const { hostname, port: number } = new URL(`udp://${addresses[port]}`);
    const socket = createSocket('udp4');
    await new Promise<void>((resolve, reject) => {
      socket.send(body, Number(number), hostname, (error) =>
        error === null ? resolve() : reject(error),
      );
    });
    socket.close();
  };
}

function grpcSender(port: 'otlpGrpc' | 'jaegerGrpc', method: string): Send {
  return async (addresses, body) => {
    const where = addresses[port].replace('http://', '');
    const client = new Client(where, credentials.createInsecure());
    const asIs = (bytes: Buffer): Buffer => bytes;
    try {
      await new Promise<void>((resolve, reject) => {
        client.makeUnaryRequest(method, asIs, asIs, body, (error) =>
          error === null ? resolve() : reject(error),
        );
      });
    } finally {
      client.close();
    }
  };
}
