import { gzipSync } from 'node:zlib';
import { StoreError } from '@clew/storage';
import { afterEach, expect, test } from 'vitest';
import { anyPort, patient, QuickWriter, receiverContext } from '../testing/receiver-context.ts';
import { decodeWords } from '../testing/writer-double.ts';
import { openSkyWalkingHttpReceiver } from './skywalking-http-receiver.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function opened(store: QuickWriter = new QuickWriter()) {
  const { context, told } = receiverContext(store);
  const receiver = await openSkyWalkingHttpReceiver(
    { address: anyPort, decode: decodeWords },
    context,
  );
  closers.push(() => receiver.close(patient));
  const post = async (path: string, body: string | Uint8Array<ArrayBuffer>, headers = {}) =>
    await fetch(`http://127.0.0.1:${receiver.port}${path}`, { method: 'POST', body, headers });
  return { post, told };
}

test.each(['/v3/segment', '/v3/segments'])(
  '%s is answered with {} after the write',
  async (path) => {
    const { post, told } = await opened();
    const answer = await post(path, 'a b bad');
    expect([answer.status, await answer.text()]).toEqual([200, '{}']);
    expect(told.accepted).toEqual([2]);
  },
);

test('a body may be compressed, and its type is not asked for', async () => {
  const { post, told } = await opened();
  const answer = await post('/v3/segments', new Uint8Array(gzipSync('a b')), {
    'content-encoding': 'gzip',
    'content-type': 'text/plain',
  });
  expect([answer.status, told.accepted]).toEqual([200, [2]]);
});

test.each(['/v3/management/reportProperties', '/v3/management/keepAlive', '/v3/logs'])(
  '%s is answered with {}, and nothing of it is kept',
  async (path) => {
    const { post, told } = await opened();
    const answer = await post(path, '{"service":"shop"}', { 'content-type': 'application/json' });
    expect([answer.status, await answer.text(), told.bodies]).toEqual([200, '{}', []]);
  },
);

test('what is refused has a status after which agents send again where that helps', async () => {
  const store = new QuickWriter();
  const { post, told } = await opened(store);
  const malformed = await post('/v3/segment', 'broken');
  expect([malformed.status, await malformed.text()]).toEqual([400, 'this body is broken\n']);
  expect((await post('/v3/segment', 'x'.repeat(100_001))).status).toBe(413);
  store.error = new StoreError('CLEW_STORE_WRITE_FAILED', 'no');
  const failed = await post('/v3/segment', 'a');
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '5']);
  expect(told.refused).toEqual(['malformed', 'too-large', 'store-failed']);
});

test('any other path is 404', async () => {
  const { post } = await opened();
  expect((await post('/v3/segmentz', 'a')).status).toBe(404);
});
