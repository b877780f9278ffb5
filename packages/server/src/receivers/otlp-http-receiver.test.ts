import { once } from 'node:events';
import { connect } from 'node:net';
import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { StoreError } from '@clew/storage';
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
import { openOtlpHttpReceiver } from './otlp-http-receiver.ts';
import type { Receiver, ReceiverContext } from './receiver.ts';

const encodings: OtlpEncodings = {
  decode: { protobuf: decodeWords, json: decodeWords },
  encodeExportResponse: (encoding, rejected, message, signal) =>
    Buffer.from(`${encoding} ${rejected} ${message}${signal === undefined ? '' : ` (${signal})`}`),
  countItems,
  encodeStatus: (encoding, code, message) => Buffer.from(`${encoding} ${code} ${message}`),
};

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close(patient);
});

interface Opened {
  readonly told: Told;
  readonly url: string;
  readonly port: number;
  readonly receiver: Receiver;
  readonly context: ReceiverContext;
  readonly send: (
    body: string | Uint8Array<ArrayBuffer>,
    headers?: Record<string, string>,
  ) => Promise<Response>;
}

async function opened(
  store: HoldingWriter = new QuickWriter(),
  changes: Partial<ReceiverContext> = {},
  corsOrigins: readonly string[] | undefined = undefined,
): Promise<Opened> {
  const { context, told } = receiverContext(store, changes);
  const receiver = await openOtlpHttpReceiver(
    { address: anyPort, encodings, corsOrigins },
    context,
  );
  open.push(receiver);
  const url = `http://127.0.0.1:${receiver.port}/v1/traces`;
  const send: Opened['send'] = (body, headers = {}) =>
    fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/x-protobuf', ...headers },
    });
  return { told, url, port: receiver.port, receiver, context, send };
}

async function texts(response: Response): Promise<readonly [number, string]> {
  return [response.status, await response.text()];
}

describe('what is taken in', () => {
  test('is answered after the write, in the encoding of the request', async () => {
    const store = new HoldingWriter();
    const { send, told } = await opened(store);
    let answered = false;
    const answer = send('a b', { 'content-type': 'application/json; charset=utf-8' }).finally(
      () => {
        answered = true;
      },
    );
    await expect.poll(() => store.writes.length).toBe(1);
    expect(answered).toBe(false);
    store.writes[0]?.succeed();
    const response = await answer;
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await texts(response)).toEqual([200, 'json 0 ']);
    expect(told).toEqual({ bodies: [3], accepted: [2], resent: 0, refused: [] });
  });

  test('with refused spans is a partial success', async () => {
    const { send } = await opened();
    const response = await send('a bad bad');
    expect(response.headers.get('content-type')).toBe('application/x-protobuf');
    expect(await texts(response)).toEqual([200, 'protobuf 2 spans were refused: words: bad (2)']);
  });

  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
    ['identity', (body: Uint8Array) => Buffer.from(body)],
  ])('may come in %s', async (encoding, compress) => {
    const { send, told } = await opened();
    const small = new Uint8Array(compress(Buffer.from('a b')));
    expect((await send(small, { 'content-encoding': encoding })).status).toBe(200);
    const words = Array.from({ length: 15_000 }, (_, i) => `w${i}`).join(' ');
    const large = new Uint8Array(compress(Buffer.from(words)));
    expect((await send(large, { 'content-encoding': encoding })).status).toBe(200);
    expect(told.accepted).toEqual([2, 15_000]);
  });

  test('is inflated in a thread where it is large', async () => {
    const { send, told } = await opened(new QuickWriter(), {
      maxRequestBytes: 8_000_000,
      budget: new InFlightBudget(32_000_000),
    });
    const words = `word ${'bad '.repeat(1_000_000)}`;
    for (const compress of [gzipSync, zstdCompressSync]) {
      const encoding = compress === gzipSync ? 'gzip' : 'zstd';
      const body = new Uint8Array(compress(Buffer.from(`${words} ${encoding}`)));
      expect((await send(body, { 'content-encoding': encoding })).status).toBe(200);
    }
    expect(told.accepted).toEqual([2, 2]);
  });

  test('is stored once when it is sent again', async () => {
    const store = new QuickWriter();
    const { send, told } = await opened(store);
    const first = await texts(await send('a bad'));
    expect(await texts(await send('a bad'))).toEqual(first);
    expect(store.writes).toHaveLength(1);
    expect(told.resent).toBe(1);
  });

  test('shares few writes when many small requests come', async () => {
    const store = new HoldingWriter();
    const { send, told } = await opened(store);
    const answers = Array.from({ length: 100 }, (_, i) => send(`s${i}`));
    await expect.poll(() => told.bodies.length).toBe(100);
    expect(store.writes).toHaveLength(1);
    store.writes[0]?.succeed();
    await expect.poll(() => store.writes.length).toBe(2);
    store.writes[1]?.succeed();
    expect((await Promise.all(answers)).every(({ status }) => status === 200)).toBe(true);
    expect(store.writes.flatMap(({ names }) => names)).toHaveLength(100);
  });
});

