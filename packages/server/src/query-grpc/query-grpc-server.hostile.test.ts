import { Client, credentials, type ServiceError, status } from '@grpc/grpc-js';
import fc from 'fast-check';
import { afterEach, expect, test } from 'vitest';
import { loadDefinitions, serviceOf } from '../grpc/service-definitions.ts';
import { spanOf, storeOf } from '../query/testing/query-server.ts';
import { closeClients, queryClients, queryGrpcServer } from './testing/query-clients.ts';

afterEach(closeClients);

const definitions = loadDefinitions(
  'jaeger/api_v2/query.proto',
  'jaeger/api_v3/query_service.proto',
);
const methods = ['jaeger.api_v2.QueryService', 'jaeger.api_v3.QueryService'].flatMap((service) =>
  Object.values(serviceOf(definitions, service)),
);
const SECOND = { seconds: '1795451101', nanos: 190_030_000 };
/** A request of which every method finds something in it that it knows. */
const FULL = {
  query: {
    ...{ service_name: 'shop', operation_name: 'buy', tags: { a: 'b' }, attributes: { a: 'b' } },
    ...{ start_time_min: SECOND, start_time_max: SECOND, duration_min: SECOND },
    ...{ search_depth: 20, raw_traces: true },
  },
  ...{ start_time: SECOND, end_time: SECOND, service: 'shop', span_kind: 'server' },
};

/** Bytes as a client might send them that means no good: random, or a request that is damaged. */
function damaged(request: Buffer): fc.Arbitrary<Buffer> {
  const random = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  const changed = fc
    .array(fc.tuple(fc.nat(Math.max(0, request.length - 1)), fc.nat(255)), { maxLength: 4 })
    .map((changes) => {
      const bytes = Buffer.from(request);
      for (const [at, value] of changes) if (bytes.length > 0) bytes[at] = value;
      return bytes;
    });
  const cut = fc.nat(request.length).map((length) => request.subarray(0, length));
  return fc.oneof(random, changed, cut);
}

test('whatever bytes a method is sent, it ends with a status that is no fault of Clew’s, and goes on', async () => {
  const server = await queryGrpcServer(await storeOf(spanOf()));
  const client = new Client(`127.0.0.1:${server.port}`, credentials.createInsecure());
  const asIs = (bytes: Buffer): Buffer => bytes;
  const send = (path: string, bytes: Buffer): Promise<ServiceError> =>
    new Promise((resolve) => {
      const call = client.makeServerStreamRequest(path, asIs, asIs, bytes);
      call.on('data', () => undefined);
      call.on('error', () => undefined);
      call.on('status', resolve);
    });
  const cases = fc
    .constantFrom(...methods)
    .chain(({ path, requestSerialize }) =>
      damaged(requestSerialize(FULL)).map((bytes) => ({ path, bytes })),
    );
  try {
    await fc.assert(
      fc.asyncProperty(cases, async ({ path, bytes }) => {
        const { code, details } = await send(path, bytes);
        // What is no message at all the library calls INTERNAL, too.
        expect(details).not.toContain('see the log of Clew');
        expect([status.UNKNOWN, status.UNAVAILABLE]).not.toContain(code);
      }),
      { numRuns: 500 },
    );
    const { v2 } = queryClients(server);
    expect(await v2.unary('GetServices', {})).toEqual({ services: ['shop'] });
  } finally {
    client.close();
  }
});
