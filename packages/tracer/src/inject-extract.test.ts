import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { ConstSampler } from './samplers/const-sampler.ts';
import { TagEqualsSampler } from './samplers/tag-equals-sampler.ts';
import { tagsOf } from './span-content.ts';
import type { SpanContext } from './span-context.ts';
import { idsOf, tracerWith } from './testing/silent-tracer.ts';
import { DefaultThrottler } from './throttler/default-throttler.ts';

const { FORMAT_BINARY, FORMAT_HTTP_HEADERS, FORMAT_TEXT_MAP } = opentracing;

test.each([[FORMAT_TEXT_MAP], [FORMAT_HTTP_HEADERS], [FORMAT_BINARY]])(
  'a context that is injected as %s is extracted with its ids, flags and baggage',
  (format) => {
    const tracer = tracerWith({ traceId128bit: true });
    const root = tracer.startSpan('root').setBaggageItem('user', '小王 & 小李 100%');
    const span = tracer.startSpan('child', { childOf: root });
    const carrier = format === FORMAT_BINARY ? new opentracing.BinaryCarrier([]) : {};
    tracer.inject(span, format, carrier);
    const context = tracerWith().extract(format, carrier) as SpanContext;
    expect(String(context)).toBe(String(span.context()));
    expect(context.baggage).toEqual({ user: '小王 & 小李 100%' });
    expect(context.isRemote()).toBe(true);
    const next = tracerWith().startSpan('next', { childOf: context });
    expect(idsOf(next)).toMatchObject({ trace: idsOf(span).trace, parent: idsOf(span).span });
    expect(next.isLocalRoot).toBe(true);
  },
);

test('text maps carry values as they are, HTTP headers encode them', () => {
  const tracer = tracerWith();
  const span = tracer.startSpan('root').setBaggageItem('user', '小王');
  const [text, headers]: Record<string, string>[] = [{}, {}];
  tracer.inject(span, FORMAT_TEXT_MAP, text);
  tracer.inject(span.context(), FORMAT_HTTP_HEADERS, headers);
  expect(text).toEqual({ 'uber-trace-id': String(span.context()), 'uberctx-user': '小王' });
  expect(headers).toMatchObject({ 'uberctx-user': '%E5%B0%8F%E7%8E%8B' });
});

test('a format that nobody knows is refused, and one that is registered is taken', () => {
  const tracer = tracerWith();
  const span = tracer.startSpan('a');
  expect(() => tracer.inject(span, 'smoke signals', {})).toThrow("'smoke signals'");
  expect(() => tracer.extract('smoke signals', {})).toThrow(/Unsupported format.*FORMAT_TEXT_MAP/);
  tracer.registerInjector('smoke signals', {
    inject(context, carrier) {
      carrier['smoke'] = String(context);
    },
  });
  tracer.registerExtractor('smoke signals', { extract: () => span.context() });
  const carrier: Record<string, unknown> = {};
  tracer.inject(span, 'smoke signals', carrier);
  expect(carrier['smoke']).toBe(String(span.context()));
  expect(tracer.extract('smoke signals', carrier)).toBe(span.context());
});

test.each([[undefined], [null], [''], ['uber-trace-id'], [42], [{}], [[]], [{ buffer: null }]])(
  'the carrier %j holds nothing, and nothing is thrown',
  (carrier) => {
    const tracer = tracerWith();
    const span = tracer.startSpan('a');
    const formats = [FORMAT_TEXT_MAP, FORMAT_HTTP_HEADERS, FORMAT_BINARY];
    for (const format of formats) expect(tracer.extract(format, carrier)).toBeNull();
    for (const format of formats) tracer.inject(span, format, carrier);
  },
);

test('an extractor that fails gives nothing and is counted', () => {
  const tracer = tracerWith();
  tracer.registerExtractor('mine', {
    extract() {
      throw new Error('broken');
    },
  });
  expect(tracer.extract('mine', {})).toBeNull();
});

