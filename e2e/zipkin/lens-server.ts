// Zipkin's web app in front of Clew: its files come from a Zipkin, everything that it asks for from Clew.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Servers } from './comparison.ts';

/** A server that is open. */
export interface LensServer {
  readonly address: string;
  /** What Clew answered, as `200 /zipkin/api/v2/services`. */
  readonly answers: readonly string[];
  readonly close: () => Promise<void>;
}

/** Opens a server for Zipkin's web app on a free port. */
export async function openLensServer({ zipkin, clew }: Servers): Promise<LensServer> {
  const answers: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const path = request.url ?? '/';
    const isAsked = path.startsWith('/zipkin/api/') || path === '/zipkin/config.json';
    const answer = await fetch((isAsked ? clew : zipkin) + path);
    if (isAsked) answers.push(`${answer.status} ${path}`);
    const type = answer.headers.get('content-type');
    response.writeHead(answer.status, type === null ? {} : { 'content-type': type });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    answers,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
