import {
  fromJSON,
  loadFileDescriptorSetFromBuffer,
  loadSync,
  type PackageDefinition,
} from '@grpc/proto-loader';
import { protoPath } from 'grpc-health-check';
import protobuf from 'protobufjs';
import { afterEach, describe, expect, test } from 'vitest';
import { spanOf, storeOf } from '../query/testing/query-server.ts';
import {
  AnyClient,
  closeClients,
  type MessageStream,
  queryGrpcServer,
} from '../query-grpc/testing/query-clients.ts';
import type { GrpcServer } from './grpc-server.ts';

afterEach(closeClients);

const HEALTH = 'grpc.health.v1.Health';
const health = loadSync(protoPath, { keepCase: true, enums: String, defaults: true });

/** The reflection service as its own specification defines it. */
function reflectionOf(version: 'v1' | 'v1alpha'): PackageDefinition {
  const root = protobuf.parse(
    `syntax = "proto3";
package grpc.reflection.${version};
service ServerReflection {
  rpc ServerReflectionInfo(stream ServerReflectionRequest) returns (stream ServerReflectionResponse);
}
message ServerReflectionRequest {
  string host = 1;
  oneof message_request { string file_by_filename = 3; string file_containing_symbol = 4; string list_services = 7; }
}
message ServerReflectionResponse {
  string valid_host = 1;
  ServerReflectionRequest original_request = 2;
  FileDescriptorResponse file_descriptor_response = 4;
  ListServiceResponse list_services_response = 6;
  ErrorResponse error_response = 7;
}
message FileDescriptorResponse { repeated bytes file_descriptor_proto = 1; }
message ListServiceResponse { repeated ServiceResponse service = 1; }
message ServiceResponse { string name = 1; }
message ErrorResponse { int32 error_code = 1; string error_message = 2; }`,
    { keepCase: true },
  ).root;
  return fromJSON(root.toJSON(), { keepCase: true, defaults: true, oneofs: true });
}

interface ReflectionAnswer {
  readonly list_services_response?: { readonly service: readonly { readonly name: string }[] };
  readonly file_descriptor_response?: { readonly file_descriptor_proto: readonly Buffer[] };
  readonly error_response?: { readonly error_code: number };
}

type Duplex = MessageStream & { write(message: object): boolean; end(): void };

/** Asks a server what it offers, and nothing else is known of it. */
async function ask(
  server: GrpcServer,
  version: 'v1' | 'v1alpha',
  ...questions: readonly object[]
): Promise<readonly ReflectionAnswer[]> {
  const name = `grpc.reflection.${version}.ServerReflection`;
  const client = new AnyClient(server, reflectionOf(version), name);
  const stream = client.stream('ServerReflectionInfo', {}) as Duplex;
  for (const question of questions) stream.write(question);
  stream.end();
  const answers: ReflectionAnswer[] = [];
  for await (const answer of stream) answers.push(answer as ReflectionAnswer);
  return answers;
}

/** The definitions of a service as reflection tells of them. */
async function definitionsOf(
  server: GrpcServer,
  version: 'v1' | 'v1alpha',
  service: string,
): Promise<PackageDefinition> {
  const [answer] = await ask(server, version, { file_containing_symbol: service });
  const files = answer?.file_descriptor_response?.file_descriptor_proto ?? [];
  // A FileDescriptorSet has the files as its field 1.
  const set = protobuf.Writer.create();
  for (const file of files) set.uint32(0x0a).bytes(file);
  return loadFileDescriptorSetFromBuffer(Buffer.from(set.finish()), {
    ...{ keepCase: true, defaults: true, enums: String, longs: String },
  });
}

const SERVICES = ['jaeger.api_v2.QueryService', 'jaeger.api_v3.QueryService', HEALTH];

