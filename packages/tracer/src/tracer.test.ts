import { createRequire } from 'node:module';
import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { InMemoryReporter } from './reporters/in-memory-reporter.ts';
import type { Reporter } from './reporters/reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import type { Sampler } from './samplers/sampler.ts';
import { TagEqualsSampler } from './samplers/tag-equals-sampler.ts';
import type { Span } from './span.ts';
import { tagsOf } from './span-content.ts';
import type { SpanContext } from './span-context.ts';
import { DefaultThrottler } from './throttler/default-throttler.ts';
import { Tracer, type TracerOptions } from './tracer.ts';

const { FORMAT_BINARY, FORMAT_HTTP_HEADERS, FORMAT_TEXT_MAP } = opentracing;

function tracerWith(
  options: TracerOptions = {},
  sampler: Sampler = new ConstSampler(true),
): Tracer {
  return new Tracer('shop', new InMemoryReporter(), sampler, {
    logger: { info() {}, error() {} },
    ...options,
  });
}

function idsOf(span: Span): { trace: string; span: string; parent: string | null } {
  const context = span.context();
  return {
    trace: context.toTraceId(),
    span: context.toSpanId(),
    parent: context.parentIdStr,
  };
}

/** The references that a span keeps beside its parent, as type and span id. */
function referencesOf(span: Span): unknown {
  return span.references.map(({ isFollowsFrom, context }) => [
    isFollowsFrom ? 'follows_from' : 'child_of',
    context.toSpanId(),
  ]);
}

test('a span without references begins a trace', () => {
  const tracer = tracerWith();
  const [a, b] = [tracer.startSpan('a'), tracer.startSpan('b')];
  expect(idsOf(a).parent).toBeNull();
  expect(idsOf(a).trace).toBe(idsOf(a).span);
  expect(idsOf(a).trace).not.toBe(idsOf(b).trace);
  expect(a.isLocalRoot).toBe(true);
});

test('childOf takes a span or its context', () => {
  const tracer = tracerWith();
  const root = tracer.startSpan('root');
  for (const childOf of [root, root.context()]) {
    const child = tracer.startSpan('child', { childOf });
    expect(idsOf(child)).toMatchObject({ trace: idsOf(root).trace, parent: idsOf(root).span });
    expect(referencesOf(child)).toEqual([]);
    expect(child.isLocalRoot).toBe(false);
  }
});

test('of several references the first ChildOf is the parent; all others are kept, in their order', () => {
  const tracer = tracerWith();
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => tracer.startSpan(name)) as [
    Span,
    Span,
    Span,
    Span,
  ];
  const span = tracer.startSpan('joins', {
    references: [
      opentracing.followsFrom(a),
      opentracing.childOf(b),
      opentracing.childOf(c.context()),
      opentracing.followsFrom(d),
    ],
  });
  expect(idsOf(span)).toMatchObject({ trace: idsOf(b).trace, parent: idsOf(b).span });
  expect(referencesOf(span)).toEqual([
    ['follows_from', idsOf(a).span],
    ['child_of', idsOf(c).span],
    ['follows_from', idsOf(d).span],
  ]);
});

test('with FollowsFrom alone the first one is the parent, and stays a reference', () => {
  const tracer = tracerWith();
  const [a, b] = [tracer.startSpan('a'), tracer.startSpan('b')];
  const span = tracer.startSpan('after', {
    references: [opentracing.followsFrom(a), opentracing.followsFrom(b)],
  });
  expect(idsOf(span)).toMatchObject({ trace: idsOf(a).trace, parent: idsOf(a).span });
  expect(referencesOf(span)).toEqual([
    ['follows_from', idsOf(a).span],
    ['follows_from', idsOf(b).span],
  ]);
});

test('childOf beside references is the parent', () => {
  const tracer = tracerWith();
  const [a, b] = [tracer.startSpan('a'), tracer.startSpan('b')];
  const references = [opentracing.childOf(b), opentracing.followsFrom(a)];
  const span = tracer.startSpan('both', { childOf: a, references });
  expect(idsOf(span).parent).toBe(idsOf(a).span);
  expect(referencesOf(span)).toEqual([
    ['child_of', idsOf(b).span],
    ['follows_from', idsOf(a).span],
  ]);
});

test.each([
  ['null', null],
  ['a span of a no-op tracer', new opentracing.Tracer().startSpan('noop')],
  ['the context of a no-op tracer', new opentracing.Tracer().startSpan('noop').context()],
  ['something else', { what: 1 }],
])('%s as a parent is no parent', (_what, parent) => {
  const tracer = tracerWith();
  const childOf = parent as unknown as opentracing.Span;
  expect(idsOf(tracer.startSpan('root', { childOf })).parent).toBeNull();
});

