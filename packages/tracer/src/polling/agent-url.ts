const DEFAULT_HOST = '127.0.0.1';
/** Where agents answer questions over HTTP. */
const AGENT_HTTP_PORT = 5778;
const SCHEME = /^https?:\/\//i;

/** Where an agent is: as `host:port`, `host` or an address, or as a host and a port. */
export interface AgentAddress {
  readonly hostPort?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
}

/**
 * The address of something that an agent answers. A path in `hostPort` counts more than the one given here.
 *
 * @throws {TypeError} if it is no address
 */
export function agentUrl({ hostPort, host, port }: AgentAddress, path: string): URL {
  const text = hostPort || `${bracketed(host ?? DEFAULT_HOST)}:${port ?? AGENT_HTTP_PORT}`;
  const url = new URL(SCHEME.test(text) ? text : `http://${text}`);
  const hasPort = /:\d+$/.test(text.replace(SCHEME, '').split('/', 1)[0] ?? '');
  if (!hasPort && url.protocol === 'http:') url.port = String(AGENT_HTTP_PORT);
  if (url.pathname === '/') url.pathname = path;
  return url;
}

/** IPv6 in an address stands in brackets. */
function bracketed(host: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
}