test('the decision of the head counts for all spans, here and in other processes', () => {
  const always = tracerWith();
  const never = tracerWith({}, new ConstSampler(false));
  for (const [head, next, isSampled] of [
    [always, never, true],
    [never, always, false],
  ] as const) {
    const carrier = {};
    head.inject(head.startSpan('head'), FORMAT_HTTP_HEADERS, carrier);
    const context = next.extract(FORMAT_HTTP_HEADERS, carrier) as SpanContext;
    const span = next.startSpan('next', { childOf: context });
    expect(span.context().isSampled()).toBe(isSampled);
    expect(tagsOf(span)).not.toHaveProperty('sampler.type');
  }
});

test('a decision that is open becomes final when the context leaves', () => {
  const tracer = tracerWith({}, new TagEqualsSampler('customer', [{ tagValue: 'vip' }]));
  const span = tracer.startSpan('get');
  const headers: Record<string, string> = {};
  tracer.inject(span, FORMAT_HTTP_HEADERS, headers);
  expect(headers['uber-trace-id']).toMatch(/:0$/);
  span.setTag('customer', 'vip');
  expect(span.context().isSampled()).toBe(false);
  const other = tracer.startSpan('get').setTag('customer', 'vip');
  expect(other.context().isSampled()).toBe(true);
});

test('what came in undecided is decided by the next span, and passed on undecided by itself', () => {
  const tracer = tracerWith({ propagation: ['b3'] });
  const ids = { 'x-b3-traceid': '000000000000000a', 'x-b3-spanid': '000000000000000b' };
  const context = tracer.extract(FORMAT_HTTP_HEADERS, ids) as SpanContext;
  const carrier = {};
  tracer.inject(context, FORMAT_HTTP_HEADERS, carrier);
  expect(carrier).toEqual(ids);
  expect(tracer.startSpan('next', { childOf: context }).context().isSampled()).toBe(true);
});

test('a debug id begins a debug trace that bears it', () => {
  const tracer = tracerWith({}, new ConstSampler(false));
  const context = tracer.extract(FORMAT_HTTP_HEADERS, {
    'jaeger-debug-id': 'look',
    'jaeger-baggage': 'user=ann',
  }) as SpanContext;
  expect(context.isDebugIDContainerOnly()).toBe(true);
  const span = tracer.startSpan('get', { childOf: context });
  expect(tagsOf(span)).toEqual({ 'jaeger-debug-id': 'look' });
  expect([span.context().isDebug(), span.context().isSampled()]).toEqual([true, true]);
  expect(span.getBaggageItem('user')).toBe('ann');
  expect(idsOf(span).parent).toBeNull();
  const throttled = tracerWith({ debugThrottler: new DefaultThrottler(true) });
  const refused = throttled.startSpan('get', { childOf: context });
  expect(refused.context().isDebug()).toBe(false);
});

test('a decision without ids counts for the next root', () => {
  const tracer = tracerWith({ propagation: ['b3-single'] });
  const context = tracer.extract(FORMAT_HTTP_HEADERS, { b3: '0' }) as SpanContext;
  expect(tracer.startSpan('get', { childOf: context }).context().isSampled()).toBe(false);
});

const texts = fc.string({ unit: 'binary', maxLength: 40 });
const items = fc.dictionary(
  texts.filter((key) => key !== ''),
  texts,
  { maxKeys: 6 },
);

test.each([[FORMAT_TEXT_MAP], [FORMAT_HTTP_HEADERS], [FORMAT_BINARY]])(
  'in %s baggage keys and values may have any characters',
  (format) => {
    fc.assert(
      fc.property(items, (baggage) => {
        const tracer = tracerWith();
        const span = tracer.startSpan('get');
        for (const [key, value] of Object.entries(baggage)) span.setBaggageItem(key, value);
        const carrier: Record<string, unknown> = {};
        tracer.inject(span, format, carrier);
        const context = tracer.extract(format, carrier) as SpanContext;
        expect(String(context)).toBe(String(span.context()));
        expect(Object.entries(context.baggage).sort()).toEqual(Object.entries(span.baggage).sort());
      }),
    );
  },
);

