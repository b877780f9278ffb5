import {
  type Span,
  SpanBatchBuilder,
  SpanBatchReader,
  SpanFormat,
  SpanKind,
  StatusCode,
} from '@clew/model';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adjustedSpans } from '../testing/adjusted-spans.ts';
import {
  decodeBatchBinary,
  type JaegerUiTag,
  type JaegerUiTrace,
  jaegerUiTrace,
  writeJaegerTrace,
} from './index.ts';
import { arbitraryBatch } from './testing/arbitrary-batch.ts';
import { expectedTraces, jaegerClients, otlpClients, tracesOf } from './testing/captures.ts';
import { comparableTrace, sorted } from './testing/comparable-trace.ts';
import {
  batchStruct,
  type JaegerProcess,
  type JaegerReference,
  type JaegerSpan,
  type JaegerTag,
  plainSpan,
} from './testing/jaeger-batch.ts';
import { encodeBinary } from './testing/thrift-encoder.ts';

function written(spans: readonly Span[]): JaegerUiTrace {
  return JSON.parse([...writeJaegerTrace(spans, 'as-sent')].join('')) as JaegerUiTrace;
}

function adjusted(client: string): readonly (readonly Span[])[] {
  // Jaeger 1.62 told hosts apart by `ip` alone.
  const options = { maxDeltaNanos: 0n, hostAttributes: ['ip'] };
  return [...tracesOf(client).values()].map((spans) => adjustedSpans(spans, options));
}

describe('a trace as Jaeger answers it', () => {
  test.each([...jaegerClients, ...otlpClients])(
    'is what Jaeger 1.62 answered for %s, warnings of clock skew included',
    (client) => {
      const answered = adjusted(client).map(written);
      const expected = expectedTraces(client);
      expect(sorted(answered.map(comparableTrace))).toEqual(sorted(expected.map(comparableTrace)));
    },
  );

  test.each([...jaegerClients, ...otlpClients])(
    'says how the spans of %s came in, as Jaeger does',
    (client) => {
      for (const spans of adjusted(client)) {
        for (const { tags } of jaegerUiTrace(spans).spans) {
          const format = tags.find(({ key }) => key === 'internal.span.format')?.value;
          expect(format).toBe(otlpClients.includes(client) ? 'otlp' : 'jaeger');
        }
      }
    },
  );

  test('is the same as an object and as text', () => {
    for (const client of [...jaegerClients, ...otlpClients]) {
      for (const spans of adjusted(client)) {
        expect(written(spans)).toEqual(JSON.parse(JSON.stringify(jaegerUiTrace(spans, 'as-sent'))));
      }
    }
  });
});

describe('a span that came as Jaeger’s', () => {
  test('is given back as it was sent', () => {
    fc.assert(
      fc.property(arbitraryBatch, fc.constantFrom('server', 'client', ''), (batch, kind) => {
        const spans = batch.spans.map((span) => ({
          ...span,
          tags: kind === '' ? span.tags : [...span.tags, { key: 'span.kind', value: kind }],
          logs: span.logs.map((log) => ({
            ...log,
            fields: [{ key: 'event', value: 'e' }, ...log.fields],
          })),
        }));
        const builder = new SpanBatchBuilder();
        decodeBatchBinary(encodeBinary(batchStruct({ ...batch, spans })), builder);
        const views = [...new SpanBatchReader(builder.finish()).spans()];
        const trace = written(views);
        for (const [i, sent] of spans.entries()) expectGivenBack(trace, i, batch.process, sent);
      }),
      { numRuns: 50 },
    );
  });

  test('has the references it was sent with, and a CHILD_OF where only its parent is known', () => {
    const own = { traceIdLow: plainSpan.traceIdLow, traceIdHigh: 0n };
    const child = { type: 'CHILD_OF' as const, ...own, spanId: 5n };
    const follows = { type: 'FOLLOWS_FROM' as const, ...own, spanId: 5n };
    const cases: readonly (readonly [bigint, JaegerReference[], JaegerReference[]])[] = [
      [0n, [], []],
      [5n, [], [child]],
      [5n, [child], [child]],
      [0n, [child], [child]],
      [5n, [follows], [follows]],
      [0n, [follows], [follows]],
      [5n, [child, follows], [child, follows]],
      [0n, [child, follows], [child, follows]],
      [5n, [child, child], [child, child]],
      [5n, [{ ...follows, spanId: 6n }], [child, { ...follows, spanId: 6n }]],
    ];
    for (const [parentSpanId, references, wanted] of cases) {
      const batch = {
        process: { serviceName: 'a', tags: [] },
        spans: [{ ...plainSpan, parentSpanId, references }],
      };
      const builder = new SpanBatchBuilder();
      decodeBatchBinary(encodeBinary(batchStruct(batch)), builder);
      const [span] = jaegerUiTrace(new SpanBatchReader(builder.finish()).spans()).spans;
      expect(span?.references).toEqual(
        wanted.map(({ type, spanId }) => ({
          refType: type,
          traceID: '1122334455667788',
          spanID: spanId.toString(16).padStart(16, '0'),
        })),
      );
    }
  });
});

