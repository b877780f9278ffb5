// What one protocol says of a span and others have no field for, from every door to every answer: the table "What a span
// is not" of docs/compatibility.md, a test for each row.
import { type Span, SpanBatchBuilder, SpanBatchReader } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { decodeBatchBinary, jaegerUiTrace } from './jaeger/index.ts';
import { batchStruct, type JaegerSpan, plainSpan } from './jaeger/testing/jaeger-batch.ts';
import { encodeBinary } from './jaeger/testing/thrift-encoder.ts';
import { decodeOtlpJson, writeOtlpJson } from './otlp/index.ts';
import { adjustedSpans } from './testing/adjusted-spans.ts';
import { decodeZipkinJson, writeZipkinJson } from './zipkin/index.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The first span of what came in, as each of the APIs shows it. */
interface Shown {
  readonly jaeger: Fields;
  readonly zipkin: Fields;
  readonly otlp: Fields;
}

function shown(decode: typeof decodeBatchBinary, body: Uint8Array): Shown {
  const builder = new SpanBatchBuilder();
  decode(body, builder);
  const spans: readonly Span[] = [...new SpanBatchReader(builder.finish()).spans()];
  const [jaeger] = jaegerUiTrace(adjustedSpans(spans, { maxDeltaNanos: 0n })).spans;
  const [zipkin] = JSON.parse([...writeZipkinJson(spans)].join(''));
  const otlp = JSON.parse([...writeOtlpJson(spans)].join(''));
  return {
    jaeger: { ...jaeger },
    zipkin,
    otlp: otlp.resourceSpans[0].scopeSpans[0].spans[0],
  };
}

function fromJaeger(fields: Partial<JaegerSpan>): Shown {
  const batch = {
    process: { serviceName: 'shop', tags: [] },
    spans: [{ ...plainSpan, ...fields }],
  };
  return shown(decodeBatchBinary, encodeBinary(batchStruct(batch)));
}

function fromZipkin(...spans: readonly Fields[]): Shown {
  const plain = { traceId: '1', id: '2', timestamp: 1_000_000, duration: 5 };
  const body = spans.map((fields) => ({
    ...plain,
    localEndpoint: { serviceName: 'shop' },
    ...fields,
  }));
  return shown(decodeZipkinJson, Buffer.from(JSON.stringify(body)));
}

function fromOtlp(fields: Fields): Shown {
  const span = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    startTimeUnixNano: '1000000000',
    endTimeUnixNano: '1000005000',
    ...fields,
  };
  const body = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  return shown(decodeOtlpJson, Buffer.from(JSON.stringify(body)));
}

const tag = (key: string, type: string, value: unknown): Fields => ({ key, type, value });

describe('the debug flag', () => {
  test('of Jaeger stays, is Zipkin’s debug, and to OTLP says that the span was sampled', () => {
    const { jaeger, zipkin, otlp } = fromJaeger({ flags: 3 });
    expect(jaeger).toMatchObject({ flags: 3 });
    expect(zipkin).toMatchObject({ debug: true });
    expect(otlp).toMatchObject({ flags: 1 });
  });

  test('of Zipkin is Jaeger’s, too', () => {
    const { jaeger, zipkin, otlp } = fromZipkin({ debug: true });
    expect(jaeger).toMatchObject({ flags: 3 });
    expect(zipkin).toMatchObject({ debug: true });
    expect(otlp).toMatchObject({ flags: 1 });
  });

  test('is none of OTLP’s flags, which no one else is shown', () => {
    const { jaeger, zipkin, otlp } = fromOtlp({ flags: 0x103 });
    expect(jaeger).not.toHaveProperty('flags');
    expect(zipkin).not.toHaveProperty('debug');
    expect(otlp).toMatchObject({ flags: 0x103 });
  });
});

test('the firehose flag of Jaeger is shown by Jaeger alone', () => {
  const { jaeger, zipkin, otlp } = fromJaeger({ flags: 9 });
  expect(jaeger).toMatchObject({ flags: 9 });
  expect(zipkin).not.toHaveProperty('debug');
  expect(otlp).toMatchObject({ flags: 1 });
});

