import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import type { HttpSender, HttpSenderOptions } from './http-sender.ts';
import { JaegerHttpSender } from './jaeger-http-sender.ts';
import { OtlpHttpSender } from './otlp-http-sender.ts';

const open: { close(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

interface Collector {
  readonly endpoint: string;
  readonly requests: { readonly headers: IncomingMessage['headers']; readonly body: string }[];
  readonly server: Server;
}

/** A collector that answers with each of these in turn, the last one for good. */
async function collector(
  ...answers: readonly ((response: ServerResponse) => void)[]
): Promise<Collector> {
  const requests: Collector['requests'] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    answer?.(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({ close: () => void server.close().closeAllConnections() });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `http://127.0.0.1:${port}/api/traces?format=jaeger.thrift`, requests, server };
}

const status =
  (code: number, headers: Record<string, string> = {}, body: string | Uint8Array = '') =>
  (response: ServerResponse): void => {
    response.writeHead(code, headers).end(body);
  };

function sender(
  options: HttpSenderOptions,
  Kind: typeof JaegerHttpSender = JaegerHttpSender,
): HttpSender {
  const made = new Kind({ firstPauseMs: 1, ...options });
  open.push(made);
  return made;
}

const batch = { bytes: Buffer.from('spans'), spans: 5 };

test('a batch is posted with the type, the headers and the credentials that were given', async () => {
  const { endpoint, requests } = await collector(status(202));
  const options = { endpoint, username: 'user', password: 'päss', headers: { 'x-tenant': 'a' } };
  await expect(sender(options).send(batch)).resolves.toBe(0);
  expect(requests).toEqual([
    {
      body: 'spans',
      headers: expect.objectContaining({
        'content-type': 'application/x-thrift',
        'content-length': '5',
        'x-tenant': 'a',
        authorization: `Basic ${Buffer.from('user:päss').toString('base64')}`,
      }),
    },
  ]);
});

test('batches go over one connection that is kept', async () => {
  const { endpoint, server } = await collector(status(202));
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  const one = sender({ endpoint });
  for (let i = 0; i < 3; i++) await one.send(batch);
  expect(connections).toBe(1);
});

test.each([[429], [502], [503], [504]])('after %i a batch is sent again', async (code) => {
  const { endpoint, requests } = await collector(status(code), status(code), status(200));
  await expect(sender({ endpoint }).send(batch)).resolves.toBe(0);
  expect(requests.map(({ body }) => body)).toEqual(['spans', 'spans', 'spans']);
});

test.each([[400], [401], [413], [500]])(
  'after %i it is not, and the answer is told',
  async (code) => {
    const { endpoint, requests } = await collector(status(code, {}, 'because'));
    await expect(sender({ endpoint }).send(batch)).rejects.toThrow(`answered ${code} (because)`);
    expect(requests).toHaveLength(1);
  },
);

test('a batch is given up after five tries', async () => {
  const { endpoint, requests } = await collector(status(503));
  await expect(sender({ endpoint }).send(batch)).rejects.toThrow('answered 503');
  expect(requests).toHaveLength(5);
});

test('a try waits as long as Retry-After asks', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const { endpoint, requests } = await collector(
      status(503, { 'retry-after': '7' }),
      status(200),
    );
    const sent = sender({ endpoint }).send(batch);
    while (requests.length < 1) await new Promise((resolve) => setImmediate(resolve));
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(6990);
    expect(requests).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(20);
    await expect(sent).resolves.toBe(0);
    expect(requests).toHaveLength(2);
  } finally {
    vi.useRealTimers();
  }
});

test('a pause of nothing is not taken at its word', async () => {
  const { endpoint, requests } = await collector(status(503, { 'retry-after': '0' }), status(200));
  const started = performance.now();
  await expect(sender({ endpoint, firstPauseMs: 40 }).send(batch)).resolves.toBe(0);
  expect(performance.now() - started).toBeGreaterThanOrEqual(19);
  expect(requests).toHaveLength(2);
});

test('a connection that breaks is tried again', async () => {
  const { endpoint, requests } = await collector((response) => response.destroy(), status(200));
  await expect(sender({ endpoint }).send(batch)).resolves.toBe(0);
  expect(requests).toHaveLength(2);
});

test('a collector that is not there makes sending fail', async () => {
  const { endpoint, server } = await collector(status(200));
  server.close();
  await expect(sender({ endpoint, maxAttempts: 2 }).send(batch)).rejects.toThrow('ECONNREFUSED');
});

test('a collector that does not answer is given up after the timeout', async () => {
  const { endpoint } = await collector(() => {});
  await expect(sender({ endpoint, timeoutMs: 30, maxAttempts: 1 }).send(batch)).rejects.toThrow(
    'no answer within 30 ms',
  );
});

test('in a hurry a pause ends at once, and there is one more try only', async () => {
  const { endpoint, requests } = await collector(status(503, { 'retry-after': '3600' }));
  const one = sender({ endpoint });
  const sent = one.send(batch);
  sent.catch(() => {});
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  await vi.waitFor(async () => {
    one.hurry();
    await expect(Promise.race([sent, Promise.resolve('waits')])).rejects.toThrow('answered 503');
  });
  expect(requests).toHaveLength(2);
});

test('closing ends what is under way', async () => {
  const { endpoint, requests } = await collector(() => {});
  const one = sender({ endpoint });
  const sent = one.send(batch);
  sent.catch(() => {});
  await vi.waitFor(() => expect(requests).toHaveLength(1));
  one.close();
  await expect(sent).rejects.toThrow();
});

test('spans that an OTLP collector refuses are told by their number', async () => {
  // ExportTraceServiceResponse { partial_success { rejected_spans: 300, error_message: 'no' } }
  const answer = Uint8Array.of(0x0a, 7, 0x08, 0xac, 0x02, 0x12, 2, 0x6e, 0x6f);
  const { endpoint, requests } = await collector(status(200, {}, answer), status(200));
  const one = sender({ endpoint }, OtlpHttpSender as typeof JaegerHttpSender);
  await expect(one.send(batch)).resolves.toBe(300);
  await expect(one.send(batch)).resolves.toBe(0);
  expect(requests[0]?.headers['content-type']).toBe('application/x-protobuf');
});
