import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { InMemoryReporter } from './reporters/in-memory-reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import type { Span } from './span.ts';
import { tagsOf } from './span-content.ts';
import type { DebugThrottler } from './throttler/debug-throttler.ts';
import { DefaultThrottler } from './throttler/default-throttler.ts';
import { Tracer } from './tracer.ts';

function setUp({
  sampled = true,
  debugThrottler = new DefaultThrottler(),
}: {
  readonly sampled?: boolean;
  readonly debugThrottler?: DebugThrottler;
} = {}): { readonly tracer: Tracer; readonly reported: () => readonly Span[] } {
  const reporter = new InMemoryReporter();
  const tracer = new Tracer('shop', reporter, new ConstSampler(sampled), { debugThrottler });
  return { tracer, reported: () => reporter.spans };
}

test('sampling.priority above 0 records the trace from then on, as a debug trace', () => {
  const { tracer, reported } = setUp({ sampled: false });
  const span = tracer.startSpan('get');
  span.setTag('before', 1);
  span.setTag(opentracing.Tags.SAMPLING_PRIORITY, 1);
  span.setTag('after', 2);
  const child = tracer.startSpan('child', { childOf: span });
  child.finish();
  span.finish();
  expect(reported().map((one) => one.operationName)).toEqual(['child', 'get']);
  expect(tagsOf(span)).toEqual({ 'sampling.priority': 1, after: 2 });
  expect(child.context().isDebug()).toBe(true);
  expect(String(span.context())).toMatch(/:3$/);
});

test('sampling.priority among the first tags records all of them', () => {
  const { tracer } = setUp({ sampled: false });
  const span = tracer.startSpan('get', { tags: { a: 1, 'sampling.priority': 1, b: 2 } });
  expect(tagsOf(span)).toEqual({ a: 1, 'sampling.priority': 1, b: 2 });
});

test('sampling.priority 0 ends recording', () => {
  const { tracer, reported } = setUp();
  const span = tracer.startSpan('get');
  span.setTag('sampling.priority', 0);
  tracer.startSpan('child', { childOf: span }).finish();
  span.finish();
  expect(reported()).toEqual([]);
  expect(span.context().isSampled()).toBe(false);
});

test('sampling.priority 0 ends a debug trace, too', () => {
  const { tracer, reported } = setUp({ sampled: false });
  const span = tracer.startSpan('get').setTag('sampling.priority', 1);
  span.setTag('sampling.priority', 0).finish();
  expect(span.context().flags).toBe(0);
  expect(reported()).toEqual([]);
});

test.each([[1], [2], [0.5], ['1'], [true], [1n]])('sampling.priority %s is above 0', (priority) => {
  const { tracer, reported } = setUp({ sampled: false });
  tracer.startSpan('get').setTag('sampling.priority', priority).finish();
  expect(reported().map((span) => span.context().flags)).toEqual([3]);
});

test.each([[0], [-1], ['0'], [false], [''], ['high'], [Number.NaN]])(
  "sampling.priority '%s' is not above 0",
  (priority) => {
    const { tracer, reported } = setUp();
    tracer.startSpan('get').setTag('sampling.priority', priority).finish();
    expect(reported()).toEqual([]);
  },
);

test.each([[undefined], [null]])('sampling.priority %s says nothing', (priority) => {
  const { tracer, reported } = setUp();
  const span = tracer.startSpan('get').setTag('sampling.priority', priority);
  span.finish();
  expect(reported()).toEqual([span]);
  expect([span.context().flags, span.tags]).toEqual([1, []]);
});

test.each([
  ['is not recorded', false, 0],
  ['is recorded', true, 1],
])('where a throttler refuses a debug trace, one that %s stays so', (_what, sampled, flags) => {
  const { tracer, reported } = setUp({ sampled, debugThrottler: new DefaultThrottler(true) });
  const span = tracer.startSpan('get').setTag('sampling.priority', 1);
  span.finish();
  expect(span.context().flags).toBe(flags);
  expect(reported()).toHaveLength(flags);
  expect(tagsOf(span)).not.toHaveProperty('sampling.priority');
});

test('a throttler is asked by the name of the operation, and once for a debug trace', () => {
  const asked: string[] = [];
  const debugThrottler = { isAllowed: (operation: string) => asked.push(operation) > 0 };
  const { tracer } = setUp({ sampled: false, debugThrottler });
  const span = tracer.startSpan('get').setTag('sampling.priority', 1);
  span.setTag('sampling.priority', 2);
  tracer.startSpan('child', { childOf: span }).setTag('sampling.priority', 1);
  expect(asked).toEqual(['get']);
});