describe('what is refused says why, and whether to send again', () => {
  test('a malformed body', async () => {
    const { send, told, context } = await opened();
    expect(await texts(await send('a broken'))).toEqual([400, 'protobuf 3 this body is broken']);
    expect(told.refused).toEqual(['malformed']);
    expect(context.budget.used).toBe(0);
  });

  test('a type or encoding that is not known', async () => {
    const { send, told } = await opened();
    expect(await texts(await send('a', { 'content-type': 'text/plain' }))).toEqual([
      415,
      'json 3 content-type "text/plain" is not supported; use application/x-protobuf or application/json',
    ]);
    expect(await texts(await send('a', { 'content-encoding': 'br' }))).toEqual([
      415,
      'protobuf 12 content-encoding "br" is not supported; use gzip, deflate, zstd or none',
    ]);
    expect(told.refused).toEqual(['unsupported-type', 'unsupported-encoding']);
  });

  test.each(['gzip', 'deflate', 'zstd'])(
    'a body that only claims to be %s, or is cut off',
    async (encoding) => {
      const { send, told } = await opened();
      const compress = { gzip: gzipSync, deflate: deflateSync, zstd: zstdCompressSync }[encoding];
      const whole = compress?.(Buffer.from('a '.repeat(1000))) ?? Buffer.alloc(0);
      for (const body of [Buffer.from('not compressed'), whole.subarray(0, whole.length - 6)]) {
        const headers = { 'content-encoding': encoding };
        expect((await send(new Uint8Array(body), headers)).status).toBe(400);
      }
      expect(told.refused).toEqual(['malformed', 'malformed']);
    },
  );

  test('a body over the limit', async () => {
    const { send, told, port } = await opened();
    expect((await send('x'.repeat(100_001))).status).toBe(413);
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const answer = once(socket, 'data');
    for (let i = 0; i < 3; i++) socket.write(`c350\r\n${'x'.repeat(50_000)}\r\n`);
    expect(String(await answer)).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
    expect(told.refused).toEqual(['too-large', 'too-large']);
  });

  test.each(['gzip', 'deflate', 'zstd'])('a bomb in %s, before memory grows', async (encoding) => {
    const limits = { maxRequestBytes: 2_000_000, budget: new InFlightBudget(64_000_000) };
    const { send, told, context } = await opened(new QuickWriter(), limits);
    const zeros = Buffer.alloc(200_000_000);
    const compress = { gzip: gzipSync, deflate: deflateSync, zstd: zstdCompressSync }[encoding];
    const body = new Uint8Array(compress?.(zeros) ?? []);
    expect(body.length).toBeLessThan(1_000_000);
    expect((await send(body, { 'content-encoding': encoding })).status).toBe(413);
    expect(told.refused).toEqual(['too-large']);
    expect(context.budget.used).toBe(0);
  });

  test('a body beyond the budget of all requests, whose others go on', async () => {
    const store = new HoldingWriter();
    const { send, told } = await opened(store, { budget: new InFlightBudget(1000) });
    const first = send(`a ${'bad '.repeat(200)}`);
    await expect.poll(() => store.writes.length).toBe(1);
    const second = await send(`b ${'bad '.repeat(200)}`);
    expect([second.status, second.headers.get('retry-after')]).toEqual([429, '1']);
    store.writes[0]?.succeed();
    expect((await first).status).toBe(200);
    const third = send(`b ${'bad '.repeat(200)}`);
    await expect.poll(() => store.writes.length).toBe(2);
    store.writes[1]?.succeed();
    expect((await third).status).toBe(200);
    expect(told.refused).toEqual(['busy']);
  });

  test.each([
    [new StoreError('CLEW_STORE_FULL', 'full', { retryAfterMillis: 7500 }), 429, '8', 'store-full'],
    [new StoreError('CLEW_STORE_WRITE_FAILED', 'no'), 503, '5', 'store-failed'],
    [new StoreError('CLEW_STORE_CLOSED', 'closed'), 503, '1', 'closing'],
    [new Error('bug'), 500, null, 'internal'],
  ])('what the store refuses: %s', async (error, status, retryAfter, reason) => {
    const store = new QuickWriter();
    store.error = error;
    const { send, told } = await opened(store);
    const response = await send('a');
    expect([response.status, response.headers.get('retry-after')]).toEqual([status, retryAfter]);
    expect(told.refused).toEqual([reason]);
    store.error = undefined;
    expect((await send('a')).status).toBe(200);
  });

  test('what comes while the server closes', async () => {
    const { send, context } = await opened();
    await context.pipeline.close();
    const response = await send('a');
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
  });

  test('a body that comes too slowly, and its connection', async () => {
    const { port, told, context } = await opened(new QuickWriter(), { bodyMillis: 50 });
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\nabc',
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1.1 408 /);
    socket.resume();
    await once(socket, 'close');
    expect([told.refused, context.budget.used]).toEqual([['slow'], 0]);
  });

  test('a client that goes away, of which nothing stays', async () => {
    const { port, told, context } = await opened();
    const socket = connect(port, '127.0.0.1');
    socket.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\nabc',
    );
    await expect.poll(() => context.budget.used).toBe(3);
    socket.destroy();
    await expect.poll(() => told.refused).toEqual(['aborted']);
    expect(context.budget.used).toBe(0);
  });
});

