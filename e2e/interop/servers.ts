// The servers that a request goes through, each a process of its own.
import { fileURLToPath } from 'node:url';
import type { Addresses } from '../support/clew-process.ts';
import type { Stop } from './chain.ts';
import type { Installed } from './install.ts';
import type { Process, Processes } from './processes.ts';

/** How long the trace ids are that the two servers in Go give. */
export const TRACE_ID_BITS = [64, 128] as const;

export type TraceIdBits = (typeof TRACE_ID_BITS)[number];
export type ServerName = `go-${TraceIdBits}` | 'clew' | 'python' | 'otel';

interface Server {
  readonly service: string;
  readonly address: string;
  readonly process: Process;
}

export type Servers = Readonly<Record<ServerName, Server>>;

/** Starts all of them, and waits until they listen. */
export async function startServers(
  processes: Processes,
  { python, goServer }: Installed,
  { jaegerUdpCompact, jaegerUdpBinary, otlpHttp }: Addresses,
  signal: AbortSignal,
): Promise<Servers> {
  const start = async (
    name: ServerName,
    [command, ...args]: readonly [string, ...string[]],
    ...settings: readonly string[]
  ): Promise<Server> => {
    const service = `interop-${name}`;
    const process = processes.start(service, command, ...args, service, ...settings);
    return { service, address: await process.address(signal), process };
  };
  const node = process.execPath;
  const [go64, go128, clew, py, otel] = await Promise.all([
    start('go-64', [goServer], jaegerUdpCompact, '64'),
    start('go-128', [goServer], jaegerUdpCompact, '128'),
    start('clew', [node, fileURLToPath(new URL('node-clew.ts', import.meta.url))], jaegerUdpBinary),
    start(
      'python',
      [python, '-B', fileURLToPath(new URL('python/server.py', import.meta.url))],
      jaegerUdpCompact,
    ),
    start('otel', [node, fileURLToPath(new URL('node-otel.ts', import.meta.url))], otlpHttp),
  ]);
  return { 'go-64': go64, 'go-128': go128, clew, python: py, otel };
}

/** Where a request stops on its way. */
export function stopsAt(
  servers: Servers,
  ...stops: readonly (readonly [ServerName, string])[]
): readonly Stop[] {
  return stops.map(([name, operation]) => {
    const { service, address } = servers[name];
    return { service, address, operation };
  });
}