function expectGivenBack(
  trace: JaegerUiTrace,
  index: number,
  process: JaegerProcess,
  sent: JaegerSpan,
): void {
  const got = trace.spans[index];
  expect(got?.operationName).toBe(sent.operationName);
  expect(BigInt(`0x${got?.spanID}`)).toBe(BigInt.asUintN(64, sent.spanId));
  expect(got?.flags ?? 0).toBe(sent.flags >>> 0);
  expect(got?.startTime).toBe(Number(sent.startTime));
  expect(got?.references.map(({ refType }) => refType)).toEqual([
    ...(sent.parentSpanId === 0n ? [] : ['CHILD_OF']),
    ...sent.references.map(({ type }) => type),
  ]);
  expect(withoutFormat(got?.tags)).toEqual(sent.tags.map(uiTag));
  expect(got?.logs).toEqual(
    sent.logs.map(({ timestamp, fields }) => ({
      timestamp: Number(timestamp),
      fields: fields.map(uiTag),
    })),
  );
  expect(trace.processes[got?.processID ?? '']).toEqual({
    serviceName: process.serviceName,
    tags: process.tags.map(uiTag),
  });
}

function withoutFormat(tags: readonly JaegerUiTag[] | undefined): readonly JaegerUiTag[] {
  return (tags ?? []).filter(({ key }) => key !== 'internal.span.format');
}

function uiTag({ key, value }: JaegerTag): JaegerUiTag {
  if (typeof value === 'string') return { key, type: 'string', value };
  if (typeof value === 'boolean') return { key, type: 'bool', value };
  if (typeof value === 'bigint') {
    const safe = Number.isSafeInteger(Number(value));
    return { key, type: 'int64', value: safe ? Number(value) : `${value}` };
  }
  if (typeof value === 'number') {
    // JSON knows neither NaN nor infinities, nor a zero with a sign.
    return { key, type: 'float64', value: Number.isFinite(value) ? value + 0 : `${value}` };
  }
  return { key, type: 'binary', value: Buffer.from(value).toString('base64') };
}

