// The thread of the UDP sockets; what it does is in udp-sockets.ts.
import { parentPort, workerData } from 'node:worker_threads';
import type { FromUdpWorker, SocketAddress, ToUdpWorker } from './udp-messages.ts';
import { UdpSockets } from './udp-sockets.ts';

const post = (message: FromUdpWorker, transfer: ArrayBuffer[]): void => {
  parentPort?.postMessage(message, transfer);
};
const sockets = new UdpSockets(post);
parentPort?.on('message', (message: ToUdpWorker) => sockets.receive(message));
await sockets.open(workerData as readonly SocketAddress[]);
