import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { StoreError } from '@clew/storage';
import {
  Client,
  compressionAlgorithms,
  credentials,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { afterEach, describe, expect, test } from 'vitest';
import { InFlightBudget } from '../pipeline/in-flight-budget.ts';
import {
  anyPort,
  patient,
  QuickWriter,
  receiverContext,
  type Told,
} from '../testing/receiver-context.ts';
import { countWords as countItems, decodeWords, HoldingWriter } from '../testing/writer-double.ts';
import type { OtlpEncodings } from './otlp-encodings.ts';
import { openOtlpGrpcReceiver, traceService } from './otlp-grpc-receiver.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';

const encodings: OtlpEncodings = {
  decode: { protobuf: decodeWords, json: decodeWords },
  encodeExportResponse: (_encoding, rejected, message) => Buffer.from(`${rejected} ${message}`),
  encodeStatus: (_encoding, code) => Uint8Array.of(0x08, code),
  countItems,
};

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Opened {
  readonly told: Told;
  readonly receiver: Receiver;
  readonly context: ReceiverContext;
  readonly send: (body: string, path?: string) => Promise<string>;
}

async function opened(
  store: HoldingWriter = new QuickWriter(),
  changes: Partial<ReceiverContext> = {},
  gzip = false,
): Promise<Opened> {
  const { context, told } = receiverContext(store, changes);
  const receiver = await openOtlpGrpcReceiver({ address: anyPort, encodings }, context);
  const algorithm = compressionAlgorithms[gzip ? 'gzip' : 'identity'];
  const client = new Client(`127.0.0.1:${receiver.port}`, credentials.createInsecure(), {
    'grpc.default_compression_algorithm': algorithm,
  });
  closers.push(
    () => receiver.close(patient),
    () => client.close(),
  );
  const { requestSerialize, responseDeserialize } = traceService.export;
  const send = (body: string, path = traceService.export.path): Promise<string> =>
    new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        Buffer.from(body),
        (error, response) => (error === null ? resolve(String(response)) : reject(error)),
      );
    });
  return { told, receiver, context, send };
}

async function refusal(answer: Promise<string>): Promise<ServiceError> {
  return await answer.then(
    (text) => Promise.reject(new Error(`answered ${text}`)),
    (error: ServiceError) => error,
  );
}

function retrySeconds({ metadata }: ServiceError): number | undefined {
  const [details] = metadata.get('grpc-status-details-bin');
  if (!(details instanceof Buffer)) return undefined;
  expect(details.toString('latin1')).toContain('type.googleapis.com/google.rpc.RetryInfo');
  return details.at(-1);
}

test('spans are answered after the write', async () => {
  const store = new HoldingWriter();
  const { send, told } = await opened(store);
  const answer = send('a b bad');
  await expect.poll(() => store.writes.length).toBe(1);
  store.writes[0]?.succeed();
  expect(await answer).toBe('1 spans were refused: words: bad (1)');
  expect(told).toEqual({ bodies: [7], accepted: [2], resent: 0, refused: [] });
});

test('messages may come in gzip', async () => {
  const { send, told } = await opened(new QuickWriter(), {}, true);
  await send('a '.repeat(1000));
  expect(told.accepted).toEqual([1000]);
});

test('a message that is sent again is stored once', async () => {
  const store = new QuickWriter();
  const { send, told } = await opened(store);
  expect(await send('a')).toBe(await send('a'));
  expect([store.writes.length, told.resent]).toEqual([1, 1]);
});

