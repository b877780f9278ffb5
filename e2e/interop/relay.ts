// The part of a traced server that has nothing to do with tracing. Its requests are
//   GET /OPERATION?next=URL&next=URL
// where the first URL is called with the other ones. The answer is what was seen here and there.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

const PATIENCE_MILLIS = 10_000;

/** What one server saw of a request. */
export interface Hop {
  readonly service: string;
  readonly traceId: string;
  readonly baggage: Readonly<Record<string, string>>;
}

/** A call of the next server. */
export interface Call {
  /** The operation there. */
  readonly operation: string;
  send(headers: Readonly<Record<string, string>>): Promise<readonly Hop[]>;
}

/** A request, and the call that it leads to unless it is the last. */
export interface RelayRequest {
  readonly operation: string;
  readonly headers: IncomingHttpHeaders;
  readonly call: Call | undefined;
}

/** Answers requests, on a free port that it prints, until the process is asked to end; then it calls `close`. */
export async function serveRelay(
  relay: (request: RelayRequest) => Promise<readonly Hop[]>,
  close: () => Promise<void>,
): Promise<void> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    relay({
      operation: operationOf(url),
      headers: request.headers,
      call: callOf(url.searchParams.getAll('next')),
    }).then(
      (hops) => response.end(JSON.stringify(hops)),
      (error: unknown) => response.writeHead(502).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  console.log(JSON.stringify({ address: `http://127.0.0.1:${port}` }));
  await once(process, 'SIGTERM');
  server.close();
  server.closeAllConnections();
  await close();
}

/** Sends a request to a server that relays. */
export async function sendTo(
  url: URL,
  headers: Readonly<Record<string, string>> = {},
  signal: AbortSignal = AbortSignal.timeout(PATIENCE_MILLIS),
): Promise<readonly Hop[]> {
  const response = await fetch(url, { headers, signal });
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
  return (await response.json()) as readonly Hop[];
}

function callOf([next, ...further]: readonly string[]): Call | undefined {
  if (next === undefined) return undefined;
  const url = new URL(next);
  for (const one of further) url.searchParams.append('next', one);
  return { operation: operationOf(url), send: (headers) => sendTo(url, headers) };
}

function operationOf({ pathname }: URL): string {
  return pathname.slice(1);
}
