import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { closeHttpServer, createHttpServer, listen } from './http-server.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** What a server without routes answers to these bytes. */
async function answerTo(bytes: string): Promise<string> {
  const app = createHttpServer(pino({ level: 'silent' }));
  const { port } = await listen(app, { host: '127.0.0.1', port: 0, flag: '--ui' });
  closers.push(() => closeHttpServer(app, AbortSignal.abort()));
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(Buffer.from(bytes, 'latin1'));
  return text(socket);
}

test.each([
  ['bytes that are no HTTP', 'hello\r\n\r\n', 400],
  ['a path with a letter that is none', 'GET /a\u00ffb HTTP/1.1\r\nhost: a\r\n\r\n', 400],
  ['headers that are too long', `GET / HTTP/1.1\r\na: ${'a'.repeat(20_000)}\r\n\r\n`, 431],
])('%s are answered with an error in JSON, and the connection ends', async (_, bytes, status) => {
  const answer = await answerTo(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toEqual({
    error: { code: 'CLEW_BAD_REQUEST', message: expect.stringContaining('no HTTP request') },
  });
});

test('a path that can not be decoded is 400 in JSON', async () => {
  const answer = await answerTo('GET /%zz HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1.1 400 /);
  expect(answer).toContain('{"error":{"code":"CLEW_BAD_REQUEST","message":"the path is no URL"}}');
});
