// A collector that answers as it is told to. It says which spans it acknowledged before it does so, so that a kill in
// between leaves nobody with less than the truth.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SpanBatchBuilder, SpanBatchReader } from '@clew/model';
import { decodeBatchBinary } from '@clew/protocols/jaeger';
import { decodeOtlpProtobuf } from '@clew/protocols/otlp';
import { say, task } from './program.ts';

export interface CollectorTask {
  /** 0 for any that is free. */
  readonly port: number;
  readonly mode: Mode;
}

/** Takes everything; is busy for now; never answers; answers when the mode changes. */
export type Mode = 'takes' | 'busy' | 'hangs' | 'waits';

export interface CollectorReady {
  readonly kind: 'ready';
  readonly port: number;
}

/** Spans, by what they are numbered with. */
export interface Acknowledged {
  readonly kind: 'acknowledged';
  readonly numbers: readonly number[];
}

export interface SetMode {
  readonly kind: 'mode';
  readonly mode: Mode;
}

let { port, mode } = task<CollectorTask>();
/** What was asked and is not answered yet. */
const waiting: (() => void)[] = [];
const hanging: ServerResponse[] = [];

function numbersOf(body: Uint8Array, type: string | undefined): readonly number[] {
  const builder = new SpanBatchBuilder();
  (type === 'application/x-thrift' ? decodeBatchBinary : decodeOtlpProtobuf)(body, builder);
  return Array.from(new SpanBatchReader(builder.finish()).spans(), ({ attributes }) =>
    Number(attributes.find(({ key }) => key === 'number')?.value),
  );
}

function take(numbers: readonly number[], response: ServerResponse): void {
  process.send?.({ kind: 'acknowledged', numbers }, () => response.end());
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    if (mode === 'busy') {
      response.writeHead(503, { 'retry-after': '1' }).end('busy');
      return;
    }
    if (mode === 'hangs') {
      hanging.push(response);
      return;
    }
    const numbers = numbersOf(Buffer.concat(chunks), request.headers['content-type']);
    if (mode === 'takes') take(numbers, response);
    else waiting.push(() => take(numbers, response));
  });
});
server.listen(port, '127.0.0.1', () => {
  ({ port } = server.address() as AddressInfo);
  say({ kind: 'ready', port });
});
process.on('message', (message: SetMode) => {
  ({ mode } = message);
  for (const answer of waiting.splice(0)) answer();
  for (const response of hanging.splice(0)) response.destroy();
  say({ kind: 'mode', mode });
});
