import { BatchTooLargeError, SpanBatchBuilder } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { DecodeError } from '../decode-result.ts';
import { decodeOtlpProtobuf } from './index.ts';
import { decoded } from './testing/decoded.ts';
import { encodeMessage } from './testing/reference-encoder.ts';
import { sampleRequest, sampleSpan, text } from './testing/sample-request.ts';

const REQUEST = 'ExportTraceServiceRequest';
const spans = [sampleSpan('first'), sampleSpan('second'), sampleSpan('third')];
const body = encodeMessage(REQUEST, sampleRequest(spans));
const whole = decoded(decodeOtlpProtobuf, body).spans;

function field(number: number, bytes: Uint8Array): Uint8Array {
  const length: number[] = [];
  let rest = bytes.length;
  for (; rest >= 0x80; rest >>>= 7) length.push((rest & 0x7f) | 0x80);
  return Buffer.concat([Uint8Array.of((number << 3) | 2, ...length, rest), bytes]);
}

/** A request around Span messages given as bytes. */
function requestOf(...messages: Uint8Array[]): Uint8Array {
  const scopeSpans = Buffer.concat(messages.map((message) => field(2, message)));
  return field(1, field(2, scopeSpans));
}

describe('the OTLP protobuf decoder', () => {
  test('refuses a request that is cut off at any byte, whole', () => {
    for (let length = 1; length < body.length; length++) {
      const builder = new SpanBatchBuilder();
      expect(() => decodeOtlpProtobuf(body.subarray(0, length), builder)).toThrow(DecodeError);
    }
  });

  test('rolls back and decodes the next request after one that is cut off', () => {
    const builder = new SpanBatchBuilder();
    const mark = builder.mark();
    const cut = body.subarray(0, body.length - 1);
    expect(() => decodeOtlpProtobuf(cut, builder)).toThrow(DecodeError);
    builder.rollback(mark);
    expect(builder.spanCount).toBe(0);
    expect(decodeOtlpProtobuf(body, builder).accepted).toBe(3);
    expect(decoded(decodeOtlpProtobuf, body).spans).toEqual(whole);
  });

  test('keeps the spans beside one in which any bit is flipped', () => {
    const messages = spans.map((span) => encodeMessage('Span', span));
    const [first, second, third] = messages as [Uint8Array, Uint8Array, Uint8Array];
    const expected = decoded(decodeOtlpProtobuf, requestOf(first, third)).spans;
    for (let bit = 0; bit < second.length * 8; bit++) {
      const flipped = second.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      const result = decoded(decodeOtlpProtobuf, requestOf(first, flipped, third));
      const refused = [...result.rejected.values()].reduce((sum, count) => sum + count, 0);
      expect(result.accepted + refused).toBe(3);
      expect([result.spans[0], result.spans.at(-1)]).toEqual(expected);
    }
  });

  test('throws nothing but a decode error for any flipped bit', () => {
    const builder = new SpanBatchBuilder();
    for (let bit = 0; bit < body.length * 8; bit++) {
      const flipped = body.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
      builder.clear();
      try {
        decodeOtlpProtobuf(flipped, builder);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }
  });

  test('counts a span that is cut off inside of its own length as malformed', () => {
    const good = encodeMessage('Span', spans[0] as object);
    const cut = good.subarray(0, good.length - 1);
    const result = decoded(decodeOtlpProtobuf, requestOf(good, cut, good));
    expect(result.rejected).toEqual(new Map([['otlp: malformed span', 1]]));
    expect(result.accepted).toBe(2);
  });

  test('skips groups of unknown fields, and refuses those that nest without end', () => {
    const good = encodeMessage('Span', spans[0] as object);
    const open = Uint8Array.of(0xa3, 0x06); // field 100, start of a group
    const close = Uint8Array.of(0xa4, 0x06);
    const groups = (depth: number) =>
      Buffer.concat([...Array(depth).fill(open), ...Array(depth).fill(close)]);
    const nested = decoded(decodeOtlpProtobuf, requestOf(Buffer.concat([groups(20), good])));
    expect(nested.accepted).toBe(1);
    const endless = requestOf(Buffer.concat([good, groups(100_000)]), good);
    expect(decoded(decodeOtlpProtobuf, endless)).toMatchObject({
      accepted: 1,
      rejected: new Map([['otlp: malformed span', 1]]),
    });
    expect(() => decodeOtlpProtobuf(groups(100_000), new SpanBatchBuilder())).toThrow(DecodeError);
  });

  test('takes the last of a field that comes twice, and merges messages', () => {
    const span = encodeMessage('Span', spans[0] as object);
    const again = encodeMessage('Span', { name: 'renamed', kind: 3, traceId: Buffer.alloc(16, 7) });
    const status = [
      field(15, encodeMessage('Status', { message: 'out of stock' })),
      field(15, encodeMessage('Status', { code: 2 })),
    ];
    const [decodedSpan] = decoded(
      decodeOtlpProtobuf,
      requestOf(Buffer.concat([span, again, ...status])),
    ).spans;
    expect(decodedSpan).toMatchObject({
      ...{ name: 'renamed', kind: 3, traceId: '07'.repeat(16) },
      ...{ status: 2, statusMessage: 'out of stock' },
    });
  });

  test('keeps what can be read of a resource that is cut off inside of its own length', () => {
    const resource = encodeMessage('Resource', { attributes: [text('service.name', 'shop')] });
    const cut = Buffer.concat([resource, Uint8Array.of(0x0a, 0x7f)]);
    const scopeSpans = field(2, encodeMessage('Span', spans[0] as object));
    const request = field(1, Buffer.concat([field(2, scopeSpans), field(1, cut)]));
    const [span] = decoded(decodeOtlpProtobuf, request).spans;
    expect(span?.resource.serviceName).toBe('shop');
    expect(span?.warnings).toEqual(['the resource is malformed; what could be read of it is kept']);
  });

  test('keeps an array of a million items', () => {
    const items = Buffer.alloc(10_000_000, field(1, field(1, Buffer.from('item-1')))); // values, string_value
    const keyValue = Buffer.concat([
      field(1, Buffer.from('list')),
      field(2, field(5, items)), // AnyValue.array_value
    ]);
    const span = Buffer.concat([encodeMessage('Span', spans[0] as object), field(9, keyValue)]);
    const value = decoded(decodeOtlpProtobuf, requestOf(span)).spans[0]?.attributes.at(-1)?.value;
    expect(value).toHaveLength(1_000_000);
  });

  test('refuses a body of links that are all but empty: they would take 18 times its size', () => {
    const links = Buffer.alloc(200_000, field(13, Buffer.alloc(0)));
    const span = Buffer.concat([encodeMessage('Span', spans[0] as object), links]);
    expect(() => decoded(decodeOtlpProtobuf, requestOf(span))).toThrow(BatchTooLargeError);
  });
});
