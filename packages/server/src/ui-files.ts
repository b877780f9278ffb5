// Serves the web app's files. Its pages have addresses of their own (/search, /trace/…), so whatever
// is no file and no API is the app's one page.
import { existsSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Where the web app is once it is built, run from source. */
export const UI_DIRECTORY: string = fileURLToPath(new URL('../../ui/dist', import.meta.url));

const YEAR_MILLIS = 31_536_000_000;

const notBuilt = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Clew</title>
<body style="font: 16px/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto; padding: 0 1rem">
<h1>Clew is running</h1>
<p>Its web app has not been built. Build it with <code>npm run build -w @clew/ui</code> and load this page again;
<code>npm start</code> does so by itself. The query API answers below <code>/api</code>.</p>
<p lang="zh-CN">Clew 正在运行，但网页界面尚未构建。请运行 <code>npm run build -w @clew/ui</code> 后刷新本页；
<code>npm start</code> 会自动构建。查询 API 位于 <code>/api</code> 之下。</p>
`;

/** Registers the files of a directory at `/`, below which the API keeps its own paths. */
export async function serveUi(app: FastifyInstance, directory: string): Promise<void> {
  if (!existsSync(join(directory, 'index.html'))) {
    app.get('/*', (_request, reply) =>
      reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(notBuilt),
    );
    return;
  }
  // Every path goes through the route below, which knows what is missing.
  await app.register(fastifyStatic, { root: directory, serve: false });
  app.get<{ Params: { '*': string } }>('/*', async (request, reply) => {
    const path = normalize(`/${request.params['*']}`).slice(1);
    // A file's name has an extension; an address of the app may also hold a dot.
    if (extname(path) !== '' && existsSync(join(directory, path))) {
      const isHashed = path.startsWith('assets/');
      const maxAge = isHashed ? YEAR_MILLIS : 0;
      return await reply.sendFile(path, { maxAge, immutable: isHashed });
    }
    if (path.startsWith('assets/')) return reply.callNotFound();
    reply.header('cache-control', 'no-cache');
    return await reply.sendFile('index.html', { cacheControl: false });
  });
}
