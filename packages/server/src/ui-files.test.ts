import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createHttpServer } from './http-server.ts';
import { serveUi } from './ui-files.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'clew-ui-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

function build(): void {
  mkdirSync(join(directory, 'dist/assets'), { recursive: true });
  writeFileSync(join(directory, 'secret.txt'), 'secret');
  writeFileSync(join(directory, 'dist/index.html'), '<p>the app');
  writeFileSync(join(directory, 'dist/clew.svg'), '<svg/>');
  writeFileSync(join(directory, 'dist/assets/main-1a2b.js'), 'app()');
}

async function get(url: string) {
  const app = createHttpServer(pino({ level: 'silent' }));
  await serveUi(app, join(directory, 'dist'));
  const { statusCode, headers, body } = await app.inject({ url });
  await app.close();
  return {
    status: statusCode,
    type: headers['content-type'],
    cache: headers['cache-control'],
    body,
  };
}

test.each(['/', '/search?service=a', '/trace/9346bc9e4f8eae5a', '/trace/a.b', '/index.html?x=1'])(
  '%s is the app, asked for anew each time',
  async (url) => {
    build();
    const page = await get(url);
    expect(page).toMatchObject({ status: 200, body: '<p>the app' });
    expect(page.type).toMatch(/^text\/html/);
    expect(page.cache).toMatch(/no-cache|max-age=0/);
  },
);

test('files with a hash in their name are kept for good, others are not', async () => {
  build();
  expect(await get('/assets/main-1a2b.js')).toMatchObject({
    status: 200,
    body: 'app()',
    cache: 'public, max-age=31536000, immutable',
  });
  expect(await get('/clew.svg')).toMatchObject({ body: '<svg/>', cache: 'public, max-age=0' });
});

test('an asset that there is not is 404, not the app', async () => {
  build();
  expect(await get('/assets/main-old.js')).toMatchObject({ status: 404 });
});

test.each([
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/%00.txt',
])('%s does not leave the directory', async (url) => {
  build();
  expect((await get(url)).body).not.toBe('secret');
});

test('a web app that was not built says how to build it', async () => {
  const page = await get('/search');
  expect(page).toMatchObject({ status: 200, cache: 'no-store' });
  expect(page.body).toContain('npm run build -w @clew/ui');
});
