import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { InMemoryReporter } from './reporters/in-memory-reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import type { Span } from './span.ts';
import { logsOf, tagsOf } from './span-content.ts';
import { DefaultThrottler } from './throttler/default-throttler.ts';
import { Tracer, type TracerOptions } from './tracer.ts';

function setUp(options: TracerOptions & { readonly sampled?: boolean } = {}): {
  tracer: Tracer;
  reported: () => readonly Span[];
  warnings: string[];
} {
  const reporter = new InMemoryReporter();
  const warnings: string[] = [];
  const logger = {
    info() {},
    error: (message: string) => void warnings.push(message),
    warn: (message: string) => void warnings.push(message),
  };
  const sampler = new ConstSampler(options.sampled ?? true);
  const tracer = new Tracer('shop', reporter, sampler, { logger, ...options });
  return { tracer, reported: () => reporter.spans, warnings };
}

/** Everything of a span that a reporter could tell. */
function content(span: Span): unknown {
  const { operationName, startMicros, durationMicros, baggage } = span;
  return structuredClone({
    operationName,
    startMicros,
    durationMicros,
    baggage: { ...baggage },
    tags: { ...tagsOf(span) },
    logs: logsOf(span).map(({ timestamp, fields }) => ({ timestamp, fields: { ...fields } })),
    context: String(span.context()),
  });
}

test('a span has the name, the tags and the start that it was started with', () => {
  const { tracer } = setUp();
  const span = tracer.startSpan('get_account', {
    tags: { account_id: 792 },
    startTime: 1_700_000_000_000.25,
  });
  expect(span.operationName).toBe('get_account');
  expect(tagsOf(span)).toMatchObject({ account_id: 792 });
  expect(span.startMicros).toBe(1_700_000_000_000_250);
  expect(span.tracer()).toBe(tracer);
  expect(span.serviceName).toBe('shop');
});

test('the operation name can be overwritten', () => {
  const { tracer, reported } = setUp();
  tracer.startSpan('GET').setOperationName('get_account').finish();
  expect(reported()[0]?.operationName).toBe('get_account');
});

test('finishing without a time takes the current one', () => {
  const { tracer, reported } = setUp();
  const before = tracer.now();
  tracer.startSpan('get').finish();
  const after = tracer.now();
  const span = reported()[0] as Span;
  expect(span.startMicros / 1000).toBeGreaterThanOrEqual(Math.floor(before * 1000) / 1000);
  expect((span.startMicros + span.durationMicros) / 1000).toBeLessThanOrEqual(after);
});

test('an explicit finish time counts, to the microsecond', () => {
  const { tracer, reported } = setUp();
  tracer.startSpan('get', { startTime: 1000 }).finish(1002.345);
  expect(reported()[0]?.durationMicros).toBe(2345);
});

test('a span that ends before it starts gets no duration and a warning', () => {
  const { tracer, reported, warnings } = setUp();
  tracer.startSpan('get', { startTime: 5000 }).finish(4000);
  expect(reported()[0]?.durationMicros).toBe(0);
  expect(warnings).toEqual([expect.stringContaining('ends before it starts')]);
});

test('times of Date.now(), which has no microseconds, are not warned about', () => {
  const { tracer, reported, warnings } = setUp();
  const span = tracer.startSpan('get', { startTime: 1000.9 });
  span.log({ event: 'same millisecond' }, 1000);
  span.finish(1000);
  expect(reported()[0]?.durationMicros).toBe(0);
  expect(warnings).toEqual([]);
});

test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [-1], ['soon' as unknown as number]])(
  'a time that is none, %s, is taken as now, with a warning',
  (time) => {
    const { tracer, reported, warnings } = setUp();
    const before = Math.floor(tracer.now() * 1000);
    const span = tracer.startSpan('get', { startTime: time });
    span.log({ event: 'x' }, time);
    span.finish(time);
    const now = Math.ceil(tracer.now() * 1000);
    for (const micros of [span.startMicros, (logsOf(span)[0]?.timestamp ?? 0) * 1000]) {
      expect(micros).toBeGreaterThanOrEqual(before - 1);
      expect(micros).toBeLessThanOrEqual(now + 1);
    }
    expect(reported()[0]?.durationMicros).toBeLessThan(1_000_000);
    expect(warnings).toHaveLength(3);
  },
);