test('a sampling priority, and why a span was sampled, are tags for all', () => {
  const { jaeger, zipkin, otlp } = fromJaeger({
    tags: [
      { key: 'sampling.priority', value: 1n },
      { key: 'sampler.type', value: 'const' },
      { key: 'sampler.param', value: true },
    ],
  });
  expect(jaeger['tags']).toEqual(
    expect.arrayContaining([
      tag('sampling.priority', 'int64', 1),
      tag('sampler.type', 'string', 'const'),
      tag('sampler.param', 'bool', true),
    ]),
  );
  expect(zipkin['tags']).toMatchObject({
    'sampler.param': 'true',
    'sampler.type': 'const',
    'sampling.priority': '1',
  });
  expect(otlp['attributes']).toEqual([
    { key: 'sampling.priority', value: { intValue: '1' } },
    { key: 'sampler.type', value: { stringValue: 'const' } },
    { key: 'sampler.param', value: { boolValue: true } },
  ]);
});

test('a log that baggage was set is an event with the fields of the log', () => {
  const { jaeger, zipkin, otlp } = fromJaeger({
    logs: [
      {
        timestamp: 1_795_451_575_466_600n,
        fields: [
          { key: 'event', value: 'baggage' },
          { key: 'key', value: 'user' },
          { key: 'value', value: '7' },
        ],
      },
    ],
  });
  expect(jaeger['logs']).toEqual([
    {
      timestamp: 1_795_451_575_466_600,
      fields: [
        tag('event', 'string', 'baggage'),
        tag('key', 'string', 'user'),
        tag('value', 'string', '7'),
      ],
    },
  ]);
  expect(zipkin['annotations']).toEqual([
    { timestamp: 1_795_451_575_466_600, value: '"baggage":{"key":"user","value":"7"}' },
  ]);
  expect(otlp['events']).toMatchObject([{ name: 'baggage', attributes: [{}, {}] }]);
});

test('warnings are shown by Jaeger alone', () => {
  const { jaeger, zipkin, otlp } = fromOtlp({ endTimeUnixNano: '999999000' });
  const [warning] = jaeger['warnings'] as readonly string[];
  expect(warning).toMatch(/end/);
  expect(JSON.stringify([zipkin, otlp])).not.toContain(warning);
});

describe('what Zipkin’s client and server share', () => {
  const client = { kind: 'CLIENT', timestamp: 1_000_001, localEndpoint: { serviceName: 'web' } };

  test('is one id with Zipkin and OTLP, and two with Jaeger', () => {
    const { jaeger, zipkin, otlp } = fromZipkin({ kind: 'SERVER', shared: true }, client);
    expect(zipkin).toMatchObject({ id: '0000000000000002', kind: 'SERVER', shared: true });
    expect(otlp).toMatchObject({ spanId: '0000000000000002', kind: 2 });
    expect(jaeger).toMatchObject({
      spanID: '0000000000000001',
      references: [{ refType: 'CHILD_OF', spanID: '0000000000000002' }],
    });
  });

  test('is said where the client’s half did not come', () => {
    const { jaeger, zipkin } = fromZipkin({ kind: 'SERVER', shared: true });
    expect(zipkin).toMatchObject({ shared: true });
    expect(jaeger).toMatchObject({ spanID: '0000000000000002' });
    expect(jaeger).not.toHaveProperty('flags');
  });
});

test('an annotation of Zipkin is a log with Jaeger and an event with OTLP', () => {
  const annotation = { timestamp: 1_000_002, value: 'cache miss' };
  const { jaeger, zipkin, otlp } = fromZipkin({ annotations: [annotation] });
  expect(jaeger['logs']).toEqual([
    { timestamp: 1_000_002, fields: [tag('event', 'string', 'cache miss')] },
  ]);
  expect(zipkin['annotations']).toEqual([annotation]);
  expect(otlp['events']).toMatchObject([{ timeUnixNano: '1000002000', name: 'cache miss' }]);
});

test('a span of Zipkin without a timestamp has one elsewhere, with a warning, and none with Zipkin', () => {
  const { jaeger, zipkin } = fromZipkin({ timestamp: undefined });
  expect(jaeger).toMatchObject({ warnings: [expect.stringContaining('timestamp')] });
  // It starts when it came in: there is nothing else in its trace.
  expect(jaeger['startTime']).toBeGreaterThan(0);
  expect(zipkin).not.toHaveProperty('timestamp');
});
