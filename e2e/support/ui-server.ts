// The web app over the real query server and a store in memory, in the test's own process.
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { openEngine } from '@clew/engine';
import { batchOf, type Span } from '@clew/model';
import { openQueryServer, type QueryServerOptions, StoredTraces } from '@clew/server/query';
import { systemAnswer } from '@clew/server/testing/system-answer.ts';
import type { SpanReader, SpanWriter } from '@clew/storage';
import { pino } from 'pino';

const TENANT = { tenant: '' };
/** A larger batch than this might not fit into the store's head. */
const SPANS_A_BATCH = 10_000;

/** How a test's server differs from a plain one. */
export interface UiServerOptions {
  /** A path such as `/clew/` under which a proxy serves the app, with that path in index.html. */
  readonly basePath?: string;
  /** Stands between the API and the store, for answers that a store seldom gives. */
  readonly reader?: (store: SpanReader) => SpanReader;
  /** How the system is; default: well, and without receivers. */
  readonly system?: QueryServerOptions['system'];
}

/** A server that runs. */
export interface UiServer {
  /** Where the app is, without a slash at the end. */
  readonly url: string;
  /** What it shows. */
  readonly store: SpanWriter;
  /** Stores a trace. */
  write(spans: readonly Span[]): Promise<void>;
  close(): Promise<void>;
}

/** Starts on a free port, with traces in its store. */
export async function startUiServer(
  traces: readonly (readonly Span[])[],
  {
    basePath = '/',
    reader = (store) => store,
    system = async () => systemAnswer(),
  }: UiServerOptions = {},
): Promise<UiServer> {
  const engine = await openEngine();
  const write = async (spans: readonly Span[]) => {
    for (let at = 0; at < spans.length; at += SPANS_A_BATCH) {
      await engine.write(batchOf(spans.slice(at, at + SPANS_A_BATCH)), TENANT);
    }
  };
  for (const trace of traces) await write(trace);
  const server = await openQueryServer({
    address: { host: '127.0.0.1', port: 0, flag: '--ui' },
    logger: pino({ level: 'silent' }),
    store: new StoredTraces(reader(engine)),
    status: () => ({ version: '0.0.0', storage: 'memory' }),
    system,
    observe: () => undefined,
  });
  const proxy = basePath === '/' ? undefined : await startProxy(basePath, server.port);
  return {
    url: `http://127.0.0.1:${proxy?.port ?? server.port}${basePath.replace(/\/$/, '')}`,
    store: engine,
    write,
    close: async () => {
      proxy?.close();
      await server.close(AbortSignal.abort());
      await engine.close();
    },
  };
}

/** A reverse proxy that takes a path off, as operators put one in front of Clew. */
async function startProxy(basePath: string, port: number) {
  const proxy = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path.startsWith(basePath)) forward(request, response, basePath, port);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    port: (proxy.address() as AddressInfo).port,
    close: () => {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}

function forward(
  request: IncomingMessage,
  response: ServerResponse,
  basePath: string,
  port: number,
) {
  const path = (request.url ?? '/').slice(basePath.length - 1);
  const upstream = send({ host: '127.0.0.1', port, path, method: request.method }, (answer) => {
    const parts: Buffer[] = [];
    answer.on('data', (part: Buffer) => parts.push(part));
    answer.on('end', () => {
      const isPage = answer.headers['content-type']?.startsWith('text/html') === true;
      const body = Buffer.concat(parts);
      const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, headers);
      response.end(
        isPage ? body.toString().replace('<base href="/" />', `<base href="${basePath}" />`) : body,
      );
    });
  });
  request.pipe(upstream);
}