describe('a span that came by OTLP', () => {
  const span: Span = {
    traceId: '0102030405060708090a0b0c0d0e0f10',
    spanId: 'a1a2a3a4a5a6a7a8',
    parentSpanId: 'b1b2b3b4b5b6b7b8',
    name: 'get',
    kind: SpanKind.internal,
    start: 1_999n,
    duration: 2_999n,
    status: StatusCode.ok,
    statusMessage: '',
    flags: 0x101,
    traceState: 'vendor=1',
    format: SpanFormat.otlp,
    attributes: [
      { key: 'list', value: ['a', 1n, null] },
      { key: 'map', value: { entries: [{ key: 'k', value: 0.5 }] } },
      { key: 'unset', value: null },
      { key: 'long', value: 2n ** 53n },
      { key: 'nan', value: Number.NaN },
    ],
    droppedAttributesCount: 0,
    events: [
      {
        time: 5_000n,
        name: 'hidden',
        attributes: [{ key: 'event', value: 'shown' }],
        droppedAttributesCount: 0,
      },
    ],
    droppedEventsCount: 0,
    links: [
      {
        traceId: '0102030405060708090a0b0c0d0e0f10',
        spanId: 'c1c2c3c4c5c6c7c8',
        traceState: '',
        flags: 0,
        attributes: [{ key: 'opentracing.ref_type', value: 'child_of' }],
        droppedAttributesCount: 0,
      },
    ],
    droppedLinksCount: 0,
    warnings: ['odd'],
    resource: { serviceName: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
    scope: { name: '', version: '', attributes: [], schemaUrl: '', droppedAttributesCount: 0 },
  };

  test('has its tags, fields and process tags given in order of key and value, an event’s name first', () => {
    const attributes = [
      { key: 'b', value: 'x' },
      { key: 'a', value: 2n },
      { key: 'b', value: 'w' },
    ];
    const none = { schemaUrl: '', droppedAttributesCount: 0 };
    const { spans, processes } = jaegerUiTrace([
      {
        ...span,
        attributes,
        events: [{ time: 0n, name: 'z', attributes, droppedAttributesCount: 0 }],
        resource: { serviceName: '', attributes, ...none },
      },
    ]);
    const shown = (tags: readonly { key: string; value: unknown }[] = []) =>
      tags.map(({ key, value }) => `${key}=${value}`);
    expect(shown(spans[0]?.tags).slice(0, 3)).toEqual(['a=2', 'b=w', 'b=x']);
    expect(shown(spans[0]?.logs[0]?.fields)).toEqual(['event=z', 'a=2', 'b=w', 'b=x']);
    expect(shown(processes['p1']?.tags)).toEqual(['a=2', 'b=w', 'b=x']);
  });

  test('has its values as Jaeger can show them, its times cut to microseconds and no flags', () => {
    const trace = written([span]);
    expect(trace.processes).toEqual({ p1: { serviceName: 'OTLPResourceNoServiceName', tags: [] } });
    expect(trace.spans).toEqual([
      {
        traceID: span.traceId,
        spanID: span.spanId,
        operationName: 'get',
        references: [
          { refType: 'CHILD_OF', traceID: span.traceId, spanID: 'b1b2b3b4b5b6b7b8' },
          { refType: 'CHILD_OF', traceID: span.traceId, spanID: 'c1c2c3c4c5c6c7c8' },
        ],
        startTime: 1,
        duration: 2,
        tags: [
          { key: 'list', type: 'string', value: '["a",1,null]' },
          { key: 'map', type: 'string', value: '{"k":0.5}' },
          { key: 'unset', type: 'string', value: '' },
          { key: 'long', type: 'int64', value: '9007199254740992' },
          { key: 'nan', type: 'float64', value: 'NaN' },
          { key: 'span.kind', type: 'string', value: 'internal' },
          { key: 'otel.status_code', type: 'string', value: 'OK' },
          { key: 'w3c.tracestate', type: 'string', value: 'vendor=1' },
          { key: 'internal.span.format', type: 'string', value: 'otlp' },
        ],
        logs: [{ timestamp: 5, fields: [{ key: 'event', type: 'string', value: 'shown' }] }],
        processID: 'p1',
        warnings: ['odd'],
      },
    ]);
  });

  test('is written in pieces of bounded size, however much it holds', () => {
    const attributes = Array.from({ length: 20_000 }, (_, i) => ({ key: `key-${i}`, value: 'v' }));
    const spans = Array.from({ length: 20 }, (_, i) => ({
      ...span,
      start: BigInt(i),
      attributes: i === 7 ? attributes : span.attributes,
      resource: { ...span.resource, attributes: i === 9 ? attributes : [] },
    }));
    const pieces = [...writeJaegerTrace(spans)];
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(80_000);
    expect(pieces.length).toBeGreaterThan(20);
    expect(JSON.parse(pieces.join(''))).toEqual(JSON.parse(JSON.stringify(jaegerUiTrace(spans))));
  });

  test('is no trace at all when there is none', () => {
    expect(written([])).toEqual({ traceID: '', spans: [], processes: {}, warnings: null });
  });
});