test('spans of jaeger-client and of another copy of this package are parents, with their baggage', () => {
  const jaeger = createRequire(import.meta.url)('jaeger-client');
  const theirs = new jaeger.Tracer('other', undefined, new jaeger.ConstSampler(true));
  const parent = theirs.startSpan('theirs').setBaggageItem('user', 'ann');
  const child = tracerWith().startSpan('ours', { childOf: parent });
  expect(idsOf(child)).toMatchObject({
    trace: parent.context().toTraceId(),
    parent: parent.context().toSpanId(),
  });
  expect(child.getBaggageItem('user')).toBe('ann');
  theirs.close();
});

test('new traces have ids of 64 bits, or of 128', () => {
  expect(tracerWith().startSpan('a').context().paddedTraceId).toHaveLength(16);
  const wide = tracerWith({ traceId128bit: true }).startSpan('a').context();
  expect(wide.paddedTraceId).toHaveLength(32);
  expect(wide.paddedTraceId.slice(16)).toBe(wide.toSpanId().padStart(16, '0'));
});

test('ids are all different', () => {
  const tracer = tracerWith();
  const ids = Array.from({ length: 10_000 }, () => idsOf(tracer.startSpan('a')).span);
  expect(new Set(ids).size).toBe(10_000);
});

test('with shareRpcSpan a server has the span id of its client', () => {
  const tracer = tracerWith({ shareRpcSpan: true });
  const root = tracer.startSpan('root');
  const client = tracer.startSpan('call', { childOf: root, tags: { 'span.kind': 'client' } });
  const server = tracer.startSpan('serve', { childOf: client, tags: { 'span.kind': 'server' } });
  expect(idsOf(server)).toEqual(idsOf(client));
  const separate = tracerWith().startSpan('serve', {
    childOf: client,
    tags: { 'span.kind': 'server' },
  });
  expect(idsOf(separate).parent).toBe(idsOf(client).span);
});

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

test('contexts never change: a new baggage item makes a new one', () => {
  const tracer = tracerWith();
  const span = tracer.startSpan('get').setBaggageItem('a', '1');
  const before = span.context();
  span.setBaggageItem('a', '2').setBaggageItem('b', '3');
  expect(before.baggage).toEqual({ a: '1' });
  expect(Object.isFrozen(before.baggage)).toBe(true);
  expect(() => Object.assign(before.baggage, { a: '9' })).toThrow(TypeError);
  expect(span.context().baggage).toEqual({ a: '2', b: '3' });
  expect(String(span.context())).toBe(String(before));
});

test('the baggage of a context can be iterated', () => {
  const span = tracerWith().startSpan('get').setBaggageItem('a', '1').setBaggageItem('b', '2');
  expect([...span.context().baggageItems()]).toEqual([
    ['a', '1'],
    ['b', '2'],
  ]);
  expect(Object.keys(span.context().baggage)).toEqual(['a', 'b']);
});

test('it can be the global tracer', () => {
  const tracer = tracerWith();
  opentracing.initGlobalTracer(tracer);
  const span = opentracing.globalTracer().startSpan('get');
  expect(span.context().toTraceId()).not.toBe('');
  opentracing.initGlobalTracer(new opentracing.Tracer());
});

test('the process has a name, a host, an address, an instance and the tags of the application', () => {
  const calls: unknown[] = [];
  const reporter: Reporter = {
    report() {},
    close() {},
    setProcess: (serviceName, tags) =>
      void calls.push([
        serviceName,
        Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      ]),
  };
  new Tracer('shop', reporter, new ConstSampler(true), { tags: { zone: 'a', hostname: 'mine' } });
  expect(calls).toEqual([
    [
      'shop',
      {
        hostname: 'mine',
        ip: expect.stringMatching(/^\d+\.\d+\.\d+\.\d+$/),
        zone: 'a',
        'jaeger.version': expect.stringMatching(/^Clew-Node-\d/),
        'client-uuid': expect.stringMatching(/^[\da-f-]{36}$/),
      },
    ],
  ]);
});

test('closing more than once closes once, and calls back each time', async () => {
  let closes = 0;
  const reporter: Reporter = {
    report() {},
    close(callback) {
      closes += 1;
      callback?.();
    },
  };
  const tracer = new Tracer('shop', reporter, new ConstSampler(true));
  let calls = 0;
  const onClosed = (): void => {
    calls += 1;
  };
  await Promise.all([tracer.close(onClosed), tracer.close(onClosed)]);
  await tracer.close(onClosed);
  expect([closes, calls]).toEqual([1, 3]);
});

test.each([
  ['promises', { report() {}, close: async () => {} }],
  ['calls back', { report() {}, close: (callback?: () => void) => callback?.() }],
  ['does neither', { report() {}, close() {} }],
  [
    'fails',
    {
      report() {},
      close() {
        throw new Error('broken');
      },
    },
  ],
])('a reporter that %s is closed', async (_how, reporter) => {
  const logger = { info() {}, error() {} };
  const tracer = new Tracer('shop', reporter, new ConstSampler(true), { logger });
  await expect(tracer.close()).resolves.toBeUndefined();
});