describe('metrics, logs and profiles, which are not kept', () => {
  const post = async (url: string, body: string, headers: Record<string, string> = {}) =>
    texts(
      await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/x-protobuf', ...headers },
      }),
    );

  test.each([
    ['/v1/metrics', 'metrics', ': OTEL_METRICS_EXPORTER=none'],
    ['/v1/logs', 'logs', ': OTEL_LOGS_EXPORTER=none'],
    ['/v1development/profiles', 'profiles', ''],
  ])(
    'on %s are counted and answered with a success that refuses them',
    async (path, signal, hint) => {
      const { url, told, context } = await opened();
      const lines: unknown[] = [];
      context.logger.info = (...line: unknown[]) => lines.push(line);
      const to = url.replace('/v1/traces', path);
      const message = `Clew keeps traces, not ${signal}; turn their export to this address off${hint}`;
      expect(await post(to, 'a b c')).toEqual([200, `protobuf 3 ${message} (${signal})`]);
      expect(await post(to, '', { 'content-type': 'application/json' })).toEqual([
        ...[200, `json 0  (${signal})`],
      ]);
      expect(told.unkept).toEqual([
        [signal, 3],
        [signal, 0],
      ]);
      expect(lines).toEqual([[{ receiver: 'test', signal }, expect.stringContaining(message)]]);
    },
  );

  test('are refused as spans are when they can’t be read, are too much or of another type', async () => {
    const { url, told, context } = await opened(new QuickWriter(), { maxRequestBytes: 5000 });
    const to = url.replace('traces', 'logs');
    expect((await post(to, 'broken'))[0]).toBe(400);
    expect((await post(to, 'x'.repeat(5001)))[0]).toBe(413);
    expect((await post(to, 'x', { 'content-type': 'text/plain' }))[0]).toBe(415);
    expect(told.refused).toEqual(['malformed', 'too-large', 'unsupported-type']);
    expect([told.unkept, context.budget.used]).toEqual([undefined, 0]);
  });
});

describe('web pages', () => {
  const preflight = (url: string, origin: string): Promise<Response> =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  test('of every origin may send where that is allowed', async () => {
    const { url, send } = await opened(new QuickWriter(), {}, ['*']);
    const answer = await preflight(url, 'https://a.example');
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.headers.get('access-control-allow-headers')).toContain('content-type');
    const refused = await send('broken', { origin: 'https://a.example' });
    expect(refused.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('of other origins may not where some are named', async () => {
    const { url } = await opened(new QuickWriter(), {}, ['https://a.example']);
    const allowed = await preflight(url, 'https://a.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://a.example');
    const other = await preflight(url, 'https://b.example');
    expect(other.headers.get('access-control-allow-origin')).not.toBe('https://b.example');
  });
});

test('a taken port is one line that names the port and the flag', async () => {
  const { port, context } = await opened();
  const address = { host: '127.0.0.1', port, flag: '--otlp-http' };
  await expect(
    openOtlpHttpReceiver({ address, encodings, corsOrigins: ['*'] }, context),
  ).rejects.toThrow(`port ${port} is taken; choose another with --otlp-http :PORT or off`);
});

test('closing answers what is under way, and cuts off what does not end', async () => {
  const store = new HoldingWriter();
  const { send, receiver } = await opened(store);
  const answer = send('a');
  await expect.poll(() => store.writes.length).toBe(1);
  const closed = receiver.close(patient);
  store.writes[0]?.succeed();
  expect((await answer).status).toBe(200);
  await closed;
  await expect(send('b')).rejects.toThrow();

  const stuck = await opened(new HoldingWriter());
  const never = stuck.send('a');
  await expect.poll(() => stuck.told.bodies.length).toBe(1);
  await Promise.all([
    stuck.receiver.close(AbortSignal.timeout(20)),
    expect(never).rejects.toThrow(),
  ]);
});
