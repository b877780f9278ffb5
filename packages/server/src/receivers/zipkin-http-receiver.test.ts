import { gzipSync } from 'node:zlib';
import { StoreError } from '@clew/storage';
import { afterEach, describe, expect, test } from 'vitest';
import { anyPort, patient, QuickWriter, receiverContext } from '../testing/receiver-context.ts';
import { decodeWords, HoldingWriter } from '../testing/writer-double.ts';
import { openZipkinServer } from '../zipkin-server.ts';
import type { Receiver } from './receiver.ts';
import { registerZipkinReceiver, type ZipkinDecoders } from './zipkin-http-receiver.ts';

/** Decoders that take a body for what they are called, and refuse any other. */
const decoders: ZipkinDecoders = {
  v1: { json: decodeOnly('v1-json'), thrift: decodeOnly('v1-thrift') },
  v2: { json: decodeWords, protobuf: decodeOnly('v2-protobuf') },
};

function decodeOnly(name: string): typeof decodeWords {
  return (body, builder) => {
    const text = Buffer.from(body).toString();
    return decodeWords(Buffer.from(text === name ? text : 'broken'), builder);
  };
}

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close(patient);
});

async function opened(store: HoldingWriter, corsOrigins: readonly string[] | undefined = ['*']) {
  const { context, told } = receiverContext(store);
  const receiver = await openZipkinServer({
    ...{ address: anyPort, logger: context.logger, corsOrigins },
    routes: [
      (app) => registerZipkinReceiver(app, decoders, context),
      (app) => app.get('/api/v2/services', async () => []),
    ],
  });
  open.push(receiver);
  const url = `http://127.0.0.1:${receiver.port}`;
  const send = (
    body: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = {},
    path = '/api/v2/spans',
  ): Promise<Response> => fetch(`${url}${path}`, { method: 'POST', body, headers });
  return { told, send, url };
}

test('spans are accepted once they are written, compressed or not', async () => {
  const store = new HoldingWriter();
  const { send, told } = await opened(store);
  const headers = { 'content-type': 'application/json' };
  const plain = send('a', headers);
  await expect.poll(() => store.writes.length).toBe(1);
  store.writes[0]?.succeed();
  const { status } = await plain;
  const zipped = send(new Uint8Array(gzipSync('b c')), { ...headers, 'content-encoding': 'gzip' });
  await expect.poll(() => store.writes.length).toBe(2);
  store.writes[1]?.succeed();
  expect([status, (await zipped).status]).toEqual([202, 202]);
  expect(told.accepted).toEqual([1, 2]);
});

test.each([
  ['/api/v1/spans', 'application/json', 'v1-json'],
  ['/api/v1/spans', 'text/plain', 'v1-json'],
  ['/api/v1/spans', 'application/x-thrift', 'v1-thrift'],
  ['/api/v2/spans', 'Application/X-Protobuf; charset=x', 'v2-protobuf'],
  ['/api/v2/spans', 'application/json; charset=utf-8', 'v2-json'],
])('%s takes %s for %s', async (path, type, body) => {
  const { send } = await opened(new QuickWriter());
  expect((await send(body, { 'content-type': type }, path)).status).toBe(202);
});

test('what is refused says why, and whether to send again', async () => {
  const store = new QuickWriter();
  const { send, told } = await opened(store);
  const malformed = await send('broken');
  expect([malformed.status, await malformed.text()]).toEqual([400, 'this body is broken\n']);
  expect((await send('x'.repeat(100_001))).status).toBe(413);
  store.error = new StoreError('CLEW_STORE_FULL', 'the disk is full');
  const full = await send('a');
  expect([full.status, full.headers.get('retry-after')]).toEqual([429, '5']);
  expect(told.refused).toEqual(['malformed', 'too-large', 'store-full']);
});

test('what readers ask is answered on the same port', async () => {
  const { url } = await opened(new QuickWriter());
  expect(await (await fetch(`${url}/api/v2/services`)).json()).toEqual([]);
});

describe('web pages', () => {
  const preflight = (url: string): Promise<Response> =>
    fetch(`${url}/api/v2/spans`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://a.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  test('of every origin may send and ask where that is allowed', async () => {
    const { url } = await opened(new QuickWriter());
    const { headers } = await preflight(url);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toBe('GET, POST');
    const asked = await fetch(`${url}/api/v2/services`, {
      headers: { origin: 'https://b.example' },
    });
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
  });

  test('of other origins may not where it is off', async () => {
    const { url } = await opened(new QuickWriter(), []);
    const { headers } = await preflight(url);
    expect(headers.get('access-control-allow-origin')).not.toBe('https://a.example');
  });
});
