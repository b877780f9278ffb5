import { StoreError } from '@clew/storage';
import {
  Client,
  compressionAlgorithms,
  credentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { afterEach, expect, test } from 'vitest';
import { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import { samplingService } from '../sampling/sampling-service.ts';
import { EVERY_TRACE } from '../sampling/strategies.ts';
import { anyPort, patient, QuickWriter, receiverContext } from '../testing/receiver-context.ts';
import { decodeWords, HoldingWriter } from '../testing/writer-double.ts';
import { collectorService, openJaegerGrpcReceiver } from './jaeger-grpc-receiver.ts';
import type { ReceiverContext } from './receiver.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function opened(
  store: HoldingWriter = new QuickWriter(),
  changes: Partial<ReceiverContext> = {},
) {
  const { context, told } = receiverContext(store, changes);
  const receiver = await openJaegerGrpcReceiver(
    {
      address: anyPort,
      decode: decodeWords,
      encodeStatus: (code) => Uint8Array.of(0x08, code),
      sampling: samplingService({ strategies: () => EVERY_TRACE, onAnswer: () => {} }),
    },
    context,
  );
  const client = new Client(`127.0.0.1:${receiver.port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': compressionAlgorithms.gzip,
  });
  closers.push(
    () => receiver.close(patient),
    () => client.close(),
  );
  const call = (path: string, body: Buffer): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const { requestSerialize, responseDeserialize } = collectorService.postSpans;
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        body,
        (error, response) =>
          error === null && response !== undefined ? resolve(response) : reject(error),
      );
    });
  const send = async (body: string): Promise<string> =>
    String(await call(collectorService.postSpans.path, Buffer.from(body)));
  const refusal = (body: string): Promise<ServiceError> =>
    send(body).then(
      (text) => Promise.reject(new Error(`answered ${text}`)),
      (error: ServiceError) => error,
    );
  return { told, send, refusal, call };
}

test('spans are answered with nothing after the write, also where some are refused', async () => {
  const store = new HoldingWriter();
  const { send, told } = await opened(store);
  const answer = send('a b bad');
  await expect.poll(() => store.writes.length).toBe(1);
  store.writes[0]?.succeed();
  expect(await answer).toBe('');
  expect(told.accepted).toEqual([2]);
});

test('a request that is sent again is stored once', async () => {
  const store = new QuickWriter();
  const { send, told } = await opened(store);
  await send('a');
  await send('a');
  expect([store.writes.length, told.resent]).toEqual([1, 1]);
});

test('what is refused has a code after which clients send again where that helps', async () => {
  const store = new QuickWriter();
  const { refusal, told } = await opened(store);
  const malformed = await refusal('broken');
  expect([malformed.code, malformed.details]).toEqual([
    status.INVALID_ARGUMENT,
    'this body is broken',
  ]);
  expect((await refusal('x'.repeat(100_001))).code).toBe(status.RESOURCE_EXHAUSTED);
  store.error = new StoreError('CLEW_STORE_WRITE_FAILED', 'no');
  const failed = await refusal('a');
  expect(failed.code).toBe(status.UNAVAILABLE);
  expect(failed.metadata.get('grpc-status-details-bin')).toHaveLength(1);
  await expect.poll(() => told.refused).toEqual(['malformed', 'aborted', 'store-failed']);
});

test('a request beyond the budget of all requests is refused', async () => {
  const { refusal } = await opened(new QuickWriter(), { budget: new InFlightBudget(3) });
  expect((await refusal('a b c')).code).toBe(status.RESOURCE_EXHAUSTED);
});

test.each(['CollectorService', 'SamplingManager'])(
  '%s is healthy while the port is open',
  async (name) => {
    const { call } = await opened();
    const service = Buffer.from(`jaeger.api_v2.${name}`);
    const question = Buffer.concat([Uint8Array.of(0x0a, service.length), service]);
    // SERVING
    expect([...(await call('/grpc.health.v1.Health/Check', question))]).toEqual([0x08, 1]);
  },
);

test('clients may ask for their sampling strategy on the same port', async () => {
  const { call } = await opened();
  const answer = await call(
    '/jaeger.api_v2.SamplingManager/GetSamplingStrategy',
    Buffer.from('\n\x01a'),
  );
  // strategyType PROBABILISTIC; probabilisticSampling: samplingRate 1.0
  expect(answer.toString('hex')).toBe('0800120909000000000000f03f');
});
