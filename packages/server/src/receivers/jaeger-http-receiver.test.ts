import { StoreError } from '@clew/storage';
import { afterEach, expect, test } from 'vitest';
import { anyPort, patient, QuickWriter, receiverContext } from '../testing/receiver-context.ts';
import { decodeWords, HoldingWriter } from '../testing/writer-double.ts';
import { openJaegerHttpReceiver } from './jaeger-http-receiver.ts';
import type { Receiver } from './receiver.ts';

const open: Receiver[] = [];
afterEach(async () => {
  for (const receiver of open.splice(0)) await receiver.close(patient);
});

async function opened(store: HoldingWriter) {
  const { context, told } = receiverContext(store);
  const receiver = await openJaegerHttpReceiver(
    { address: anyPort, decode: decodeWords, addRoutes: () => {} },
    context,
  );
  open.push(receiver);
  const send = (body: string, type = 'application/x-thrift', query = ''): Promise<Response> =>
    fetch(`http://127.0.0.1:${receiver.port}/api/traces${query}`, {
      method: 'POST',
      body,
      headers: { 'content-type': type },
    });
  return { told, send, receiver };
}

test('a batch is accepted once it is written, whatever a client calls its format', async () => {
  const store = new HoldingWriter();
  const { send, told } = await opened(store);
  const types = ['application/x-thrift', 'application/vnd.apache.thrift.binary; charset=x'];
  for (const [i, type] of types.entries()) {
    const answer = send(`a${i}`, type, '?format=jaeger.thrift');
    await expect.poll(() => store.writes.length).toBe(i + 1);
    store.writes[i]?.succeed();
    expect((await answer).status).toBe(202);
  }
  expect(told.accepted).toEqual([1, 1]);
});

test('what is refused says why, and whether to send again', async () => {
  const store = new QuickWriter();
  const { send, told } = await opened(store);
  const malformed = await send('broken');
  expect([malformed.status, await malformed.text()]).toEqual([400, 'this body is broken\n']);
  expect((await send('a', 'application/json')).status).toBe(415);
  expect((await send('x'.repeat(100_001))).status).toBe(413);
  store.error = new StoreError('CLEW_STORE_FULL', 'the disk is full');
  const full = await send('a');
  expect([full.status, full.headers.get('retry-after')]).toEqual([429, '5']);
  expect(told.refused).toEqual(['malformed', 'unsupported-type', 'too-large', 'store-full']);
});
