// Holds our answers against those of Zipkin 3.5 for the same bytes, span by span: see fixtures/README.md.
import { readdirSync, readFileSync } from 'node:fs';
import { SpanBatchBuilder } from '@clew/model';
import {
  decodeZipkinJson,
  decodeZipkinProtobuf,
  decodeZipkinThrift,
  decodeZipkinV1Json,
} from '@clew/protocols/zipkin';
import { ReferenceStore } from '@clew/storage/reference';
import { describe, expect, test } from 'vitest';
import { zipkinServer } from '../testing/zipkin-server.ts';

const folder = new URL('../fixtures/zipkin-3.5/', import.meta.url);
const clients = readdirSync(folder)
  .filter((file) => file.endsWith('.expected.json'))
  .map((file) => file.replace('.expected.json', ''))
  .sort();

/** How a body is decoded, by path and content-type. */
const decoders = new Map([
  ['POST /api/v2/spans application/json', decodeZipkinJson],
  ['POST /api/v2/spans application/x-protobuf', decodeZipkinProtobuf],
  ['POST /api/v1/spans application/json', decodeZipkinV1Json],
  ['POST /api/v1/spans application/x-thrift', decodeZipkinThrift],
]);

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
}

function read(file: string): Buffer {
  return readFileSync(new URL(file, folder));
}

/** A store with what a client sent. */
async function storeOf(client: string): Promise<ReferenceStore> {
  const store = new ReferenceStore();
  const { path, headers } = JSON.parse(read(`${client}.1.json`).toString());
  const decode = decoders.get(`${path} ${headers['content-type'].split(';')[0]}`);
  if (decode === undefined) throw new Error(`no decoder for ${path} ${headers['content-type']}`);
  const builder = new SpanBatchBuilder();
  decode(read(`${client}.1.bin`), builder);
  await store.write(builder.finish(), { tenant: '' });
  return store;
}

/** Spans by id, as text: also the order of fields, tags and annotations is Zipkin's. */
function comparable(spans: readonly ZipkinSpan[]): readonly string[] {
  return spans.map((span) => JSON.stringify(span)).sort();
}

describe('for what a client sent, the answer is that of Zipkin', () => {
  test.each(clients)('%s', async (client) => {
    const app = zipkinServer(await storeOf(client));
    const { data } = JSON.parse(read(`${client}.expected.json`).toString()) as {
      readonly data: readonly (readonly ZipkinSpan[])[];
    };
    expect(data).not.toEqual([]);
    for (const trace of data) {
      const id = trace[0]?.traceId;
      const response = await app.inject(`/api/v2/trace/${id}`);
      expect(response.headers['content-type']).toBe('application/json');
      expect(comparable(response.json())).toEqual(comparable(trace));
    }
  });
});