describe('what is refused says why, and whether to send again', () => {
  test('a malformed message', async () => {
    const { send, told } = await opened();
    const error = await refusal(send('broken'));
    expect([error.code, error.details]).toEqual([status.INVALID_ARGUMENT, 'this body is broken']);
    expect(retrySeconds(error)).toBeUndefined();
    expect(told.refused).toEqual(['malformed']);
  });

  test.each([
    ['plain', false],
    ['in gzip', true],
  ])('a message over the limit, %s', async (_how, gzip) => {
    const { send, told } = await opened(new QuickWriter(), {}, gzip);
    const error = await refusal(send('x'.repeat(100_001)));
    expect(error.code).toBe(status.RESOURCE_EXHAUSTED);
    expect(retrySeconds(error)).toBeUndefined();
    await expect.poll(() => told.refused).toEqual(['aborted']);
    expect(await send('a')).toBe('0 ');
  });

  test('a message beyond the budget of all requests', async () => {
    const store = new HoldingWriter();
    const { send, told } = await opened(store, { budget: new InFlightBudget(10) });
    const first = send('a b c');
    await expect.poll(() => store.writes.length).toBe(1);
    const error = await refusal(send('d e f g'));
    expect([error.code, retrySeconds(error)]).toEqual([status.RESOURCE_EXHAUSTED, 1]);
    store.writes[0]?.succeed();
    await first;
    expect(told.refused).toEqual(['busy']);
  });

  test.each([
    [new StoreError('CLEW_STORE_FULL', 'full'), status.RESOURCE_EXHAUSTED, 5],
    [new StoreError('CLEW_STORE_WRITE_FAILED', 'no'), status.UNAVAILABLE, 5],
    [new StoreError('CLEW_STORE_CLOSED', 'closed'), status.UNAVAILABLE, 1],
    [new Error('bug'), status.INTERNAL, undefined],
  ])('what the store refuses: %s', async (fault, code, seconds) => {
    const store = new QuickWriter();
    store.error = fault;
    const { send } = await opened(store);
    const error = await refusal(send('a'));
    expect([error.code, retrySeconds(error)]).toEqual([code, seconds]);
  });

  test('a message that comes too slowly', async () => {
    const { receiver, told } = await opened(new QuickWriter(), { bodyMillis: 50 });
    const session = connectHttp2(`http://127.0.0.1:${receiver.port}`);
    closers.push(() => session.destroy());
    const stream = session.request({
      ':method': 'POST',
      ':path': traceService.export.path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.write(Buffer.from([0, 0, 0, 0, 100, 1, 2, 3]));
    const [headers] = await once(stream, 'response');
    expect(headers['grpc-status']).toBe(String(status.DEADLINE_EXCEEDED));
    expect(told.refused).toEqual(['slow']);
  });
});

test.each([
  ['metrics.v1.MetricsService', 'metrics', ': OTEL_METRICS_EXPORTER=none'],
  ['logs.v1.LogsService', 'logs', ': OTEL_LOGS_EXPORTER=none'],
  ['profiles.v1development.ProfilesService', 'profiles', ''],
])(
  'what comes to %s is counted and answered with a success that refuses it',
  async (service, signal, hint) => {
    const { send, told } = await opened();
    const path = `/opentelemetry.proto.collector.${service}/Export`;
    expect(await send('a b', path)).toBe(
      `2 Clew keeps traces, not ${signal}; turn their export to this address off${hint}`,
    );
    expect(await send('', path)).toBe('0 ');
    expect(told.unkept).toEqual([
      [signal, 2],
      [signal, 0],
    ]);
    expect((await refusal(send('broken', path))).code).toBe(status.INVALID_ARGUMENT);
    expect(told.refused).toEqual(['malformed']);
    expect(told.accepted).toEqual([]);
  },
);

test('a taken port is one line that names the port and the flag', async () => {
  const { receiver, context } = await opened();
  const address = { host: '127.0.0.1', port: receiver.port, flag: '--otlp-grpc' };
  await expect(openOtlpGrpcReceiver({ address, encodings }, context)).rejects.toThrow(
    `port ${receiver.port} is taken; choose another with --otlp-grpc :PORT or off`,
  );
});

test('closing answers what is under way, and cuts off what does not end', async () => {
  const store = new HoldingWriter();
  const { send, receiver } = await opened(store);
  const answer = send('a');
  await expect.poll(() => store.writes.length).toBe(1);
  const closed = receiver.close(patient);
  store.writes[0]?.succeed();
  expect(await answer).toBe('0 ');
  await closed;

  const stuck = await opened(new HoldingWriter());
  const never = refusal(stuck.send('a'));
  await expect.poll(() => stuck.told.bodies.length).toBe(1);
  await stuck.receiver.close(AbortSignal.timeout(20));
  // One of the codes after which clients of OTLP send again.
  expect((await never).code).toBe(status.CANCELLED);
});
