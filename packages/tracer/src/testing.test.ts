import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import type { Span } from './span.ts';
import { assertSpan, InMemoryTracer } from './testing.ts';

function traced(): InMemoryTracer {
  const tracer = new InMemoryTracer();
  const root = tracer.startSpan('get', { tags: { goods: 7, list: [1, 2] } });
  root.setBaggageItem('user', 'ann');
  const child = tracer.startSpan('select', { childOf: root });
  child.log({ event: 'rows', count: 3 });
  child.finish();
  const after = tracer.startSpan('notify', { references: [opentracing.followsFrom(child)] });
  after.setTag('error', true);
  after.finish();
  root.finish();
  return tracer;
}

test('spans are found by name, by parent and as a tree', () => {
  const tracer = traced();
  expect(tracer.spans).toHaveLength(3);
  expect(tracer.tree()).toBe('get\n  select\n    notify');
  expect(tracer.childrenOf(tracer.span('get'))).toEqual([tracer.span('select')]);
  tracer.clear();
  expect(tracer.spans).toEqual([]);
});

test('a name that is not there, or there twice, is told with the spans there are', () => {
  const tracer = traced();
  expect(() => tracer.span('put')).toThrow(
    "expected one span 'put', found 0 among:\nget\n  select\n    notify",
  );
  tracer.startSpan('get').finish();
  expect(() => tracer.span('get')).toThrow("expected one span 'get', found 2");
});

test('assertions that hold can be chained', () => {
  const tracer = traced();
  const [get, select, notify] = ['get', 'select', 'notify'].map((name) => tracer.span(name));
  if (!get || !select || !notify) throw new Error('spans are missing');
  assertSpan(get).isRoot().hasTag('goods').hasTag('goods', 7).hasTag('list', [1, 2]).succeeded();
  assertSpan(get).hasNoTag('other').hasBaggage('user', 'ann');
  assertSpan(select).isChildOf(get).isInTraceOf(get).hasLog({ event: 'rows' });
  assertSpan(notify).followsFrom(select).failed();
});

test('tags are what was set, not what every object has', () => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('get').setTag('__proto__', 1) as Span;
  assertSpan(span).hasTag('__proto__', 1).hasNoTag('toString').hasNoTag('constructor');
  expect(() => assertSpan(span).hasTag('constructor')).toThrow("to have the tag 'constructor'");
});

test('a tracer for tests takes a service name and options, and records everything', () => {
  const tracer = new InMemoryTracer('shop', { traceId128bit: true });
  const span = tracer.startSpan('get');
  expect(span.serviceName).toBe('shop');
  expect(span.context().paddedTraceId).toHaveLength(32);
  expect(span.context().isSampled()).toBe(true);
  expect(tracer.spans).toEqual([]);
  span.finish();
  expect(tracer.spans).toEqual([span]);
});

test.each<[string, (tracer: InMemoryTracer) => unknown, string]>([
  [
    'hasTag',
    (t) => assertSpan(t.span('get')).hasTag('x'),
    "span 'get' to have the tag 'x'; it has 'sampler.type'",
  ],
  ['hasTag with a value', (t) => assertSpan(t.span('get')).hasTag('goods', 8), 'with 8, not 7'],
  [
    'hasTag undefined',
    (t) => assertSpan(t.span('get')).hasTag('goods', undefined),
    'with undefined, not 7',
  ],
  [
    'hasNoTag',
    (t) => assertSpan(t.span('get')).hasNoTag('goods'),
    "no tag 'goods'; it has one with 7",
  ],
  ['hasLog', (t) => assertSpan(t.span('select')).hasLog({ count: 4 }), 'a log with {"count":4}'],
  ['failed', (t) => assertSpan(t.span('get')).failed(), "the tag 'error'"],
  ['succeeded', (t) => assertSpan(t.span('notify')).succeeded(), 'not to have failed'],
  ['isRoot', (t) => assertSpan(t.span('select')).isRoot(), 'to be a root; its parent is'],
  [
    'isChildOf',
    (t) => assertSpan(t.span('get')).isChildOf(t.span('select')),
    "a child of span 'select'",
  ],
  [
    'followsFrom',
    (t) => assertSpan(t.span('select')).followsFrom(t.span('get')),
    'it follows from none',
  ],
  ['hasBaggage', (t) => assertSpan(t.span('get')).hasBaggage('user', 'bob'), "'bob', not 'ann'"],
  [
    'isInTraceOf',
    (t) => {
      t.startSpan('other').finish();
      return assertSpan(t.span('other')).isInTraceOf(t.span('get'));
    },
    "span 'other' to be in trace",
  ],
])('%s that does not hold says what the span has instead', (_name, assertion, message) => {
  let error: unknown;
  try {
    assertion(traced());
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({
    name: 'AssertionError',
    message: expect.stringContaining(message),
  });
});
