// Spans are encoded and read back with the decoders that read what real clients send.
import {
  type Attribute,
  type Span as PlainSpan,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanKind,
  StatusCode,
  spanObject,
} from '@clew/model';
import {
  decodeBatchBinary,
  decodeEmitBatchBinary,
  decodeEmitBatchCompact,
} from '@clew/protocols/jaeger';
import { decodeOtlpProtobuf } from '@clew/protocols/otlp';
import fc from 'fast-check';
import * as opentracing from 'opentracing';
import { describe, expect, test } from 'vitest';
import { nullLogger } from '../logger.ts';
import { InMemoryReporter } from '../reporters/in-memory-reporter.ts';
import { ConstSampler } from '../samplers/const-sampler.ts';
import type { Span } from '../span.ts';
import { Tracer } from '../tracer.ts';
import { OtlpEncoder } from './otlp-encoder.ts';
import type { SpanEncoder } from './span-encoder.ts';
import { ThriftBinaryEncoder } from './thrift-binary-encoder.ts';
import { ThriftCompactEncoder } from './thrift-compact-encoder.ts';

interface WireFormat {
  readonly name: string;
  readonly encoder: () => SpanEncoder;
  readonly decode: (body: Uint8Array, builder: SpanBatchBuilder) => { readonly accepted: number };
}

const formats: readonly WireFormat[] = [
  {
    name: 'Thrift compact message',
    encoder: () => new ThriftCompactEncoder(),
    decode: decodeEmitBatchCompact,
  },
  {
    name: 'Thrift binary message',
    encoder: () => new ThriftBinaryEncoder('message'),
    decode: decodeEmitBatchBinary,
  },
  {
    name: 'Thrift binary batch',
    encoder: () => new ThriftBinaryEncoder('batch'),
    decode: decodeBatchBinary,
  },
  { name: 'OTLP', encoder: () => new OtlpEncoder(), decode: decodeOtlpProtobuf },
];

const PROCESS = {
  serviceName: 'goods-srv',
  tags: [
    { key: 'hostname', value: 'node-7' },
    { key: 'zone', value: '上海' },
    { key: 'replica', value: 3 },
  ],
} as const;

function recording(traceId128bit = false): { tracer: Tracer; spans: () => readonly Span[] } {
  const reporter = new InMemoryReporter();
  const tracer = new Tracer('goods-srv', reporter, new ConstSampler(true), {
    traceId128bit,
    logger: nullLogger,
  });
  return { tracer, spans: () => reporter.spans };
}

function roundTrip({ encoder, decode }: WireFormat, spans: readonly Span[]): PlainSpan[] {
  const encoding = encoder();
  encoding.setProcess(PROCESS);
  for (const span of spans) encoding.add(span);
  const size = encoding.size;
  const batch = encoding.take();
  expect(batch.spans).toBe(spans.length);
  expect(batch.bytes.length).toBeLessThanOrEqual(size);
  const builder = new SpanBatchBuilder();
  expect(decode(batch.bytes, builder).accepted).toBe(spans.length);
  return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
}

function attributes(list: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(list.map(({ key, value }) => [key, value]));
}

const values = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).filter((value) => !Number.isInteger(value)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.uint8Array({ maxLength: 40 }),
);
const keys = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 });
const pairs = fc.dictionary(
  keys.filter(
    (key) => !['span.kind', 'error', 'event', '__proto__', 'sampling.priority'].includes(key),
  ),
  values,
  { maxKeys: 20 },
);

/** What the model has for a value that was set on a span. */
function asModel(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? BigInt(value) : value;
  }
  return value instanceof Uint8Array ? new Uint8Array(value) : value;
}

function asModelPairs(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, asModel(value)]));
}

