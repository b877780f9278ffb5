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

/** A server of a service of its own. */
export interface Server {
  readonly service: string;
  readonly address: string;
  readonly process: Process;
}

/** How a server is started, up to the name of its service. */
export type Program = readonly [command: string, ...args: readonly string[]];

/** The program of a module for Node.js. */
export function nodeProgram(module: URL): Program {
  return [process.execPath, fileURLToPath(module)];
}

/**
 * Starts a server, and waits until it listens.
 *
 * @param settings come after the name of its service
 */
export async function startServer(
  processes: Processes,
  service: string,
  [command, ...args]: Program,
  settings: readonly string[],
  signal: AbortSignal,
): Promise<Server> {
  const process = processes.start(service, command, ...args, service, ...settings);
  return { service, address: await process.address(signal), process };
}

export type Servers = Readonly<Record<ServerName, Server>>;

/** Starts all of them, and waits until they listen. */
export async function startServers(
  processes: Processes,
  { python, goServer }: Installed,
  { jaegerUdpCompact, jaegerUdpBinary, otlpHttp }: Addresses,
  signal: AbortSignal,
): Promise<Servers> {
  const start = (name: ServerName, program: Program, ...settings: string[]): Promise<Server> =>
    startServer(processes, `interop-${name}`, program, settings, signal);
  const clewServer = nodeProgram(new URL('node-clew.ts', import.meta.url));
  const otelServer = nodeProgram(new URL('node-otel.ts', import.meta.url));
  const pythonServer = fileURLToPath(new URL('python/server.py', import.meta.url));
  const [go64, go128, clew, py, otel] = await Promise.all([
    start('go-64', [goServer], jaegerUdpCompact, '64'),
    start('go-128', [goServer], jaegerUdpCompact, '128'),
    start('clew', clewServer, jaegerUdpBinary, 'jaeger,w3c,b3'),
    start('python', [python, '-B', pythonServer], jaegerUdpCompact),
    start('otel', otelServer, otlpHttp),
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
