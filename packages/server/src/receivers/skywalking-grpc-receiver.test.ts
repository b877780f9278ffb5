import { StoreError } from '@clew/storage';
import {
  Client,
  type ClientWritableStream,
  compressionAlgorithms,
  credentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import { anyPort, patient, QuickWriter, receiverContext } from '../testing/receiver-context.ts';
import { decodeWords, HoldingWriter } from '../testing/writer-double.ts';
import type { ReceiverContext } from './receiver.ts';
import { openSkyWalkingGrpcReceiver } from './skywalking-grpc-receiver.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const COLLECT = '/skywalking.v3.TraceSegmentReportService/collect';
const asIs = (buffer: Buffer): Buffer => buffer;

/** A stream to a method, and what it is answered. */
interface Stream {
  readonly call: ClientWritableStream<Buffer>;
  readonly answer: Promise<string>;
}

async function opened(
  store: HoldingWriter = new QuickWriter(),
  changes: Partial<ReceiverContext> = {},
) {
  const { context, told } = receiverContext(store, changes);
  const receiver = await openSkyWalkingGrpcReceiver(
    {
      address: anyPort,
      decoders: { segment: decodeWords, collection: decodeWords },
      encodeStatus: (code) => Uint8Array.of(0x08, code),
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
  const unary = (path: string, body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(path, asIs, asIs, Buffer.from(body), (error, response) =>
        error === null ? resolve(String(response)) : reject(error),
      );
    });
  const stream = (path: string = COLLECT): Stream => {
    const { promise: answer, resolve, reject } = Promise.withResolvers<string>();
    const call = client.makeClientStreamRequest(path, asIs, asIs, (error, response) =>
      error === null ? resolve(String(response)) : reject(error),
    );
    call.on('error', () => undefined);
    answer.catch(() => undefined);
    return { call, answer };
  };
  const sendAll = (path: string, ...bodies: readonly string[]): Promise<string> => {
    const { call, answer } = stream(path);
    for (const body of bodies) call.write(Buffer.from(body));
    call.end();
    return answer;
  };
  return { told, receiver, unary, stream, sendAll };
}

/** Ends writes well, each after those before it, until the answer is there. */
async function succeedUntil(store: HoldingWriter, answer: Promise<string>): Promise<void> {
  let isAnswered = false;
  const answered = answer.then(() => {
    isAnswered = true;
  });
  for (let next = 0; !isAnswered; ) {
    for (; next < store.writes.length; next++) store.writes[next]?.succeed();
    await new Promise((resolve) => setImmediate(resolve));
  }
  await answered;
}

async function refusal(answer: Promise<string>): Promise<ServiceError> {
  return await answer.then(
    (text) => Promise.reject(new Error(`answered ${text}`)),
    (error: ServiceError) => error,
  );
}

describe.each(['skywalking.v3.', ''])('of the package "%s"', (name) => {
  const traces = `/${name}TraceSegmentReportService`;

  test('a stream is answered with nothing after all of its segments are stored', async () => {
    const store = new HoldingWriter();
    const { sendAll, told } = await opened(store);
    const answer = sendAll(`${traces}/collect`, 'a b', 'c');
    await expect.poll(() => store.writes.length).toBeGreaterThan(0);
    expect(told.accepted).toEqual([]);
    await succeedUntil(store, answer);
    expect(await answer).toBe('');
    expect(told.accepted).toEqual([2, 1]);
  });

  test('a collection is answered with nothing after the write, also where some spans are refused', async () => {
    const { unary, told } = await opened();
    expect(await unary(`${traces}/collectInSync`, 'a b bad')).toBe('');
    expect(told.accepted).toEqual([2]);
  });

  test.each([
    'ManagementService/reportInstanceProperties',
    'ManagementService/keepAlive',
    'ConfigurationDiscoveryService/fetchConfigurations',
    'JVMMetricReportService/collect',
    'CLRMetricReportService/collect',
    'GolangMetricReportService/collect',
    'ProfileTask/getProfileTaskCommands',
    'ProfileTask/reportTaskFinish',
    'BrowserPerfService/collectPerfData',
  ])('%s is answered without commands', async (method) => {
    const { unary, told } = await opened();
    expect(await unary(`/${name}${method}`, 'anything')).toBe('');
    expect(told.bodies).toEqual([]);
  });

  test.each([
    'MeterReportService/collect',
    'MeterReportService/collectBatch',
    'EventService/collect',
    'LogReportService/collect',
    'ProfileTask/collectSnapshot',
    'BrowserPerfService/collectErrorLogs',
    'SpanAttachedEventReportService/collect',
  ])('%s is answered without commands when the stream ends', async (method) => {
    const { sendAll } = await opened();
    expect(await sendAll(`/${name}${method}`, 'one', 'two')).toBe('');
    expect(await sendAll(`/${name}${method}`)).toBe('');
  });
});

test.each(['AsyncProfilerTask/getAsyncProfilerTaskCommands', 'PprofTask/getPprofTaskCommands'])(
  'agents of version 10 are given no task by %s',
  async (method) => {
    const { unary } = await opened();
    expect(await unary(`/skywalking.v10.${method}`, 'anything')).toBe('');
  },
);

describe('a stream', () => {
  test('without segments is answered', async () => {
    const { sendAll } = await opened();
    expect(await sendAll(COLLECT)).toBe('');
  });

  test('may wait between its segments for longer than a body may take to come in', async () => {
    const { stream, told } = await opened(new QuickWriter(), { bodyMillis: 1 });
    const { call, answer } = stream();
    call.write(Buffer.from('a'));
    await expect.poll(() => told.accepted).toEqual([1]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    call.end(Buffer.from('b'));
    expect(await answer).toBe('');
  });

  test('is read no faster than its segments are stored', async () => {
    const store = new HoldingWriter();
    const { stream, told } = await opened(store);
    const { call, answer } = stream();
    for (let i = 0; i < 400; i++) call.write(Buffer.from(`n${i}`.padEnd(1000)));
    call.end();
    await expect.poll(() => told.bodies.length).toBe(64);
    // Nothing is stored, so nothing more is read.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(told.bodies.length).toBe(64);
    await succeedUntil(store, answer);
    expect(told.accepted).toHaveLength(400);
  });

  test('with a segment that can’t be read keeps the others, and is told so', async () => {
    const { sendAll, told } = await opened();
    const error = await refusal(sendAll(COLLECT, 'a', 'broken', 'b c'));
    expect([error.code, error.details]).toEqual([status.INVALID_ARGUMENT, 'this body is broken']);
    expect([told.accepted, told.refused]).toEqual([[1, 2], ['malformed']]);
  });

  test('ends at once when nothing can be stored, and the agent is told when to try again', async () => {
    const store = new QuickWriter();
    store.error = new StoreError('CLEW_STORE_WRITE_FAILED', 'no');
    const { stream, told } = await opened(store);
    const { call, answer } = stream();
    call.write(Buffer.from('a'));
    const error = await refusal(answer);
    expect(error.code).toBe(status.UNAVAILABLE);
    expect(error.metadata.get('grpc-status-details-bin')).toHaveLength(1);
    expect(told.refused).toEqual(['store-failed']);
  });

  test('beyond the budget of all requests is refused', async () => {
    const { sendAll } = await opened(new QuickWriter(), { budget: new InFlightBudget(3) });
    expect((await refusal(sendAll(COLLECT, 'a b c'))).code).toBe(status.RESOURCE_EXHAUSTED);
  });

  test('with a segment that is too large is refused', async () => {
    const { sendAll, told } = await opened();
    const error = await refusal(sendAll(COLLECT, 'a', 'x'.repeat(100_001)));
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    await expect.poll(() => told.refused).toEqual(['aborted']);
  });

  test('that is cut off keeps what came', async () => {
    const { stream, sendAll, told } = await opened();
    const { call } = stream();
    call.write(Buffer.from('a b'));
    await expect.poll(() => told.accepted).toEqual([2]);
    call.cancel();
    expect(await sendAll(COLLECT, 'c')).toBe('');
    expect(told.accepted).toEqual([2, 1]);
  });

  test('that an agent keeps open is answered when the server closes, and does not hold it up', async () => {
    const { stream, receiver, told } = await opened();
    const { call, answer } = stream();
    call.write(Buffer.from('a'));
    await expect.poll(() => told.accepted).toEqual([1]);
    await receiver.close(patient);
    expect(await answer).toBe('');
  });
});

test('a segment that is sent again is stored once', async () => {
  const store = new QuickWriter();
  const { sendAll, told } = await opened(store);
  await sendAll(COLLECT, 'a');
  await sendAll(COLLECT, 'a');
  expect([store.writes.length, told.resent]).toEqual([1, 1]);
});

test.each(['v3.TraceSegmentReportService', 'v3.ManagementService', 'v10.PprofTask'])(
  '%s is healthy while the port is open',
  async (name) => {
    const { unary } = await opened();
    const service = `skywalking.${name}`;
    const question = String.fromCharCode(0x0a, service.length) + service;
    expect(await unary('/grpc.health.v1.Health/Check', question)).toBe('\b\u0001'); // SERVING
  },
);
