// A trace of 200,000 spans, as each of the APIs streams it. What a client's pace means for memory is tested where streams are made.
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { batchOf, type SpanBatch, SpanBatchBuilder, SpanCopier } from '@clew/model';
import type { SpanReader } from '@clew/storage';
import { ReferenceStore } from '@clew/storage/reference';
import { afterEach, expect, test } from 'vitest';
import { queryServer, START, spanOf } from '../query/testing/query-server.ts';
import { closeClients, queryClients, queryGrpcServer } from './testing/query-clients.ts';

const SPANS = 200_000;
const TRACE_ID = '9346bc9e4f8eae5a02ffd1bcda60092e';
/** For machines that are busy. */
const PATIENCE = 60_000;
/** Clients take no larger messages unless they are told to. */
const LARGEST_MESSAGE = 4 * 1024 * 1024;

afterEach(closeClients);

const trace = largeTrace();
const store: SpanReader = Object.assign(Object.create(new ReferenceStore()), {
  trace: async () => trace,
});

function largeTrace(): SpanBatch {
  const builder = new SpanBatchBuilder();
  const parts = 20;
  for (let part = 0; part < parts; part++) {
    const batch = batchOf(
      Array.from({ length: SPANS / parts }, (_, at) => {
        const number = part * (SPANS / parts) + at + 1;
        return spanOf({
          spanId: number.toString(16).padStart(16, '0'),
          parentSpanId: number === 1 ? '' : '0000000000000001',
          start: START + BigInt(number),
          attributes: [{ key: 'sql', value: `select * from goods where id = ${number}` }],
        });
      }),
    );
    const copier = new SpanCopier(batch, builder);
    for (let row = 0; row < batch.spanCount; row++) copier.copy(row);
  }
  return builder.finish();
}

interface V2Chunk {
  readonly spans: readonly { readonly span_id: Buffer }[];
}

interface V3Data {
  readonly resource_spans: readonly {
    readonly scope_spans: readonly { readonly spans: readonly { readonly span_id: Buffer }[] }[];
  }[];
}

test('version 2 over gRPC gives every span once, in messages that every client takes', {
  timeout: PATIENCE,
}, async () => {
  const { v2 } = queryClients(await queryGrpcServer(store));
  const ids = new Set<number>();
  let messages = 0;
  for await (const chunk of v2.stream('GetTrace', {
    trace_id: Buffer.from(TRACE_ID, 'hex'),
    raw_traces: true,
  })) {
    messages++;
    for (const { span_id } of (chunk as V2Chunk).spans) ids.add(span_id.readUInt32BE(4));
  }
  expect(ids.size).toBe(SPANS);
  expect(messages).toBeGreaterThan((SPANS * 100) / LARGEST_MESSAGE);
});

test('version 3 over gRPC gives every span once, in messages that every client takes', {
  timeout: PATIENCE,
}, async () => {
  const { v3 } = queryClients(await queryGrpcServer(store));
  const ids = new Set<number>();
  for await (const message of v3.stream('GetTrace', { trace_id: TRACE_ID, raw_traces: true })) {
    for (const { scope_spans } of (message as V3Data).resource_spans) {
      for (const { spans } of scope_spans) {
        for (const { span_id } of spans) ids.add(span_id.readUInt32BE(4));
      }
    }
  }
  expect(ids.size).toBe(SPANS);
});

test('version 3 over HTTP is written no faster than it is read, and whole', {
  timeout: PATIENCE,
}, async () => {
  const app = queryServer(store);
  const sockets: Socket[] = [];
  app.server.on('connection', (socket) => sockets.push(socket));
  await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    const { port } = app.server.address() as AddressInfo;
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const path = `/api/v3/traces/${TRACE_ID}?rawTraces=true`;
      request({ host: '127.0.0.1', port, path }, resolve).on('error', reject).end();
    });
    answer.pause();
    const sent = (): number => sockets[0]?.bytesWritten ?? 0;
    let before = -1;
    for (let still = 0; still < 200; still++) {
      if (sent() !== before) still = 0;
      before = sent();
      await new Promise((resolve) => setImmediate(resolve));
    }
    let spans = 0;
    let bytes = 0;
    let rest = '';
    for await (const piece of answer.setEncoding('utf8')) {
      bytes += piece.length;
      const text: string = rest + piece;
      const end = text.lastIndexOf('{"traceId"');
      spans += text.slice(0, end).split('"parentSpanId"').length - 1;
      rest = text.slice(Math.max(0, end));
    }
    spans += rest.split('"parentSpanId"').length - 1;
    // All but the root have a parent.
    expect(spans).toBe(SPANS - 1);
    // What waits in sockets while nobody reads is a small part of it.
    expect(before).toBeLessThan(bytes / 4);
  } finally {
    await app.close();
  }
});
