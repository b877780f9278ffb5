// The servers, each a process of its own that another client traces.
import { fileURLToPath } from 'node:url';
import type { Processes } from '../interop/processes.ts';
import { nodeProgram, type Program, type Server, startServer } from '../interop/servers.ts';
import type { Agents } from '../skywalking/agents.ts';
import type { Addresses } from '../support/clew-process.ts';

const JAEGER = new URL('node-jaeger.ts', import.meta.url);
const ZIPKIN = new URL('node-zipkin.ts', import.meta.url);
const OTEL = new URL('../interop/node-otel.ts', import.meta.url);
const CLEW = new URL('../interop/node-clew.ts', import.meta.url);
const NODE_SKYWALKING = new URL('node-skywalking.cjs', import.meta.url);
const PYTHON_SKYWALKING = fileURLToPath(new URL('python_skywalking.py', import.meta.url));

export type ClientName =
  | 'jaeger'
  | 'zipkin'
  | 'otel'
  | 'clew'
  | 'node-skywalking'
  | 'python-skywalking';

export type Servers = Readonly<Record<ClientName, Server>>;

/** Starts all of them, and waits until they listen. */
export async function startServers(
  processes: Processes,
  agents: Agents,
  addresses: Addresses,
  signal: AbortSignal,
): Promise<Servers> {
  const start = (name: ClientName, program: Program, ...settings: string[]): Promise<Server> =>
    startServer(processes, `chain-${name}`, program, settings, signal);
  const { jaegerUdpBinary, otlpHttp, skywalkingGrpc } = addresses;
  const [jaeger, zipkin, otel, clew, nodeSkyWalking, pythonSkyWalking] = await Promise.all([
    start('jaeger', nodeProgram(JAEGER), jaegerUdpBinary),
    start('zipkin', nodeProgram(ZIPKIN), addresses.zipkin),
    start('otel', nodeProgram(OTEL), otlpHttp, 'b3'),
    start('clew', nodeProgram(CLEW), jaegerUdpBinary, 'sw8,w3c,jaeger'),
    start('node-skywalking', nodeProgram(NODE_SKYWALKING), skywalkingGrpc, agents.node),
    start('python-skywalking', [agents.python, '-B', PYTHON_SKYWALKING], skywalkingGrpc),
  ]);
  return {
    ...{ jaeger, zipkin, otel, clew },
    ...{ 'node-skywalking': nodeSkyWalking, 'python-skywalking': pythonSkyWalking },
  };
}
