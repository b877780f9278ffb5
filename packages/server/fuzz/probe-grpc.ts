// Calls the gRPC methods with damaged requests and tells what is wrong with the answer.
import { mutated, type Random } from '@clew/protocols/fuzz/mutation.ts';
import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import { loadDefinitions } from '../src/grpc/service-definitions.ts';
import type { Known } from './http-requests.ts';

/** One call: the method's path, and the request's bytes. */
export interface GrpcCall {
  readonly path: string;
  readonly isStream: boolean;
  readonly request: Uint8Array;
}

const NOT_FAIR: readonly number[] = [status.UNKNOWN, status.INTERNAL, status.DATA_LOSS];
const DEADLINE_MILLIS = 20_000;

interface Method {
  readonly path: string;
  readonly responseStream: boolean;
  readonly requestSerialize: (value: object) => Buffer;
}

/** Makes calls without end. */
export function damagedCalls(known: Known): (random: Random) => GrpcCall {
  const definitions = loadDefinitions(
    'jaeger/api_v2/query.proto',
    'jaeger/api_v3/query_service.proto',
  );
  const seconds = Math.round(known.micros / 1e6);
  const traceId = known.traceIds[0] ?? '';
  const trace = { trace_id: Buffer.from(traceId, 'hex') };
  const search = {
    service_name: known.services[0],
    operation_name: known.operations[0],
    start_time_min: { seconds: seconds - 3600 },
    start_time_max: { seconds: seconds + 3600 },
    duration_max: { seconds: 10 },
  };
  const seeds: Readonly<Record<string, Readonly<Record<string, object>>>> = {
    'jaeger.api_v2.QueryService': {
      GetTrace: trace,
      ArchiveTrace: trace,
      FindTraces: { query: { ...search, tags: { a: 'b' }, search_depth: 20 } },
      GetServices: {},
      GetOperations: { service: known.services[0], span_kind: 'server' },
      GetDependencies: { start_time: { seconds: seconds - 3600 }, end_time: { seconds } },
    },
    'jaeger.api_v3.QueryService': {
      GetTrace: { trace_id: traceId },
      FindTraces: { query: { ...search, attributes: { a: 'b' }, search_depth: 20 } },
      FindTraceSummaries: { query: { ...search, search_depth: 20 } },
      GetServices: {},
      GetOperations: { service: known.services[0], span_kind: 'server' },
      GetDependencies: { start_time: { seconds: seconds - 3600 }, end_time: { seconds } },
    },
  };
  const calls = Object.entries(seeds).flatMap(([service, methods]) =>
    Object.entries(methods).map(([name, request]): GrpcCall => {
      const method = (definitions[service] as unknown as Readonly<Record<string, Method>>)[name];
      if (method === undefined) throw new Error(`there is no ${service}.${name}`);
      const { path, responseStream: isStream } = method;
      return { path, isStream, request: method.requestSerialize(request) };
    }),
  );
  const requests = calls.map(({ request }) => request);
  return (random) => {
    const call = calls[random(calls.length)] as GrpcCall;
    const request = mutated(random(4) === 0 ? requests : [call.request], random);
    return { ...call, request };
  };
}

/** A client of the server at an address such as `http://127.0.0.1:1234`. */
export function grpcClient(address: string): Client {
  return new Client(new URL(address).host, credentials.createInsecure());
}

/** Calls it; undefined when the answer is as it should be, or else what is wrong. */
export async function probeGrpc(client: Client, call: GrpcCall): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<ServiceError | null>();
  const write = (bytes: Uint8Array): Buffer => Buffer.from(bytes);
  const read = (bytes: Buffer): Buffer => bytes;
  const options = { deadline: Date.now() + DEADLINE_MILLIS };
  if (call.isStream) {
    const stream = client.makeServerStreamRequest(call.path, write, read, call.request, options);
    stream.on('data', () => undefined);
    stream.on('error', (error: ServiceError) => resolve(error));
    stream.on('end', () => resolve(null));
  } else {
    client.makeUnaryRequest(call.path, write, read, call.request, options, (error) =>
      resolve(error),
    );
  }
  const error = await promise;
  if (error === null || !NOT_FAIR.includes(error.code)) return undefined;
  // What every gRPC server says of bytes that are no message.
  if (error.details === 'Error deserializing request') return undefined;
  return `status ${status[error.code]}: ${error.details}`;
}
