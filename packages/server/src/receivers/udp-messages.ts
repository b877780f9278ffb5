// What the main thread and the thread of the UDP sockets say to each other.
import type { DatagramChunk } from './datagram-batcher.ts';

/** Where a socket is to be. */
export interface SocketAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a socket is. */
export interface BoundSocket extends SocketAddress {
  /** Bytes of the receive buffer that the system gave. */
  readonly receiveBuffer: number;
}

/** From the thread of the sockets; `socket` is an index. */
export type FromUdpWorker =
  | { readonly type: 'bound'; readonly sockets: readonly BoundSocket[] }
  | { readonly type: 'not-bound'; readonly socket: number; readonly message: string }
  | { readonly type: 'problem'; readonly socket: number; readonly message: string }
  | { readonly type: 'datagrams'; readonly socket: number; readonly chunk: DatagramChunk }
  | { readonly type: 'closed' };

/** To the thread of the sockets. */
export type ToUdpWorker =
  | { readonly type: 'take-back'; readonly socket: number; readonly buffer: ArrayBuffer }
  | { readonly type: 'close' };
