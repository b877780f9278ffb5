// The sockets that the UDP thread owns. They have a thread of their own because the kernel keeps
// only a few hundred datagrams for a thread that is busy: with 300 ms of other work in each second a
// quarter of them is lost.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { DatagramBatcher } from './datagram-batcher.ts';
import type { BoundSocket, FromUdpWorker, SocketAddress, ToUdpWorker } from './udp-messages.ts';

/** What the system is asked for; Linux gives twice `net.core.rmem_max` at most. */
export const RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024;
/** How long datagrams wait for others to go with. */
const GATHER_MILLIS = 3;
/** 16 MiB a socket in all. */
const BOUNDS = { chunkBytes: 256 * 1024, maxChunks: 64, maxPosted: 8 };
/** How often to look whether the kernel has nothing left, and for how long at most. */
const DRAIN_MILLIS = 5;
const MAX_DRAINS = 100;

type Post = (message: FromUdpWorker, transfer: ArrayBuffer[]) => void;

interface Receiving {
  readonly socket: Socket;
  readonly batcher: DatagramBatcher;
}

/** Owns sockets and sends on what they receive. */
export class UdpSockets {
  readonly #post: Post;
  #receiving: readonly Receiving[] = [];
  #gathering: NodeJS.Timeout | undefined;
  #received = 0;
  #closing = false;
  #closed = false;

  constructor(post: Post) {
    this.#post = post;
  }

  /** Opens all sockets, or says which could not be. */
  async open(addresses: readonly SocketAddress[]): Promise<void> {
    const sockets: BoundSocket[] = [];
    for (const [index, address] of addresses.entries()) {
      try {
        sockets.push(await this.#openOne(index, address));
      } catch (error) {
        this.#post({ type: 'not-bound', socket: index, message: messageOf(error) }, []);
        this.#closeSockets();
        return;
      }
    }
    this.#post({ type: 'bound', sockets }, []);
  }

  /** Does what the main thread says. */
  receive(message: ToUdpWorker): void {
    if (message.type === 'close') {
      this.#closing = true;
      this.#drain(0, -1);
      return;
    }
    this.#receiving[message.socket]?.batcher.takeBack(message.buffer);
    this.#endIfDone();
  }

  async #openOne(index: number, { host, port }: SocketAddress): Promise<BoundSocket> {
    const socket = createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', ipv6Only: false });
    const batcher = new DatagramBatcher(BOUNDS, (chunk) => {
      const transfer = [chunk.buffer, chunk.lengths.buffer];
      this.#post({ type: 'datagrams', socket: index, chunk }, transfer);
    });
    this.#receiving = [...this.#receiving, { socket, batcher }];
    socket.bind({ address: host, port });
    await once(socket, 'listening');
    socket.on('error', (error) => {
      this.#post({ type: 'problem', socket: index, message: error.message }, []);
    });
    socket.on('message', (datagram) => {
      this.#received += 1;
      batcher.add(datagram);
      this.#gathering ??= setTimeout(() => this.#flush(), GATHER_MILLIS);
    });
    const bound = socket.address();
    return { host: bound.address, port: bound.port, receiveBuffer: enlarge(socket) };
  }

  #flush(): void {
    this.#gathering = undefined;
    for (const { batcher } of this.#receiving) batcher.flush();
  }

  /** Reads what the kernel still holds, then closes. */
  #drain(drains: number, receivedBefore: number): void {
    if (this.#received === receivedBefore || drains === MAX_DRAINS) {
      this.#closeSockets();
      this.#flush();
      this.#endIfDone();
      return;
    }
    const received = this.#received;
    setTimeout(() => this.#drain(drains + 1, received), DRAIN_MILLIS);
  }

  #closeSockets(): void {
    clearTimeout(this.#gathering);
    this.#closed = true;
    for (const { socket } of this.#receiving) socket.close();
  }

  #endIfDone(): void {
    if (!this.#closing || !this.#closed) return;
    if (this.#receiving.every(({ batcher }) => batcher.isIdle)) this.#post({ type: 'closed' }, []);
  }
}

/** Asks for a large receive buffer; returns what there is. */
function enlarge(socket: Socket): number {
  try {
    socket.setRecvBufferSize(RECEIVE_BUFFER_BYTES);
  } catch {
    // Some systems refuse what is over their limit instead of giving the most; what there is is told.
  }
  return socket.getRecvBufferSize();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
