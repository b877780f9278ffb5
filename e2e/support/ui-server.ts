// Serves the built web app as Clew does, with an API of the test's own: files, and index.html for any
// other path, so that links deep into the app work.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DIST = fileURLToPath(new URL('../../packages/ui/dist', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Answers what is no file. */
export interface Api {
  answer(url: URL): { status: number; type: string; body: string | Uint8Array } | undefined;
}

/** A server that runs. */
export interface UiServer {
  /** Where the app is, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts on a free port. A base path such as `/clew/` is written into index.html. */
export async function startUiServer(api: Api, basePath = '/'): Promise<UiServer> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (!url.pathname.startsWith(basePath)) {
      response.writeHead(404).end();
      return;
    }
    url.pathname = url.pathname.slice(basePath.length - 1);
    const answer = api.answer(url) ?? fileAnswer(url.pathname, basePath);
    response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${basePath.replace(/\/$/, '')}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function fileAnswer(pathname: string, basePath: string) {
  const path = join(DIST, pathname);
  const isFile = path.startsWith(DIST) && existsSync(path) && statSync(path).isFile();
  if (isFile && !path.endsWith('index.html')) {
    return { status: 200, type: TYPES[extname(path)] ?? 'text/plain', body: readFileSync(path) };
  }
  const index = readFileSync(join(DIST, 'index.html'), 'utf8');
  const body = index.replace('<base href="/" />', `<base href="${basePath}" />`);
  return { status: 200, type: 'text/html; charset=utf-8', body };
}
