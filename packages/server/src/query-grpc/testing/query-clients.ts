// For tests: a server of the query API over gRPC, and clients of it.

import type { SpanReader } from '@clew/storage';
import {
  type Client,
  credentials,
  loadPackageDefinition,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';
import type { PackageDefinition } from '@grpc/proto-loader';
import { pino } from 'pino';
import type { GrpcServer } from '../../grpc/grpc-server.ts';
import { loadDefinitions } from '../../grpc/service-definitions.ts';
import { StoredTraces } from '../../query/stored-traces.ts';
import { openQueryGrpcServer } from '../query-grpc-server.ts';

const closers: (() => Promise<void> | void)[] = [];

/** Closes what was opened; to be called after each test. */
export async function closeClients(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

/** Opens a server on a free port, until the end of the test. */
export async function queryGrpcServer(
  store: SpanReader,
  observe: (endpoint: string, seconds: number) => void = () => undefined,
): Promise<GrpcServer> {
  const server = await openQueryGrpcServer({
    address: { host: '127.0.0.1', port: 0, flag: '--query-grpc' },
    logger: pino({ level: 'silent' }),
    store: store instanceof StoredTraces ? store : new StoredTraces(store),
    observe,
  });
  closers.push(() => server.close(AbortSignal.abort()));
  return server;
}

/** A client of one service, without types, until the end of the test. */
export class AnyClient {
  readonly #client: Client & Readonly<Record<string, (...given: unknown[]) => unknown>>;

  constructor({ port }: GrpcServer, definitions: PackageDefinition, service: string) {
    let found: unknown = loadPackageDefinition(definitions);
    for (const part of service.split('.')) found = (found as Record<string, unknown>)[part];
    const Service = found as new (address: string, security: unknown) => AnyClient['client'];
    this.#client = new Service(`127.0.0.1:${port}`, credentials.createInsecure());
    closers.push(() => this.#client.close());
  }

  get client(): Client & Readonly<Record<string, (...given: unknown[]) => unknown>> {
    return this.#client;
  }

  /** Calls a method that answers once. */
  unary<T>(method: string, request: object, options: object = {}): Promise<T> {
    return new Promise((resolve, reject) => {
      const done = (error: ServiceError | null, answer: T): void =>
        error === null ? resolve(answer) : reject(error);
      this.#client[method]?.(request, options, done);
    });
  }

  /** Calls a method that answers with a stream, which the caller reads. */
  stream(method: string, request: object, options: object = {}): MessageStream {
    return this.#client[method]?.(request, options) as MessageStream;
  }

  /** All messages of a stream. */
  async messages<T>(method: string, request: object, options: object = {}): Promise<T[]> {
    const messages: T[] = [];
    for await (const message of this.stream(method, request, options)) messages.push(message as T);
    return messages;
  }
}

/** A stream of messages that can be canceled. */
export interface MessageStream extends AsyncIterable<unknown> {
  on(event: 'data', listener: (message: unknown) => void): this;
  on(event: 'status', listener: (status: StatusObject) => void): this;
  on(event: 'error', listener: (error: ServiceError) => void): this;
  pause(): this;
  resume(): this;
  cancel(): void;
}

/** Clients of both versions of the query API. */
export function queryClients(server: GrpcServer): { v2: AnyClient; v3: AnyClient } {
  const definitions = loadDefinitions(
    'jaeger/api_v2/query.proto',
    'jaeger/api_v3/query_service.proto',
  );
  return {
    v2: new AnyClient(server, definitions, 'jaeger.api_v2.QueryService'),
    v3: new AnyClient(server, definitions, 'jaeger.api_v3.QueryService'),
  };
}
