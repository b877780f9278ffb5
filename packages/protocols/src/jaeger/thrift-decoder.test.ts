import {
  type Attribute,
  type Span,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanFormat,
  SpanKind,
  StatusCode,
  spanObject,
} from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DecodeError, type DecodeResult } from '../decode-result.ts';
import {
  decodeBatchBinary,
  decodeEmitBatch,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
} from './index.ts';
import { arbitraryBatch } from './testing/arbitrary-batch.ts';
import {
  argsOf,
  batchStruct,
  type JaegerBatch,
  type JaegerSpan,
  type JaegerTag,
  plainSpan,
} from './testing/jaeger-batch.ts';
import {
  encodeBinary,
  encodeMessage,
  type MessageForm,
  type ThriftField,
  type ThriftValue,
} from './testing/thrift-encoder.ts';

const compact: MessageForm = { encoding: 'compact', type: 'oneway' };
const binary: MessageForm = { encoding: 'binary', type: 'oneway' };

interface Decoded {
  readonly result: DecodeResult;
  readonly spans: readonly Span[];
}

function decoded(
  decode: (body: Uint8Array, builder: SpanBatchBuilder) => DecodeResult,
  body: Uint8Array,
): Decoded {
  const builder = new SpanBatchBuilder();
  const result = decode(body, builder);
  return { result, spans: spansIn(builder) };
}

function spansIn(builder: SpanBatchBuilder): readonly Span[] {
  return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
}

function ofMessage(form: MessageForm, args: ThriftValue): Decoded {
  const decode = form.encoding === 'compact' ? decodeEmitBatchCompact : decodeEmitBatchBinary;
  return decoded(decode, encodeMessage(form, args));
}

function ofSpans(...changes: readonly Partial<JaegerSpan>[]): Decoded {
  const spans = changes.map((change) => ({ ...plainSpan, ...change }));
  const batch = batchStruct({ process: { serviceName: 'shop', tags: [] }, spans });
  return ofMessage(compact, argsOf(batch));
}

function ofSpan(change: Partial<JaegerSpan>): Span {
  return ofSpans(change).spans[0] as Span;
}

const hex = (value: bigint, digits: number): string =>
  BigInt.asUintN(64, value).toString(16).padStart(16, '0').padStart(digits, '0');
const traceId = hex(plainSpan.traceIdLow, 32);

/** The model's value of a tag that has no meaning of its own. */
function attributeOf({ key, value }: JaegerTag): Attribute {
  return { key, value };
}

/** What no version of Jaeger has yet: fields of every type, nested too. */
const unknownFields: readonly ThriftField[] = [
  [99, { type: 'bool', value: true }],
  [100, { type: 'i16', value: -7 }],
  [101, { type: 'byte', value: 5 }],
  [-3, { type: 'double', value: 1.5 }],
  [
    300,
    {
      type: 'map',
      key: 'string',
      value: 'list',
      entries: [
        [
          { type: 'string', value: 'k' },
          { type: 'list', element: 'bool', items: [{ type: 'bool', value: false }] },
        ],
      ],
    },
  ],
  [301, { type: 'map', key: 'i32', value: 'i32', entries: [] }],
  [
    302,
    {
      type: 'set',
      element: 'struct',
      items: [{ type: 'struct', fields: [[1, { type: 'bool', value: false }]] }],
    },
  ],
];

function expectSame(spans: readonly Span[], sent: JaegerBatch): void {
  expect(spans.length).toBe(sent.spans.length);
  for (const [i, got] of spans.entries()) {
    const want = sent.spans[i] as JaegerSpan;
    expect(got.traceId).toBe(hex(want.traceIdHigh, 16) + hex(want.traceIdLow, 16));
    expect(got.spanId).toBe(hex(want.spanId, 16));
    expect(got.parentSpanId).toBe(want.parentSpanId === 0n ? '' : hex(want.parentSpanId, 16));
    expect(got.name).toBe(want.operationName);
    expect(got.flags).toBe(want.flags >>> 0);
    expect(got.start).toBe(want.startTime * 1000n);
    const longest = 2n ** 64n - 1n - got.start;
    const nanos = want.duration * 1000n;
    expect(got.duration).toBe(nanos < longest ? nanos : longest);
    expect(got.attributes).toEqual(want.tags.map(attributeOf));
    expect(got.links.map((link) => link.traceId + link.spanId)).toEqual(
      want.references.map(
        (one) => hex(one.traceIdHigh, 16) + hex(one.traceIdLow, 16) + hex(one.spanId, 16),
      ),
    );
    expect(got.events.map(({ time, attributes }) => ({ time, attributes }))).toEqual(
      want.logs.map((log) => ({
        time: log.timestamp * 1000n,
        attributes: log.fields.map(attributeOf),
      })),
    );
    expect(got.resource.attributes).toEqual([
      { key: 'service.name', value: sent.process.serviceName },
      ...sent.process.tags.map(attributeOf),
    ]);
    expect(got.format).toBe(SpanFormat.jaeger);
  }
}

