// A small server in a process of its own, traced in the way that its first argument names:
//   node http-server.ts <variant> <UDP port of the agent> <URL of the collector>
// It says its port once it listens, and answers each message of its parent:
//   'cpu' with the CPU time used so far, 'flush' with the same once all spans are sent, 'stop' by ending.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { REQUEST_TRACERS } from './load-request-tracer.ts';
import type { Variant } from './request-tracer.ts';

/** Microseconds of CPU time, user and system. */
function cpuMicros(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

const [variant, udpPort, otlpUrl = ''] = process.argv.slice(2);
const { listener, flush, close } = await REQUEST_TRACERS[variant as Variant]({
  udpPort: Number(udpPort),
  otlpUrl,
});
const server = createServer(listener);
server.keepAliveTimeout = 60_000;

async function obey(message: unknown): Promise<void> {
  if (message === 'cpu') {
    process.send?.({ cpuMicros: cpuMicros() });
  } else if (message === 'flush') {
    await flush();
    process.send?.({ cpuMicros: cpuMicros() });
  } else if (message === 'stop') {
    await close();
    server.close();
    server.closeAllConnections();
    process.disconnect();
  }
}

process.on('message', (message) => {
  obey(message).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});
// Without its parent it has nobody to answer.
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
