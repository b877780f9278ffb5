// What a tracer talks to: an agent on UDP, and a server for collectors and for what an agent answers over HTTP. Both take
// any free port of 127.0.0.1 and keep what arrives.
import { createSocket, type SocketType } from 'node:dgram';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Span, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
} from '@clew/protocols/jaeger';
import { decodeOtlpProtobuf } from '@clew/protocols/otlp';
import type { Logger } from '../../logger.ts';

/** Is told what to do at the end of a test; vitest's `onTestFinished`. */
export type AtEnd = (close: () => void | Promise<void>) => void;

/** Keeps what arrives until somebody asks for it. */
class Inbox<T> {
  readonly #items: T[] = [];
  readonly #waiting: ((item: T) => void)[] = [];

  push(item: T): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(item);
    else this.#items.push(item);
  }

  /** The next one that nobody has taken. */
  next(): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** An agent's UDP port until the end of the test. */
export async function startAgent(
  atEnd: AtEnd,
  type: SocketType = 'udp4',
): Promise<{ readonly port: number; next(): Promise<Uint8Array> }> {
  const inbox = new Inbox<Uint8Array>();
  const socket = createSocket(type, (packet) => inbox.push(packet));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, type === 'udp4' ? '127.0.0.1' : '::1', resolve);
  });
  atEnd(() => {
    socket.close();
  });
  return { port: socket.address().port, next: () => inbox.next() };
}

/** A request that a server got. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/**
 * An HTTP server until the end of the test.
 *
 * @param answer the body of its answers, by the path of the request without the query; undefined never answers
 */
export async function startServer(
  atEnd: AtEnd,
  answer: (path: string) => string | undefined = () => '',
): Promise<{ readonly port: number; readonly url: string; next(): Promise<Received> }> {
  const inbox = new Inbox<Received>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const path = request.url ?? '';
    inbox.push({ path, headers: request.headers, body: Buffer.concat(chunks) });
    const body = answer(new URL(path, 'http://server').pathname);
    if (body !== undefined) response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  atEnd(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}`, next: () => inbox.next() };
}

type Decoder = (body: Uint8Array, builder: SpanBatchBuilder) => unknown;

const decoders: Readonly<Record<'compact' | 'binary' | 'batch' | 'otlp', Decoder>> = {
  compact: decodeEmitBatchCompact,
  binary: decodeEmitBatchBinary,
  batch: decodeBatchBinary,
  otlp: decodeOtlpProtobuf,
};

/** The spans in a packet or a request. */
export function spansIn(bytes: Uint8Array, form: keyof typeof decoders): readonly Span[] {
  const builder = new SpanBatchBuilder();
  decoders[form](bytes, builder);
  return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
}

/** Which of Thrift's protocols a message to an agent is written in; its first byte says so. */
export function protocolOf(packet: Uint8Array): 'compact' | 'binary' {
  return packet[0] === 0x82 ? 'compact' : 'binary';
}

/** A logger that keeps its lines. */
export function keptLines(): Logger & Readonly<Record<'infos' | 'warnings' | 'errors', string[]>> {
  const infos: string[] = [];
  const warnings: string[] = [];
  const errors: string[] = [];
  const info = (line: string): unknown => infos.push(line);
  const warn = (line: string): unknown => warnings.push(line);
  const error = (line: string): unknown => errors.push(line);
  return { infos, warnings, errors, info, warn, error };
}
