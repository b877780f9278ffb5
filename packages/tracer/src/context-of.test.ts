import { createRequire } from 'node:module';
import * as opentracing from 'opentracing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Span } from './span.ts';
import { SpanContext } from './span-context.ts';
import { InMemoryTracer } from './testing.ts';

/** What these tests use of jaeger-client. */
interface TheirTracer {
  startSpan(name: string, options?: object): opentracing.Span;
  extract(format: string, carrier: unknown): opentracing.SpanContext;
  close(): void;
}

const jaeger = createRequire(import.meta.url)('jaeger-client');
let theirs: TheirTracer;
let tracer: InMemoryTracer;

beforeEach(() => {
  tracer = new InMemoryTracer();
  theirs = new jaeger.Tracer(
    'other',
    new jaeger.InMemoryReporter(),
    new jaeger.ConstSampler(true),
    {
      traceId128bit: true,
    },
  );
});

afterEach(() => {
  theirs.close();
});

function parentOf(span: Span): readonly [string, string | null] {
  return [span.context().toTraceId(), span.context().parentIdStr];
}

test('a span of jaeger-client, its context, and references to either are parents, with 128 bits and baggage', () => {
  const root = theirs.startSpan('root');
  const parent = theirs.startSpan('theirs', { childOf: root });
  parent.setBaggageItem('user', 'ann');
  const context = parent.context();
  const expected = [context.toTraceId(), context.toSpanId()];
  expect(context.toTraceId().length).toBeGreaterThan(16);
  for (const options of [
    { childOf: parent },
    { childOf: context },
    { references: [opentracing.childOf(parent)] },
    { references: [opentracing.followsFrom(context)] },
  ]) {
    const child = tracer.startSpan('ours', options);
    expect(parentOf(child)).toEqual(expected);
    expect(child.baggage).toEqual({ user: 'ann' });
    expect(child.context().isSampled()).toBe(true);
    expect(child.isLocalRoot).toBe(true);
  }
});

test('the decision of jaeger-client counts for spans here', () => {
  const parent = theirs.startSpan('theirs').setTag('sampling.priority', 0);
  const child = tracer.startSpan('ours', { childOf: parent });
  child.finish();
  expect(child.context().isSampled()).toBe(false);
  expect(tracer.spans).toEqual([]);
});

test('contexts of jaeger-client can be injected', () => {
  const parent = theirs.startSpan('theirs');
  parent.setBaggageItem('user', 'ann');
  for (const one of [parent, parent.context()]) {
    const carrier = {};
    tracer.inject(one, opentracing.FORMAT_TEXT_MAP, carrier);
    expect(carrier).toEqual({ 'uber-trace-id': String(parent.context()), 'uberctx-user': 'ann' });
  }
});

test('spans of jaeger-client take spans from here as parents', () => {
  const ours = tracer.startSpan('ours').setBaggageItem('user', 'ann');
  const carrier = {};
  tracer.inject(ours, opentracing.FORMAT_HTTP_HEADERS, carrier);
  const context = theirs.extract(opentracing.FORMAT_HTTP_HEADERS, carrier);
  const child = theirs.startSpan('theirs', { childOf: context });
  expect(child.context().toTraceId()).toBe(ours.context().toTraceId());
  expect(child.getBaggageItem('user')).toBe('ann');
});

test.each<[string, unknown]>([
  ['null', null],
  ['undefined', undefined],
  ['a text', '1:2:0:1'],
  ['a number', 7],
  ['a function', () => null],
  ['an object', { traceId: '1', spanId: '2' }],
  ['an object whose text is no context', { toString: () => '1:2:3' }],
  ['a span whose context is none', { context: () => null }],
  ['a span of a no-op tracer', new opentracing.Tracer().startSpan('noop')],
  ['the context of a no-op tracer', new opentracing.Tracer().startSpan('noop').context()],
  ['a context that is empty', new opentracing.SpanContext()],
])('%s is no parent, and injects nothing', (_what, parent) => {
  const childOf = parent as opentracing.Span;
  expect(parentOf(tracer.startSpan('root', { childOf }))[1]).toBeNull();
  const reference = opentracing.childOf(childOf);
  expect(parentOf(tracer.startSpan('root', { references: [reference] }))[1]).toBeNull();
  const carrier = {};
  tracer.inject(childOf, opentracing.FORMAT_TEXT_MAP, carrier);
  expect(carrier).toEqual({});
});

test('the baggage of a foreign context is taken over: what is text, under any key, and not the object itself', () => {
  const baggage = JSON.parse('{"user": "ann", "__proto__": "x", "count": 3, "none": null}');
  const foreign = { toString: () => 'a:b:0:1', baggage };
  const span = tracer.startSpan('get', { childOf: foreign as unknown as SpanContext });
  baggage.user = 'bob';
  expect(Object.entries(span.baggage)).toEqual([
    ['user', 'ann'],
    ['__proto__', 'x'],
  ]);
  expect(span.context()).toBeInstanceOf(SpanContext);
});