test('what is injected as HTTP headers is fit for headers, whatever the baggage is', () => {
  fc.assert(
    fc.property(items, (baggage) => {
      const tracer = tracerWith();
      const span = tracer.startSpan('get');
      for (const [key, value] of Object.entries(baggage)) span.setBaggageItem(key, value);
      const carrier: Record<string, string> = {};
      tracer.inject(span, FORMAT_HTTP_HEADERS, carrier);
      for (const [name, value] of Object.entries(carrier)) {
        validateHeaderName(name);
        validateHeaderValue(name, value);
      }
    }),
  );
});

test('what is in the carrier already is left there', () => {
  const tracer = tracerWith();
  const carrier: Record<string, string> = { accept: 'text/html' };
  tracer.inject(tracer.startSpan('get'), FORMAT_HTTP_HEADERS, carrier);
  expect(Object.keys(carrier)).toEqual(['accept', 'uber-trace-id']);
});

test('a format that is unknown is told by its code, and what the formats are', () => {
  const tracer = tracerWith();
  for (const call of [
    () => tracer.inject(tracer.startSpan('a'), 'smoke', {}),
    () => tracer.extract('smoke', {}),
    () => tracer.extract(undefined as unknown as string, {}),
  ]) {
    expect(call).toThrow(
      expect.objectContaining({
        code: 'CLEW_TRACER_UNSUPPORTED_FORMAT',
        name: 'UnsupportedFormatError',
      }),
    );
  }
});

test('a context that was extracted is a parent, and the span is the first of its trace here', () => {
  const [a, b] = [tracerWith(), tracerWith()];
  const client = a.startSpan('call', { tags: { 'span.kind': 'client' } });
  const carrier = {};
  a.inject(client, FORMAT_HTTP_HEADERS, carrier);
  const context = b.extract(FORMAT_HTTP_HEADERS, carrier) as SpanContext;
  const server = b.startSpan('serve', { childOf: context, tags: { 'span.kind': 'server' } });
  const inner = b.startSpan('inner', { childOf: server });
  expect([server.isLocalRoot, inner.isLocalRoot]).toEqual([true, false]);
  expect(inner.context().toTraceId()).toBe(client.context().toTraceId());
  expect(Math.abs(server.startMicros - client.startMicros)).toBeLessThan(60_000_000);
});

test('with shareRpcSpan the span of a context that was extracted is shared, too', () => {
  const [a, b] = [tracerWith(), tracerWith({ shareRpcSpan: true })];
  const root = a.startSpan('root');
  const client = a.startSpan('call', { childOf: root });
  const carrier = {};
  a.inject(client, FORMAT_HTTP_HEADERS, carrier);
  const context = b.extract(FORMAT_HTTP_HEADERS, carrier) as SpanContext;
  const server = b.startSpan('serve', { childOf: context, tags: { 'span.kind': 'server' } });
  expect(idsOf(server)).toEqual(idsOf(client));
  const other = b.startSpan('other', { childOf: context, tags: { 'span.kind': 'client' } });
  expect(idsOf(other).parent).toBe(idsOf(client).span);
});

test('injecting makes an open decision final for all spans of the trace', () => {
  const tracer = tracerWith({}, new TagEqualsSampler('customer', [{ tagValue: 'vip' }]));
  const root = tracer.startSpan('get');
  const child = tracer.startSpan('child', { childOf: root });
  expect(root.context().samplingFinalized).toBe(false);
  tracer.inject(child, FORMAT_TEXT_MAP, {});
  expect([root, child].map((span) => span.context().samplingFinalized)).toEqual([true, true]);
  root.setTag('customer', 'vip').setOperationName('put').finish();
  expect(root.context().isSampled()).toBe(false);
  const late = tracer.startSpan('late', { childOf: root, tags: { customer: 'vip' } });
  expect(late.context().isSampled()).toBe(false);
});
