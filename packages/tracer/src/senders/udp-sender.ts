import { createSocket, type Socket } from 'node:dgram';
import { isIP } from 'node:net';
import { monotonicNow } from '../clock.ts';
import type { EncodedBatch, SpanEncoder } from '../encoding/span-encoder.ts';
import { ThriftBinaryEncoder } from '../encoding/thrift-binary-encoder.ts';
import { ThriftCompactEncoder } from '../encoding/thrift-compact-encoder.ts';
import type { Sender } from './sender.ts';
import { syncLookup } from './sync-lookup.ts';

/** Where agents take Thrift's compact protocol. */
const COMPACT_PORT = 6831;
/** What jaeger-client allows a packet; UDP's own limit is 65,507 bytes. */
const MAX_PACKET_BYTES = 65_000;
/** How long the address that a name stood for is believed, in milliseconds. */
const ADDRESS_LIFE_MS = 30_000;

/** How long a socket is kept that nothing is sent through: tracers may be forgotten without being closed. */
const IDLE_MS = 30_000;
/** By when the system says at the latest that nobody listened, in milliseconds. */
const REFUSAL_MS = 50;

/** Where and how a {@link UdpSender} sends. */
export interface UdpSenderOptions {
  /** The agent's host; 127.0.0.1 if left out. */
  readonly host?: string | undefined;
  /** The agent's port; 6831 if left out. */
  readonly port?: number | undefined;
  readonly socketType?: 'udp4' | 'udp6' | undefined;
  /**
   * Thrift's protocol. If left out, compact where no port or 6831 is given, and else binary, which is what
   * jaeger-client sends to any port.
   */
  readonly protocol?: 'compact' | 'binary' | undefined;
  /** The most bytes of a packet; 65,000 if left out. */
  readonly maxPacketSize?: number | undefined;
}

interface Connection {
  readonly socket: Socket;
  readonly ready: Promise<void>;
  readonly since: number;
  isReady: boolean;
  /** How many spans the packets of the last moment had, and since when they are counted. */
  recentSince: number;
  recentSpans: number;
}

/**
 * Sends packets to an agent. A socket is opened for the first one and never keeps the process alive. It is connected, so
 * that the system says when nobody listens; after a failure, or when a name may stand for another address, the next
 * packet goes through a new one.
 */
export class UdpSender implements Sender {
  readonly encoder: SpanEncoder;
  readonly maxBatchBytes: number;
  readonly maxBatchSpans: number = Number.POSITIVE_INFINITY;
  readonly maxInFlight: number = 8;
  onLost: ((spans: number, error: Error) => void) | undefined;
  readonly #host: string;
  readonly #port: number;
  readonly #socketType: 'udp4' | 'udp6';
  #connection: Connection | undefined;
  #idleTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: UdpSenderOptions = {}) {
    const { port = COMPACT_PORT, socketType = 'udp4' } = options;
    this.#host = options.host ?? (socketType === 'udp6' ? '::1' : '127.0.0.1');
    this.#port = port;
    this.#socketType = socketType;
    const protocol = options.protocol ?? (port === COMPACT_PORT ? 'compact' : 'binary');
    this.encoder =
      protocol === 'compact' ? new ThriftCompactEncoder() : new ThriftBinaryEncoder('message');
    this.maxBatchBytes = options.maxPacketSize ?? MAX_PACKET_BYTES;
  }

  toString(): string {
    return `UdpSender(${this.#host}:${this.#port})`;
  }

  async send(batch: EncodedBatch): Promise<number> {
    const connection = this.#connect();
    this.#watchIdleness();
    if (!connection.isReady) await connection.ready;
    const now = monotonicNow();
    if (now - connection.recentSince > REFUSAL_MS) {
      connection.recentSpans = 0;
      connection.recentSince = now;
    }
    connection.recentSpans += batch.spans;
    await new Promise<void>((resolve, reject) => {
      connection.socket.send(batch.bytes, (error) => {
        if (error) {
          // The system says so of an earlier packet; this one was not sent.
          connection.recentSpans -= batch.spans;
          this.#fail(connection, error);
          reject(error);
        } else {
          resolve();
        }
      });
    });
    return 0;
  }

  sendNow(batch: EncodedBatch): boolean {
    const connection = this.#connect();
    if (!connection.isReady) return false;
    // Node hands a packet to the system at once where none is waiting before it.
    connection.socket.send(batch.bytes, () => {});
    return true;
  }

  hurry(): void {}

  close(): void {
    this.#isClosed = true;
    this.#disconnect();
  }

  #disconnect(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = undefined;
    if (this.#connection) this.#drop(this.#connection);
  }

  #watchIdleness(): void {
    if (this.#idleTimer === undefined) {
      this.#idleTimer = setTimeout(() => this.#disconnect(), IDLE_MS);
      this.#idleTimer.unref();
    } else {
      this.#idleTimer.refresh();
    }
  }

  #connect(): Connection {
    const current = this.#connection;
    if (current !== undefined && !this.#isStale(current)) return current;
    if (current !== undefined) this.#drop(current);
    if (this.#isClosed) throw new Error('the sender is closed');
    const socket = createSocket({
      type: this.#socketType,
      lookup: syncLookup(this.#socketType === 'udp4' ? 4 : 6),
    });
    socket.unref();
    const ready = new Promise<void>((resolve, reject) => {
      socket.connect(this.#port, this.#host, (error?: Error) => {
        if (error) {
          this.#drop(connection);
          reject(error);
          return;
        }
        connection.isReady = true;
        resolve();
      });
    });
    // Who sends sees the failure; a socket that fails while nothing is sent is replaced for the next packet.
    ready.catch(() => {});
    const connection: Connection = {
      socket,
      ready,
      since: monotonicNow(),
      isReady: false,
      recentSince: 0,
      recentSpans: 0,
    };
    socket.on('error', (error) => this.#fail(connection, error));
    this.#connection = connection;
    connection.isReady = isConnected(socket);
    return connection;
  }

  #isStale({ since }: Connection): boolean {
    const needsResolver = isIP(this.#host) === 0 && this.#host !== 'localhost';
    return needsResolver && monotonicNow() - since > ADDRESS_LIFE_MS;
  }

  #fail(connection: Connection, error: Error): void {
    this.#drop(connection);
    const { recentSpans } = connection;
    connection.recentSpans = 0;
    if (recentSpans > 0) this.onLost?.(recentSpans, error);
  }

  #drop(connection: Connection): void {
    if (this.#connection === connection) this.#connection = undefined;
    try {
      connection.socket.close();
    } catch {
      // It was closed by an earlier failure.
    }
  }
}

function isConnected(socket: Socket): boolean {
  try {
    socket.remoteAddress();
    return true;
  } catch {
    return false;
  }
}
