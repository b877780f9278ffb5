// Takes what servers send of their spans: an agent's UDP port and a collector's HTTP port. Bodies are
// only kept while the load runs, and decoded when it is over.
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Span } from '@clew/model';
import { decodeEmitBatchBinary, decodeEmitBatchCompact } from '@clew/protocols/jaeger';
import { decodeOtlpProtobuf } from '@clew/protocols/otlp';
import { decodeSpans } from './decode-spans.ts';
import type { Destination, Variant } from './request-tracer.ts';

const DECODERS: Readonly<Record<Variant, typeof decodeOtlpProtobuf>> = {
  untraced: decodeEmitBatchBinary,
  clew: decodeEmitBatchCompact,
  'jaeger-client': decodeEmitBatchBinary,
  opentelemetry: decodeOtlpProtobuf,
};

/** As much as the system gives: datagrams wait here while the driver is busy with its load. */
const RECEIVE_BUFFER_BYTES = 8 << 20;

/** Where one server sends its spans. */
export class SpanSink {
  readonly destination: Destination;
  readonly #socket: Socket;
  readonly #server: Server;
  readonly #bodies: Uint8Array[];
  readonly #decode: typeof decodeOtlpProtobuf;

  constructor(variant: Variant, socket: Socket, server: Server, bodies: Uint8Array[]) {
    this.#socket = socket;
    this.#server = server;
    this.#bodies = bodies;
    this.#decode = DECODERS[variant];
    const { port } = server.address() as AddressInfo;
    this.destination = {
      udpPort: socket.address().port,
      otlpUrl: `http://127.0.0.1:${port}/v1/traces`,
    };
  }

  static async open(variant: Variant): Promise<SpanSink> {
    const bodies: Uint8Array[] = [];
    const socket = createSocket({ type: 'udp4', recvBufferSize: RECEIVE_BUFFER_BYTES });
    socket.on('message', (datagram) => bodies.push(datagram));
    socket.bind(0, '127.0.0.1');
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(Buffer.concat(chunks));
        response.end();
      });
    });
    server.listen(0, '127.0.0.1');
    await Promise.all([once(socket, 'listening'), once(server, 'listening')]);
    return new SpanSink(variant, socket, server, bodies);
  }

  /** The spans that came since the last call. */
  take(): readonly Span[] {
    return decodeSpans(this.#bodies.splice(0), this.#decode);
  }

  close(): void {
    this.#socket.close();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