describe.each(formats)('$name', (format) => {
  test('keeps names, ids, times, tags and logs of any span', () => {
    const span = fc.record({
      name: fc.string({ unit: 'grapheme', maxLength: 60 }),
      tags: pairs,
      logs: fc.array(fc.record({ fields: pairs, time: fc.integer({ min: 0, max: 4e15 }) }), {
        maxLength: 20,
      }),
      start: fc.integer({ min: 0, max: 4e15 }),
      duration: fc.integer({ min: 0, max: 2 ** 40 }),
    });
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 20 }), fc.boolean(), (plans, wide) => {
        const { tracer, spans } = recording(wide);
        for (const { name, tags, logs, start, duration } of plans) {
          const made = tracer.startSpan(name, { tags, startTime: start / 1000 });
          for (const { fields, time } of logs) made.log(fields, time / 1000);
          made.finish((start + duration) / 1000);
        }
        const decoded = roundTrip(format, spans());
        spans().forEach((made, i) => {
          const read = decoded[i] as PlainSpan;
          const context = made.context();
          expect(read.name).toBe(made.operationName);
          expect(read.traceId).toBe(context.paddedTraceId.padStart(32, '0'));
          expect(read.spanId).toBe(context.toSpanId().padStart(16, '0'));
          expect(read.start).toBe(BigInt(made.startMicros) * 1000n);
          expect(read.duration).toBe(BigInt(made.durationMicros) * 1000n);
          expect(attributes(read.attributes)).toEqual({
            'sampler.type': 'const',
            'sampler.param': true,
            ...asModelPairs(plans[i]?.tags ?? {}),
          });
          expect(read.events.map((event) => attributes(event.attributes))).toEqual(
            plans[i]?.logs.map(({ fields }) => asModelPairs(fields)),
          );
          expect(read.resource.serviceName).toBe('goods-srv');
        });
      }),
      { numRuns: 60 },
    );
  });

  test('keeps parents and references of both kinds', () => {
    const { tracer, spans } = recording(true);
    const a = tracer.startSpan('a');
    const b = tracer.startSpan('b', { childOf: a });
    const c = tracer.startSpan('c', {
      references: [
        opentracing.followsFrom(a.context()),
        opentracing.childOf(b.context()),
        opentracing.childOf(a.context()),
      ],
    });
    const d = tracer.startSpan('d', { references: [opentracing.followsFrom(c.context())] });
    for (const span of [d, c, b, a]) span.finish();
    const [readD, readC, readB, readA] = roundTrip(format, spans()) as [
      PlainSpan,
      PlainSpan,
      PlainSpan,
      PlainSpan,
    ];
    expect(readA.parentSpanId).toBe('');
    expect(readB.parentSpanId).toBe(readA.spanId);
    expect(readB.links).toEqual([]);
    expect(readC.parentSpanId).toBe(readB.spanId);
    expect(readD.parentSpanId).toBe(readC.spanId);
    const links = (span: PlainSpan): unknown[] =>
      span.links.map((link) => [link.traceId, link.spanId, attributes(link.attributes)]);
    expect(links(readC)).toEqual([
      [readA.traceId, readA.spanId, { 'opentracing.ref_type': 'follows_from' }],
      [readB.traceId, readA.spanId, { 'opentracing.ref_type': 'child_of' }],
    ]);
    expect(links(readD)).toEqual([
      [readC.traceId, readC.spanId, { 'opentracing.ref_type': 'follows_from' }],
    ]);
  });

  test('says kind, error and the name of an event as the model has them', () => {
    const { tracer, spans } = recording();
    const span = tracer.startSpan('get', { tags: { 'span.kind': 'client', error: true } });
    span.log({ event: 'error', 'error.object': new TypeError('no goods'), message: 'failed' });
    span.finish();
    const [read] = roundTrip(format, spans()) as [PlainSpan];
    expect(read.kind).toBe(SpanKind.client);
    expect(read.status).toBe(StatusCode.error);
    expect(attributes(read.attributes)['error']).toBe(true);
    expect(read.events[0]?.name).toBe('error');
    expect(attributes(read.events[0]?.attributes ?? [])).toEqual({
      'error.object': expect.stringContaining('TypeError: no goods'),
      message: 'failed',
    });
  });

  test('shows values of any other type as text, and never throws for one', () => {
    const { tracer, spans } = recording();
    const cyclic: Record<string, unknown> = { name: 'cycle' };
    cyclic['self'] = cyclic;
    const throwing = {
      get [Symbol.toStringTag](): string {
        throw new Error('no tag');
      },
      toJSON(): unknown {
        throw new Error('no JSON');
      },
    };
    const span = tracer.startSpan('odd');
    span.addTags({
      nothing: null,
      missing: undefined,
      list: [1, 'two'],
      date: new Date(0),
      huge: 2n ** 70n,
      symbol: Symbol('s'),
      cyclic,
      throwing,
      call: () => 1,
      half: '\ud83d',
    });
    span.finish();
    const [read] = roundTrip(format, spans()) as [PlainSpan];
    expect(attributes(read.attributes)).toMatchObject({
      nothing: 'null',
      missing: 'undefined',
      list: '[1,"two"]',
      date: '1970-01-01T00:00:00.000Z',
      huge: '1180591620717411303424',
      symbol: 'Symbol(s)',
      cyclic: '[object Object]',
      throwing: '[object]',
      call: '() => 1',
      half: '\ufffd',
    });
  });

  test('takes names and keys that are no texts, and keeps the batch whole when a value throws', () => {
    const { tracer, spans } = recording();
    const odd = tracer.startSpan(undefined as unknown as string);
    odd.setTag(42 as unknown as string, 'forty-two');
    odd.setTag(Symbol('key') as unknown as string, 'symbol');
    odd.finish();
    tracer.startSpan('next').finish();
    const encoder = format.encoder();
    encoder.setProcess(PROCESS);
    const [first, next] = spans() as [Span, Span];
    const broken = Object.create(first, {
      tags: {
        get(): never {
          throw new Error('broken');
        },
      },
    });
    encoder.add(first);
    expect(() => encoder.add(broken)).toThrow();
    encoder.add(next);
    const builder = new SpanBatchBuilder();
    format.decode(encoder.take().bytes, builder);
    const read = [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
    expect(read.map((span) => span.name)).toEqual(['undefined', 'next']);
    expect(attributes(read[0]?.attributes ?? [])).toMatchObject({
      '42': 'forty-two',
      'Symbol(key)': 'symbol',
    });
  });

  test('says who sends the spans', () => {
    const { tracer, spans } = recording();
    tracer.startSpan('a').finish();
    const [read] = roundTrip(format, spans()) as [PlainSpan];
    expect(attributes(read.resource.attributes)).toMatchObject({
      'service.name': 'goods-srv',
      [format.name === 'OTLP' ? 'host.name' : 'hostname']: 'node-7',
      zone: '上海',
      replica: 3n,
    });
  });

  test('splits a batch before its last span, and takes one back', () => {
    const { tracer, spans } = recording();
    for (const name of ['a', 'b', 'c']) tracer.startSpan(name).finish();
    const encoder = format.encoder();
    encoder.setProcess(PROCESS);
    const names = (bytes: Uint8Array): string[] => {
      const builder = new SpanBatchBuilder();
      format.decode(bytes, builder);
      return [...new SpanBatchReader(builder.finish()).spans()].map((one) => spanObject(one).name);
    };
    const [a, b, c] = spans() as [Span, Span, Span];
    encoder.add(a);
    encoder.add(b);
    encoder.removeLast();
    encoder.add(c);
    expect(names(encoder.takeAllButLast().bytes)).toEqual(['a']);
    encoder.add(b);
    expect(names(encoder.take().bytes)).toEqual(['c', 'b']);
    expect(encoder.count).toBe(0);
  });

  test('cuts values to a limit without splitting a character', () => {
    const { tracer, spans } = recording();
    tracer
      .startSpan('long', { tags: { text: `${'x'.repeat(9)}😀`, bytes: new Uint8Array(30) } })
      .finish();
    const encoder = format.encoder();
    encoder.setProcess(PROCESS);
    encoder.valueLimit = 10;
    encoder.add(spans()[0] as Span);
    const builder = new SpanBatchBuilder();
    format.decode(encoder.take().bytes, builder);
    const [read] = [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
    expect(attributes(read?.attributes ?? [])).toMatchObject({
      text: 'x'.repeat(9),
      bytes: new Uint8Array(10),
    });
  });
});

test('OTLP carries the trace state and the sampled flag of W3C', () => {
  const { tracer, spans } = recording();
  const parent = tracer.extract(opentracing.FORMAT_TEXT_MAP, { 'uber-trace-id': 'a:b:0:1' });
  expect(parent).not.toBeNull();
  tracer.startSpan('child', { childOf: parent as opentracing.SpanContext }).finish();
  const [read] = roundTrip(formats[3] as WireFormat, spans()) as [PlainSpan];
  expect(read.flags & 1).toBe(1);
  expect(read.parentSpanId).toBe('000000000000000b');
});