test('tags are set one by one and many at once; the last value of a key counts', () => {
  const { tracer, reported } = setUp();
  const span = tracer.startSpan('get', { tags: { a: 1, b: 'two' } });
  expect(span.setTag('a', true).addTags({ b: 2.5, c: 'three' })).toBe(span);
  span.finish();
  const { tags } = reported()[0] as Span;
  expect(tags).toEqual(['a', true, 'b', 2.5, 'c', 'three']);
});

test('tags may have any key, those of Object.prototype among them', () => {
  const { tracer, reported } = setUp();
  const keys = ['__proto__', 'constructor', 'toString', '', ' ', '键'];
  const span = tracer.startSpan('get');
  for (const key of keys) span.setTag(key, `value of ${key}`);
  span.finish();
  expect((reported()[0] as Span).tags.filter((_, i) => i % 2 === 0)).toEqual(keys);
});

test('members that tags inherit are not set', () => {
  const { tracer } = setUp();
  const tags = Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } });
  expect(tagsOf(tracer.startSpan('get', { tags }))).not.toHaveProperty('inherited');
  expect(tagsOf(tracer.startSpan('get', { tags }))).toHaveProperty('own', 2);
});

test('a span takes a thousand tags', () => {
  const { tracer } = setUp();
  const span = tracer.startSpan('get');
  for (let i = 0; i < 1000; i++) span.setTag(`key ${i}`, i);
  span.setTag('key 5', 'again');
  expect(span.tags).toHaveLength(2000);
  expect(tagsOf(span)['key 5']).toBe('again');
});

test('logs have fields of any type and the current time', () => {
  const { tracer, reported } = setUp();
  const error = new Error('no goods');
  const before = tracer.now();
  const span = tracer.startSpan('get');
  expect(span.log({ event: 'error', 'error.object': error, list: [1, 2], nothing: null })).toBe(
    span,
  );
  span.finish();
  const [log] = logsOf(reported()[0] as Span);
  expect(log?.fields).toEqual({
    event: 'error',
    'error.object': error,
    list: [1, 2],
    nothing: null,
  });
  expect(log?.timestamp).toBeGreaterThanOrEqual(Math.floor(before * 1000) / 1000);
  expect(log?.timestamp).toBeLessThanOrEqual(tracer.now());
});

test('a log takes an explicit time, to the microsecond', () => {
  const { tracer, reported, warnings } = setUp();
  const span = tracer.startSpan('get', { startTime: 1000 });
  span.log({ event: 'a' }, 1000.5);
  span.log({ event: 'b' }, 1000.501);
  span.finish(1001);
  expect(logsOf(reported()[0] as Span).map(({ timestamp }) => timestamp)).toEqual([
    1000.5, 1000.501,
  ]);
  expect(warnings).toEqual([]);
});

test.each([
  ['before its start', 999],
  ['after its end', 1001.001],
])('a log %s is kept, and warned about once a span', (_when, time) => {
  const { tracer, reported, warnings } = setUp();
  const span = tracer.startSpan('get', { startTime: 1000 });
  span.log({ event: 'outside' }, time);
  span.log({ event: 'outside' }, time);
  span.finish(1001);
  expect(logsOf(reported()[0] as Span)).toHaveLength(2);
  expect(warnings).toEqual([expect.stringContaining('has a log outside of its time; it is kept')]);
});

test('logEvent is a log with event and payload', () => {
  const { tracer, reported } = setUp();
  const span = tracer.startSpan('get');
  span.logEvent('bought', { goods: 1 });
  span.logEvent('sold', undefined);
  span.finish();
  expect(logsOf(reported()[0] as Span).map(({ fields }) => fields)).toEqual([
    { event: 'bought', payload: { goods: 1 } },
    { event: 'sold' },
  ]);
});

test('the context can be had after the span is finished, and is the same', () => {
  const { tracer, warnings } = setUp();
  const span = tracer.startSpan('get');
  const context = span.context();
  span.finish();
  expect(span.context()).toBe(context);
  expect(warnings).toEqual([]);
});

