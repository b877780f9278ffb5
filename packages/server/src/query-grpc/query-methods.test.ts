import { loadPackageDefinition, type Server } from '@grpc/grpc-js';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { type GrpcServer, openGrpcServer } from '../grpc/grpc-server.ts';
import { withRawAnswers } from '../grpc/raw-method.ts';
import { loadDefinitions, serviceOf } from '../grpc/service-definitions.ts';
import { streamedQuery } from './query-methods.ts';
import { AnyClient, closeClients } from './testing/query-clients.ts';

const SERVICE = 'jaeger.api_v2.QueryService';
const definitions = loadDefinitions('jaeger/api_v2/query.proto');
/** A chunk of one span whose name is 64 KiB long. */
const CHUNK = chunkOf(65_536);

let server: GrpcServer | undefined;

afterEach(async () => {
  await closeClients();
  await server?.close(AbortSignal.abort());
});

function chunkOf(size: number): Uint8Array {
  const service = loadPackageDefinition(definitions) as unknown as {
    jaeger: {
      api_v2: {
        QueryService: { service: Record<string, { responseSerialize: (chunk: object) => Buffer }> };
      };
    };
  };
  const { responseSerialize } = service.jaeger.api_v2.QueryService.service['GetTrace'] as {
    responseSerialize: (chunk: object) => Buffer;
  };
  return responseSerialize({ spans: [{ operation_name: 'x'.repeat(size) }] });
}

/** A server whose GetTrace gives so many chunks, and how far it is. */
async function streaming(count: number) {
  const progress = { given: 0, ended: false };
  const logger = pino({ level: 'silent' });
  const handler = streamedQuery<object, Uint8Array>(
    { logger, observe: () => undefined },
    async function* () {
      try {
        while (progress.given < count) {
          progress.given++;
          yield CHUNK;
        }
      } finally {
        progress.ended = true;
      }
    },
  );
  server = await openGrpcServer({
    address: { host: '127.0.0.1', port: 0, flag: '--query-grpc' },
    logger,
    maxMessageBytes: 1 << 20,
    messageMillis: 5_000,
    offered: { definitions, services: [SERVICE] },
    addServices: (made: Server) => {
      made.addService(withRawAnswers(serviceOf(definitions, SERVICE), 'GetTrace'), {
        GetTrace: handler,
      });
    },
  });
  return { progress, client: new AnyClient(server, definitions, SERVICE) };
}

describe('a stream of messages', () => {
  test('goes no further than its client reads, and on when it reads on', async () => {
    const { progress, client } = await streaming(2_000);
    const stream = client.stream('GetTrace', {});
    let read = 0;
    const first = new Promise<void>((resolve) => {
      stream.on('data', () => {
        if (++read === 1) {
          stream.pause();
          resolve();
        }
      });
    });
    await first;
    // The server has stopped when it is no further after many turns of the event loop.
    let given = 0;
    for (let still = 0; still < 50; still++) {
      if (progress.given !== given) still = 0;
      given = progress.given;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // What sockets and windows hold, and not the 130 MB of the answer.
    expect(progress.given).toBeLessThan(300);
    stream.resume();
    await expect.poll(() => read, { timeout: 20_000 }).toBe(2_000);
  });

  test('is not made any more when its client has gone', async () => {
    const { progress, client } = await streaming(Number.POSITIVE_INFINITY);
    const stream = client.stream('GetTrace', {});
    stream.on('error', () => undefined);
    stream.on('data', () => stream.cancel());
    await expect.poll(() => progress.ended).toBe(true);
  });

  test('is cut off when the server closes without patience', async () => {
    const { progress, client } = await streaming(Number.POSITIVE_INFINITY);
    const stream = client.stream('GetTrace', {});
    const failed = new Promise((resolve) => stream.on('error', resolve));
    stream.on('data', () => undefined);
    await expect.poll(() => progress.given).toBeGreaterThan(0);
    await server?.close(AbortSignal.abort());
    await failed;
    await expect.poll(() => progress.ended).toBe(true);
  });
});