describe.each(['v1', 'v1alpha'] as const)('reflection %s', (version) => {
  test('lists every service', async () => {
    const server = await queryGrpcServer(await storeOf());
    const [answer] = await ask(server, version, { list_services: '' });
    const names = answer?.list_services_response?.service.map(({ name }) => name);
    expect(names?.toSorted()).toEqual(SERVICES.toSorted());
  });

  test.each(SERVICES)('is enough to call every method of %s', async (service) => {
    const server = await queryGrpcServer(await storeOf(spanOf()));
    const definitions = await definitionsOf(server, version, service);
    const methods = definitions[service];
    expect(Object.keys(methods ?? {}).length).toBeGreaterThan(2);
    const client = new AnyClient(server, definitions, service);
    for (const [name, method] of Object.entries(methods ?? {})) {
      const { responseStream } = method as { readonly responseStream: boolean };
      if (name === 'Watch') continue;
      const request = requests[name] ?? {};
      const [answer] = responseStream
        ? await client.messages<object>(name, request[service] ?? request)
        : [await client.unary<object>(name, request[service] ?? request)];
      expect(JSON.stringify(answer), name).toMatch(/buy|shop|SERVING|\{\}|dependencies/);
    }
  });

  test('says that it does not know what it does not know', async () => {
    const server = await queryGrpcServer(await storeOf());
    const [answer] = await ask(server, version, { file_containing_symbol: 'no.such.Service' });
    expect(answer?.error_response?.error_code).toBe(5);
  });

  test('answers ten thousand questions of a client that reads them late', async () => {
    const server = await queryGrpcServer(await storeOf());
    const name = `grpc.reflection.${version}.ServerReflection`;
    const client = new AnyClient(server, reflectionOf(version), name);
    const stream = client.stream('ServerReflectionInfo', {}) as Duplex;
    for (let i = 0; i < 10_000; i++) stream.write({ list_services: '' });
    stream.end();
    let answers = 0;
    for await (const _answer of stream) answers++;
    expect(answers).toBe(10_000);
  });
});

const TIMES = [
  { seconds: '1', nanos: 0 },
  { seconds: '4102444800', nanos: 0 },
] as const;
const [FROM, TO] = TIMES;
const QUERY = { query: { start_time_min: FROM, start_time_max: TO } };
const TRACE_ID = '9346bc9e4f8eae5a02ffd1bcda60092e';

/** What makes each method answer something; where versions differ, by service. */
const requests: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  GetTrace: {
    'jaeger.api_v2.QueryService': { trace_id: Buffer.from(TRACE_ID, 'hex') },
    'jaeger.api_v3.QueryService': { trace_id: TRACE_ID },
  },
  ArchiveTrace: {
    'jaeger.api_v2.QueryService': { trace_id: Buffer.from(TRACE_ID, 'hex') },
  },
  FindTraces: QUERY,
  FindTraceSummaries: QUERY,
  GetOperations: {
    'jaeger.api_v2.QueryService': { service: 'shop' },
    'jaeger.api_v3.QueryService': { service: 'shop' },
  },
  GetDependencies: { start_time: FROM, end_time: TO },
};

describe('health', () => {
  const client = (server: GrpcServer): AnyClient => new AnyClient(server, health, HEALTH);

  test.each(['', ...SERVICES.slice(0, 2)])('of "%s" is SERVING', async (service) => {
    const server = await queryGrpcServer(await storeOf());
    expect(await client(server).unary('Check', { service })).toEqual({ status: 'SERVING' });
  });

  test('of a service that is not here is NOT_FOUND', async () => {
    const server = await queryGrpcServer(await storeOf());
    await expect(client(server).unary('Check', { service: 'x' })).rejects.toMatchObject({
      code: 5,
    });
  });

  test('is NOT_SERVING when the server closes, which does not wait for those who watch', async () => {
    const server = await queryGrpcServer(await storeOf());
    const seen: unknown[] = [];
    const watch = client(server).stream('Watch', { service: 'jaeger.api_v2.QueryService' });
    const ended = new Promise((resolve) => watch.on('status', resolve));
    watch.on('error', () => undefined);
    watch.on('data', (message) => seen.push(message));
    await expect.poll(() => seen).toEqual([{ status: 'SERVING' }]);
    await server.close(new AbortController().signal);
    await ended;
    expect(seen).toEqual([{ status: 'SERVING' }, { status: 'NOT_SERVING' }]);
  });
});