test('after it is finished nothing but context() has an effect, with one warning a span', () => {
  const { tracer, reported, warnings } = setUp();
  const span = tracer.startSpan('get', { tags: { a: 1 } }).setBaggageItem('user', 'ann');
  span.finish();
  const before = content(span);
  span.setOperationName('put');
  span.setTag('a', 2);
  span.setTag('sampling.priority', 0);
  span.addTags({ b: 3 });
  span.log({ event: 'late' });
  span.logEvent('late', 1);
  span.setBaggageItem('user', 'bob');
  expect(span.getBaggageItem('user')).toBe('ann');
  span.finish();
  span.finish(5);
  expect(content(span)).toEqual(before);
  expect(reported()).toEqual([span]);
  expect(warnings).toEqual([
    expect.stringMatching(/^span 'get' \(.*\) is finished; setOperationName\(\) has no effect/),
  ]);
  const other = tracer.startSpan('other');
  other.finish();
  other.finish();
  expect(warnings).toHaveLength(2);
});

test('a span of a trace that is not recorded keeps nothing and is not reported', () => {
  const { tracer, reported } = setUp({ sampled: false });
  const span = tracer.startSpan('get', { tags: { a: 1 } });
  span.setTag('b', 2).log({ event: 'x' });
  span.finish();
  expect([span.tags, span.logs]).toEqual([[], []]);
  expect(reported()).toEqual([]);
});

test('a baggage item is had back by its key; one that was not set is undefined', () => {
  const { tracer } = setUp();
  const span = tracer.startSpan('get').setBaggageItem('user', 'ann');
  expect(span.getBaggageItem('user')).toBe('ann');
  expect(span.getBaggageItem('other')).toBeUndefined();
  expect(span.getBaggageItem('constructor')).toBeUndefined();
});

test('baggage reaches children that start later, and not those that started before', () => {
  const { tracer } = setUp();
  const root = tracer.startSpan('get');
  const early = tracer.startSpan('early', { childOf: root });
  root.setBaggageItem('user', 'ann');
  const late = tracer.startSpan('late', { childOf: root });
  const grandchild = tracer.startSpan('grandchild', { childOf: late.context() });
  late.setBaggageItem('own', '1');
  expect([early, late, grandchild].map((span) => span.getBaggageItem('user'))).toEqual([
    undefined,
    'ann',
    'ann',
  ]);
  expect(root.getBaggageItem('own')).toBeUndefined();
});

test('baggage keys are as headers carry them: lower case, and - for _', () => {
  const { tracer } = setUp();
  const span = tracer.startSpan('get').setBaggageItem('User_Id', '7');
  expect(span.baggage).toEqual({ 'user-id': '7' });
  expect(span.getBaggageItem('user-id')).toBe('7');
  expect(span.getBaggageItem('USER_ID')).toBe('7');
});

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

test('a throttler can refuse a debug trace', () => {
  const { tracer, reported } = setUp({
    sampled: false,
    debugThrottler: new DefaultThrottler(true),
  });
  const span = tracer.startSpan('get').setTag('sampling.priority', 1);
  span.finish();
  expect(reported()).toEqual([]);
});

test('a reporter that fails does not fail the application', () => {
  const errors: string[] = [];
  const reporter = {
    report(): void {
      throw new Error('broken');
    },
    close() {},
  };
  const tracer = new Tracer('shop', reporter, new ConstSampler(true), {
    logger: { info() {}, error: (message) => void errors.push(message) },
  });
  tracer.startSpan('get').finish();
  expect(errors).toEqual([expect.stringContaining('broken')]);
});

test('the standard tags and log keys of OpenTracing are kept as they are', () => {
  const { tracer, reported } = setUp();
  const { Tags } = opentracing;
  const tags = {
    [Tags.SPAN_KIND]: Tags.SPAN_KIND_RPC_CLIENT,
    [Tags.ERROR]: true,
    [Tags.COMPONENT]: 'grpc',
    [Tags.PEER_SERVICE]: 'goods-srv',
    [Tags.PEER_HOST_IPV4]: '10.0.0.1',
    [Tags.PEER_PORT]: 50_051,
    [Tags.HTTP_STATUS_CODE]: 200,
    [Tags.DB_STATEMENT]: 'SELECT 1',
    [Tags.MESSAGE_BUS_DESTINATION]: 'orders',
  };
  const fields = {
    event: 'error',
    'error.kind': 'TypeError',
    'error.object': new TypeError('x'),
    message: 'x',
    stack: 'at …',
  };
  tracer.startSpan('get', { tags }).log(fields).finish();
  const [span] = reported() as [Span];
  expect(tagsOf(span)).toMatchObject(tags);
  expect(logsOf(span)[0]?.fields).toEqual(fields);
});
