import { createRequire } from 'node:module';
import * as opentracing from 'opentracing';
import { expect, onTestFinished, test } from 'vitest';
import { recordedMetrics } from './metrics/testing/recorded-metrics.ts';
import type { Reporter } from './reporters/reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import { Span } from './span.ts';
import type { SpanContext } from './span-context.ts';
import { idsOf, tracerWith } from './testing/silent-tracer.ts';
import { Tracer } from './tracer.ts';

const { FORMAT_HTTP_HEADERS } = opentracing;

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
  onTestFinished(() => opentracing.initGlobalTracer(new opentracing.Tracer()));
  const early = opentracing.globalTracer();
  opentracing.initGlobalTracer(tracer);
  for (const one of [early, opentracing.globalTracer()]) {
    const root = one.startSpan('root', { tags: { a: 1 } }) as Span;
    expect(root).toBeInstanceOf(Span);
    expect(root.tracer()).toBe(tracer);
    const child = one.startSpan('child', { childOf: root }) as Span;
    expect(idsOf(child)).toMatchObject({ trace: idsOf(root).trace, parent: idsOf(root).span });
    const carrier = {};
    one.inject(child, FORMAT_HTTP_HEADERS, carrier);
    const context = one.extract(FORMAT_HTTP_HEADERS, carrier) as SpanContext;
    expect(String(context)).toBe(String(child.context()));
  }
});

test('the three types are those of the package opentracing', () => {
  const span = tracerWith().startSpan('get');
  expect(span.tracer()).toBeInstanceOf(opentracing.Tracer);
  expect(span).toBeInstanceOf(opentracing.Span);
  expect(span.context()).toBeInstanceOf(opentracing.SpanContext);
});

test('what is started, joined and finished is counted, recorded or not', () => {
  for (const [isSampled, letter] of [
    [true, 'y'],
    [false, 'n'],
  ] as const) {
    const { metrics, figures } = recordedMetrics();
    const tracer = tracerWith({ metrics }, new ConstSampler(isSampled));
    const root = tracer.startSpan('root');
    const tags = { 'span.kind': 'server' };
    tracer.startSpan('child', { childOf: root }).finish();
    tracer.startSpan('server', { childOf: root, tags }).finish();
    root.finish();
    expect(figures).toEqual({
      [`jaeger:traces{sampled=${letter},state=started}`]: 1,
      [`jaeger:traces{sampled=${letter},state=joined}`]: 1,
      [`jaeger:started_spans{sampled=${letter}}`]: 3,
      ...(isSampled && { 'jaeger:finished_spans': 3 }),
    });
  }
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
