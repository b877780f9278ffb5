// What damaged and malicious bodies may do: nothing but be counted, or be an error over HTTP.
import { type SpanBatch, SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import { decodeBatchBinary, decodeEmitBatchBinary, decodeEmitBatchCompact } from './index.ts';
import { decoderOf, jaegerClients, messagesOf } from './testing/captures.ts';
import { argsOf, batchStruct, type JaegerBatch, plainSpan } from './testing/jaeger-batch.ts';
import { encodeBinary, encodeMessage, type ThriftValue } from './testing/thrift-encoder.ts';

const MALFORMED = 'jaeger: malformed packet';
const process = { serviceName: 'shop', tags: [] };

/** Decodes into a builder that has a span already, and checks that the builder is sound afterwards. */
function survive(client: string, body: Uint8Array): DecodeResult | undefined {
  startWithSpan();
  let result: DecodeResult | undefined;
  try {
    result = decoderOf(client)(body, builder);
  } catch (error) {
    expect(error).toBeInstanceOf(DecodeError);
    expect(client).toMatch(/-http$/);
  }
  expect(builder.spanCount).toBe(1 + (result?.accepted ?? 0));
  readAll(builder.finish());
  return result;
}

const builder = new SpanBatchBuilder();

function startWithSpan(): void {
  builder.clear();
  const batch = batchStruct({ process, spans: [plainSpan] });
  decodeEmitBatchCompact(
    encodeMessage({ encoding: 'compact', type: 'call' }, argsOf(batch)),
    builder,
  );
}

function readAll(batch: SpanBatch): void {
  for (const span of new SpanBatchReader(batch).spans()) spanObject(span);
}

describe('the bytes of real clients', () => {
  test.each(jaegerClients)('of %s may be cut off anywhere', (client) => {
    for (const message of messagesOf(client)) {
      let last = 0;
      for (let length = 0; length < message.length; length++) {
        const result = survive(client, message.subarray(0, length));
        if (client.endsWith('-http')) expect(result).toBeUndefined();
        else {
          expect(result?.rejected).toEqual(new Map([[MALFORMED, 1]]));
          // Every span before the cut is kept.
          expect(result?.accepted).toBeGreaterThanOrEqual(last);
          last = result?.accepted ?? 0;
        }
      }
    }
  });

  test.each(['go-jaeger-udp', 'node-jaeger-client-udp', 'go-jaeger-http', 'seed-python-grpc'])(
    'of %s may have any bit flipped',
    (client) => {
      for (const message of messagesOf(client)) {
        for (let bit = 0; bit < message.length * 8; bit++) {
          const flipped = message.slice();
          flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
          survive(client, flipped);
        }
      }
    },
  );
});

describe('a body made to do harm', () => {
  const clients = ['go-jaeger-udp', 'node-jaeger-client-udp', 'go-jaeger-http'] as const;

  /** One struct as each of the three decoders takes it. */
  function bodiesOf(batch: ThriftValue): readonly Uint8Array[] {
    return [
      encodeMessage({ encoding: 'compact', type: 'oneway' }, argsOf(batch)),
      encodeMessage({ encoding: 'binary', type: 'oneway' }, argsOf(batch)),
      encodeBinary(batch),
    ];
  }

  function expectRefused(batch: ThriftValue): void {
    for (const [i, body] of bodiesOf(batch).entries()) {
      const result = survive(clients[i] as string, body);
      if (i < 2) expect(result).toEqual({ accepted: 0, rejected: new Map([[MALFORMED, 1]]) });
      else expect(result).toBeUndefined();
    }
  }

  test.each(['struct', 'list', 'set', 'map'] as const)(
    'may nest a %s in itself as deep as it likes',
    (type) => {
      let value: ThriftValue = { type: 'bool', value: true };
      for (let depth = 0; depth < 1000; depth++) {
        if (type === 'struct') value = { type, fields: [[1, value]] };
        else if (type === 'map') {
          const key: ThriftValue = { type: 'bool', value: true };
          value = { type, key: 'bool', value: value.type, entries: [[key, value]] };
        } else value = { type, element: value.type, items: [value] };
      }
      expectRefused({ type: 'struct', fields: [[50, value]] });
    },
  );

  test('may claim more spans, tags or text than it has bytes', () => {
    const claims: readonly (readonly number[])[] = [
      // Binary: spans, a list of 2^31 − 1 structs.
      [15, 0, 2, 12, 0x7f, 0xff, 0xff, 0xff, 0],
      // Binary: process with a name of −1 and of 2^31 − 1 bytes.
      [12, 0, 1, 11, 0, 1, 0xff, 0xff, 0xff, 0xff, 0],
      [12, 0, 1, 11, 0, 1, 0x7f, 0xff, 0xff, 0xff, 0],
      // Binary: an unknown map of 2^31 − 1 entries of types that are none.
      [13, 0, 9, 0, 0, 0x7f, 0xff, 0xff, 0xff],
      [13, 0, 9, 1, 1, 0, 0, 0, 1, 0],
    ];
    for (const claim of claims) survive('go-jaeger-http', Uint8Array.from(claim));
    const compactClaims: readonly (readonly number[])[] = [
      // Compact, after the message header: args { 1: batch { 2: list of 2^32 structs.
      [0x1c, 0x29, 0xfc, 0xff, 0xff, 0xff, 0xff, 0x7f],
      // A length of more than 64 bits.
      [0x1c, 0x1c, 0x18, ...new Array<number>(12).fill(0xff), 1],
      [0x1c, 0x1c, 0x18, 0xff, 0xff, 0xff, 0xff, 0x0f],
    ];
    const header = [0x82, 0x81, 1, 9, ...new TextEncoder().encode('emitBatch')];
    for (const claim of compactClaims) {
      const result = survive('go-jaeger-udp', Uint8Array.from([...header, ...claim]));
      expect(result?.rejected).toEqual(new Map([[MALFORMED, 1]]));
    }
  });

  test('may hold lists of something else than what belongs there', () => {
    const odd: ThriftValue = { type: 'list', element: 'i32', items: [{ type: 'i32', value: 7 }] };
    const arrange = (wanted: number) => (fields: readonly (readonly [number, ThriftValue])[]) =>
      fields.map(([id, value]) => [id, id === wanted ? odd : value] as const);
    for (const id of [2, 6, 10, 11]) {
      for (const [i, body] of bodiesOf(
        batchStruct({ process, spans: [plainSpan] }, arrange(id)),
      ).entries()) {
        const result = survive(clients[i] as string, body);
        expect(result?.accepted).toBe(id === 2 ? 0 : 1);
      }
    }
  });

  test('may have 100,000 tags on a span and as many logs, all of which are kept', () => {
    const count = 100_000;
    const tags = Array.from({ length: count }, (_, i) => ({ key: `key-${i}`, value: `v${i}` }));
    const logs = tags.map((tag) => ({ timestamp: 1n, fields: [tag] }));
    const batch: JaegerBatch = { process, spans: [{ ...plainSpan, tags, logs }] };
    const builder = new SpanBatchBuilder();
    expect(decodeBatchBinary(encodeBinary(batchStruct(batch)), builder).accepted).toBe(1);
    const [span] = new SpanBatchReader(builder.finish()).spans();
    expect(span?.attributes.length).toBe(count);
    expect(span?.attributes.at(-1)).toEqual({ key: 'key-99999', value: 'v99999' });
    expect(span?.events.length).toBe(count);
  });

  test('may have millions of empty spans, logs, tags and references, which cost no memory', () => {
    const empty: ThriftValue = { type: 'struct', fields: [] };
    const list = (length: number): ThriftValue => ({
      type: 'list',
      element: 'struct',
      items: new Array<ThriftValue>(length).fill(empty),
    });
    const fill = (fields: readonly (readonly [number, ThriftValue])[]) =>
      fields.map(
        ([id, value]) => [id, value.type === 'list' && id > 2 ? list(50_000) : value] as const,
      );
    const builder = new SpanBatchBuilder();
    const body = encodeBinary(batchStruct({ process, spans: [plainSpan] }, fill));
    expect(decodeBatchBinary(body, builder).accepted).toBe(1);
    const [span] = new SpanBatchReader(builder.finish()).spans();
    expect([span?.attributes, span?.events, span?.links]).toEqual([[], [], []]);

    const spans: ThriftValue = { type: 'struct', fields: [[2, list(50_000)]] };
    const message = encodeMessage({ encoding: 'binary', type: 'call' }, argsOf(spans));
    expect(decodeEmitBatchBinary(message, builder)).toEqual({
      accepted: 0,
      rejected: new Map([['jaeger: traceId is zero', 50_000]]),
    });
  });
});