describe('every span that a client sends in Thrift', () => {
  const forms: fc.Arbitrary<MessageForm> = fc.constantFrom<MessageForm>(
    compact,
    { ...compact, type: 'call' },
    binary,
    { ...binary, type: 'call' },
    { ...binary, old: true },
  );

  test('keeps every field, in both encodings, as a call and one-way, with and without a version', () => {
    fc.assert(
      fc.property(arbitraryBatch, forms, (sent, form) => {
        const { result, spans } = ofMessage(form, argsOf(batchStruct(sent)));
        expect(result.accepted).toBe(sent.spans.length);
        expect(result.rejected.size).toBe(0);
        expectSame(spans, sent);
      }),
    );
  });

  test('keeps every field as a bare batch', () => {
    fc.assert(
      fc.property(arbitraryBatch, (sent) => {
        expectSame(decoded(decodeBatchBinary, encodeBinary(batchStruct(sent))).spans, sent);
      }),
    );
  });

  test('may have its fields in any order, among fields that are not known', () => {
    fc.assert(
      fc.property(arbitraryBatch, forms, fc.infiniteStream(fc.nat()), (sent, form, numbers) => {
        const shuffle = (fields: ThriftField[]): readonly ThriftField[] =>
          [...fields, ...unknownFields]
            .map((field) => ({ field, at: numbers.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ field }) => field);
        const { spans } = ofMessage(form, argsOf(batchStruct(sent, shuffle), shuffle));
        expectSame(spans, sent);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a process', () => {
  test('keeps a tag called service.name as a second attribute; its name comes first', () => {
    const process = { serviceName: 'shop', tags: [{ key: 'service.name', value: 'other' }] };
    const struct = batchStruct({ process, spans: [plainSpan] });
    const [span] = ofMessage(compact, argsOf(struct)).spans;
    expect(span?.resource.serviceName).toBe('shop');
    expect(span?.resource.attributes).toEqual([
      { key: 'service.name', value: 'shop' },
      { key: 'service.name', value: 'other' },
    ]);
  });

  test('may be missing, which gives a resource without a service, whatever was decoded before', () => {
    const whole = batchStruct({
      process: { serviceName: 'shop', tags: [] },
      spans: [plainSpan],
    });
    const [, spans] = (whole as { readonly fields: readonly ThriftField[] }).fields;
    const builder = new SpanBatchBuilder();
    decodeEmitBatchCompact(encodeMessage(compact, argsOf(whole)), builder);
    const bare: ThriftValue = { type: 'struct', fields: [spans as ThriftField] };
    decodeEmitBatchCompact(encodeMessage(compact, argsOf(bare)), builder);
    expect(spansIn(builder).map(({ resource }) => resource.serviceName)).toEqual(['shop', '']);
    expect(spansIn(builder)[1]?.resource.attributes).toEqual([]);
  });
});

describe('a tag', () => {
  test.each(['server', 'client', 'producer', 'consumer', 'internal'] as const)(
    'span.kind = %s is the span’s kind and no attribute',
    (kind) => {
      const span = ofSpan({ tags: [{ key: 'span.kind', value: kind }] });
      expect(span.kind).toBe(SpanKind[kind]);
      expect(span.attributes).toEqual([]);
    },
  );

  test('span.kind stays an attribute when it names no kind, is no text, or comes a second time', () => {
    const odd: readonly JaegerTag[] = [
      { key: 'span.kind', value: 'Server' },
      { key: 'span.kind', value: 2n },
    ];
    expect(ofSpan({ tags: odd }).kind).toBe(SpanKind.unspecified);
    expect(ofSpan({ tags: odd }).attributes).toEqual(odd);
    const twice = ofSpan({
      tags: [
        { key: 'span.kind', value: 'client' },
        { key: 'span.kind', value: 'server' },
      ],
    });
    expect(twice.kind).toBe(SpanKind.client);
    expect(twice.attributes).toEqual([{ key: 'span.kind', value: 'server' }]);
  });

  test.each([
    [true, StatusCode.error],
    ['true', StatusCode.error],
    [false, StatusCode.unset],
    ['false', StatusCode.unset],
    [1n, StatusCode.unset],
  ] as const)('error = %s gives status %s and stays an attribute', (value, status) => {
    const span = ofSpan({ tags: [{ key: 'error', value }] });
    expect(span.status).toBe(status);
    expect(span.attributes).toEqual([{ key: 'error', value }]);
  });

  test('of a type that is not known keeps its key, and one without a key is none', () => {
    const tag = (...fields: readonly ThriftField[]): ThriftValue => ({ type: 'struct', fields });
    const items = [
      tag([1, { type: 'string', value: 'odd' }], [2, { type: 'i32', value: 9 }]),
      tag([2, { type: 'i32', value: 0 }], [3, { type: 'string', value: 'no key' }]),
      tag([1, { type: 'string', value: 'text' }], [2, { type: 'i32', value: 0 }]),
    ];
    const withTags = (fields: ThriftField[]): readonly ThriftField[] =>
      fields.map(([id, value]) =>
        id === 10 ? [id, { type: 'list', element: 'struct', items }] : [id, value],
      );
    const { spans } = ofMessage(
      compact,
      argsOf(
        batchStruct({ process: { serviceName: 'a', tags: [] }, spans: [plainSpan] }, withTags),
      ),
    );
    expect(spans[0]?.attributes).toEqual([
      { key: 'odd', value: null },
      { key: 'text', value: '' },
    ]);
  });
});

describe('a log', () => {
  test('is an event named by its first text under `event`; every other field is an attribute', () => {
    const fields: readonly JaegerTag[] = [
      { key: 'event', value: 1n },
      { key: 'message', value: 'm' },
      { key: 'event', value: '' },
      { key: 'event', value: 'cache miss' },
      { key: 'event', value: 'second' },
      { key: 'error', value: true },
    ];
    const span = ofSpan({ logs: [{ timestamp: 7n, fields }] });
    expect(span.status).toBe(StatusCode.unset);
    expect(span.events).toEqual([
      {
        time: 7000n,
        name: 'cache miss',
        attributes: fields.filter((_, i) => i !== 3).map(attributeOf),
        droppedAttributesCount: 0,
      },
    ]);
  });
});

describe('references', () => {
  const own = { traceIdLow: plainSpan.traceIdLow, traceIdHigh: plainSpan.traceIdHigh };
  const childOf = (spanId: bigint) => ({ type: 'CHILD_OF' as const, ...own, spanId });
  const follows = (spanId: bigint) => ({ type: 'FOLLOWS_FROM' as const, ...own, spanId });
  const linksOf = (span: Span): readonly (readonly [string, unknown])[] =>
    span.links.map((link) => [link.spanId, link.attributes[0]?.value]);
  const idOf = (value: bigint): string => hex(value, 16);

  test('that say no more than the parent does are no links', () => {
    const span = ofSpan({ parentSpanId: 5n, references: [childOf(5n)] });
    expect(span.parentSpanId).toBe(idOf(5n));
    expect(span.links).toEqual([]);
  });

  test('name the parent where the span does not: the first CHILD_OF of the same trace', () => {
    const elsewhere = { ...childOf(4n), traceIdHigh: 1n };
    const span = ofSpan({ references: [follows(3n), elsewhere, childOf(5n), childOf(6n)] });
    expect(span.parentSpanId).toBe(idOf(5n));
    expect(linksOf(span)).toEqual([
      [idOf(3n), 'follows_from'],
      [idOf(4n), 'child_of'],
      [idOf(6n), 'child_of'],
    ]);
    expect(span.links[1]?.traceId).toBe(`0000000000000001${traceId.slice(16)}`);
  });

  test('keep a FOLLOWS_FROM to the parent as a link', () => {
    const span = ofSpan({ parentSpanId: 5n, references: [follows(5n)] });
    expect(span.parentSpanId).toBe(idOf(5n));
    expect(linksOf(span)).toEqual([[idOf(5n), 'follows_from']]);
  });

  test('keep both when the parent is referred to in both ways', () => {
    const span = ofSpan({ parentSpanId: 5n, references: [childOf(5n), follows(5n)] });
    expect(linksOf(span)).toEqual([
      [idOf(5n), 'child_of'],
      [idOf(5n), 'follows_from'],
    ]);
  });

  test('leave a root a root when they only follow', () => {
    const span = ofSpan({ references: [follows(5n)] });
    expect(span.parentSpanId).toBe('');
    expect(linksOf(span)).toEqual([[idOf(5n), 'follows_from']]);
  });
});

describe('a span that can’t be right', () => {
  test.each([
    ['jaeger: traceId is zero', { traceIdLow: 0n, traceIdHigh: 0n }],
    ['jaeger: spanId is zero', { spanId: 0n }],
    ['jaeger: startTime is negative or too large', { startTime: -1n }],
    ['jaeger: startTime is negative or too large', { startTime: 2n ** 63n - 1n }],
    ['jaeger: duration is negative or too large', { duration: -1n }],
    ['jaeger: duration is negative or too large', { duration: 2n ** 64n / 1000n + 1n }],
    [
      'jaeger: log timestamp is negative or too large',
      { logs: [{ timestamp: -1n, fields: [{ key: 'k', value: 'v' }] }] },
    ],
  ] as const)('is refused, %s, and its neighbors are kept', (reason, change) => {
    const { result, spans } = ofSpans({ spanId: 1n }, change, { spanId: 2n });
    expect(result).toEqual({ accepted: 2, rejected: new Map([[reason, 1]]) });
    expect(spans.map(({ spanId }) => spanId)).toEqual([hex(1n, 16), hex(2n, 16)]);
    expect(spans.flatMap(({ events }) => events)).toEqual([]);
  });

  test('may still last as long as 64 bits of nanoseconds can tell', () => {
    const longest = 2n ** 64n / 1000n;
    expect(ofSpan({ startTime: 0n, duration: longest }).duration).toBe(longest * 1000n);
    expect(ofSpan({ startTime: longest, duration: 0n }).start).toBe(longest * 1000n);
  });
});

describe('a message that is no emitBatch', () => {
  const batch = batchStruct({ process: { serviceName: 'a', tags: [] }, spans: [plainSpan] });
  const refused = { accepted: 0, rejected: new Map([['jaeger: malformed packet', 1]]) };

  test('is counted as malformed', () => {
    for (const form of [compact, binary]) {
      expect(ofMessage({ ...form, name: 'other' }, argsOf(batch)).result).toEqual(refused);
    }
    for (const decode of [decodeEmitBatchCompact, decodeEmitBatchBinary]) {
      for (const body of [new Uint8Array(0), Uint8Array.of(0x82), new Uint8Array(100).fill(0xff)]) {
        expect(decoded(decode, body).result).toEqual(refused);
      }
    }
    expect(decoded(decodeEmitBatchCompact, encodeMessage(binary, argsOf(batch))).result).toEqual(
      refused,
    );
  });

  test('is an error over HTTP, which leaves nothing in the builder', () => {
    const whole = encodeBinary(
      batchStruct({ process: { serviceName: 'a', tags: [] }, spans: [plainSpan, plainSpan] }),
    );
    const builder = new SpanBatchBuilder();
    decodeBatchBinary(whole, builder);
    expect(() => decodeBatchBinary(whole.subarray(0, whole.length - 9), builder)).toThrow(
      DecodeError,
    );
    decodeBatchBinary(whole, builder);
    expect(builder.spanCount).toBe(4);
    expect(new Set(spansIn(builder).map((span) => JSON.stringify(span.attributes))).size).toBe(1);
  });
});

test('a datagram is decoded by the encoding that it is in', () => {
  const batch = batchStruct({ process: { serviceName: 'shop', tags: [] }, spans: [plainSpan] });
  for (const form of [compact, binary]) {
    const { result, spans } = decoded(decodeEmitBatch, encodeMessage(form, argsOf(batch)));
    expect(result.accepted).toBe(1);
    expect(spans[0]?.resource.serviceName).toBe('shop');
  }
  expect(decoded(decodeEmitBatch, new Uint8Array()).result).toMatchObject({
    accepted: 0,
    rejected: new Map([['jaeger: malformed packet', 1]]),
  });
});
