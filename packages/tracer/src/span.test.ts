import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InMemoryReporter } from './reporters/in-memory-reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import type { Sampler, SamplingDecision } from './samplers/sampler.ts';
import { TagEqualsSampler } from './samplers/tag-equals-sampler.ts';
import type { Span } from './span.ts';
import { logsOf, tagsOf } from './span-content.ts';
import { Tracer, type TracerOptions } from './tracer.ts';

function setUp(
  options: TracerOptions & { readonly sampled?: boolean; readonly sampler?: Sampler } = {},
): {
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
  const sampler = options.sampler ?? new ConstSampler(options.sampled ?? true);
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
  expect(span.startMicros).toBeGreaterThanOrEqual(Math.round(before * 1000));
  expect(span.startMicros + span.durationMicros).toBeLessThanOrEqual(Math.round(after * 1000));
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

test('explicit times are kept to the microsecond, whatever they are', () => {
  const micros = fc.integer({ min: 0, max: 4_000_000_000_000_000 });
  fc.assert(
    fc.property(micros, fc.nat(1e9), fc.nat(1e9), (start, length, logged) => {
      const { tracer, reported, warnings } = setUp();
      const span = tracer.startSpan('get', { startTime: start / 1000 });
      span.log({ event: 'x' }, (start + Math.min(logged, length)) / 1000);
      span.finish((start + length) / 1000);
      expect([reported()[0]?.startMicros, reported()[0]?.durationMicros]).toEqual([start, length]);
      expect(span.logs[0]).toBe(start + Math.min(logged, length));
      expect(warnings).toEqual([]);
    }),
  );
});

test.each([
  [Number.NaN],
  [Number.POSITIVE_INFINITY],
  [Number.NEGATIVE_INFINITY],
  [-1],
  [1_700_000_000_000_000],
  [Number.MAX_VALUE],
  ['soon' as unknown as number],
])('a time that is none, %s, is taken as now, with a warning', (time) => {
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
});

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

test('tags and log fields keep values of every type as they are', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string(), fc.anything())),
      fc.dictionary(fc.string(), fc.anything()),
      (pairs, fields) => {
        const { tracer } = setUp();
        const span = tracer.startSpan('get');
        const expected = new Map<string, unknown>(Object.entries(tagsOf(span)));
        for (const [key, value] of pairs) {
          if (key === 'sampling.priority') continue;
          span.setTag(key, value);
          expected.set(key, value);
        }
        span.log(fields);
        span.finish();
        const tags = tagsOf(span);
        expect(Object.keys(tags).sort()).toEqual([...expected.keys()].sort());
        for (const [key, value] of expected) expect(tags[key]).toBe(value);
        const kept = logsOf(span)[0]?.fields ?? {};
        expect(Object.keys(kept).sort()).toEqual(Object.keys(fields).sort());
        for (const key of Object.keys(fields)) expect(kept[key]).toBe(fields[key]);
      },
    ),
  );
});

test('a map of tags that was parsed from JSON may have any key, too', () => {
  const { tracer } = setUp();
  const span = tracer.startSpan('get').addTags(JSON.parse('{"__proto__": 1, "constructor": 2}'));
  expect(span.tags).toEqual(['__proto__', 1, 'constructor', 2]);
  expect(Object.hasOwn(tagsOf(span), '__proto__')).toBe(true);
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

test('beyond 128 tags the last value of a key counts, too', () => {
  const { tracer } = setUp();
  const span = tracer.startSpan('get');
  for (let i = 0; i < 300; i++) span.setTag(`key ${i}`, i);
  span.setTag('key 127', 'looked up').setTag('key 299', 'added');
  expect(span.tags).toHaveLength(602);
  expect(tagsOf(span)).toMatchObject({ 'key 127': 'looked up', 'key 299': 'added' });
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
  expect(log?.timestamp).toBeGreaterThanOrEqual(Math.round(before * 1000) / 1000);
  expect(log?.timestamp).toBeLessThanOrEqual(Math.round(tracer.now() * 1000) / 1000);
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

test('whatever is called after it is finished, what was reported stays the same', () => {
  const calls: readonly ((span: Span) => unknown)[] = [
    (span) => span.setOperationName('put'),
    (span) => span.setTag('a', 2),
    (span) => span.setTag('sampling.priority', 1),
    (span) => span.setTag('sampling.priority', 0),
    (span) => span.addTags({ a: 3, 'sampling.priority': 0 }),
    (span) => span.log({ event: 'late' }),
    (span) => span.log({ event: 'late' }, 1),
    (span) => span.logEvent('late', 1),
    (span) => span.setBaggageItem('user', 'bob'),
    (span) => span.getBaggageItem('user'),
    (span) => span.finish(),
    (span) => span.finish(1),
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...calls), { minLength: 1 }), (late) => {
      const { tracer, reported, warnings } = setUp();
      const span = tracer.startSpan('get', { tags: { a: 1 } }).setBaggageItem('user', 'ann');
      span.log({ event: 'in time' }).finish();
      const before = content(span);
      for (const call of late) call(span);
      expect(content(span)).toEqual(before);
      expect(reported()).toEqual([span]);
      expect(warnings).toHaveLength(1);
    }),
  );
});

test('a span of a trace that is not recorded warns of its misuse, too', () => {
  const { tracer, warnings } = setUp({ sampled: false });
  const span = tracer.startSpan('get');
  span.finish();
  span.setTag('a', 1);
  span.finish();
  expect(warnings).toHaveLength(1);
});

test('a span that is finished is still a parent', () => {
  const { tracer, warnings } = setUp();
  const span = tracer.startSpan('get');
  span.finish();
  const child = tracer.startSpan('child', { childOf: span });
  expect(child.context().parentIdStr).toBe(span.context().toSpanId());
  expect(warnings).toEqual([]);
});

test('a span of a trace that is not recorded keeps nothing and is not reported', () => {
  const { tracer, reported } = setUp({ sampled: false });
  const span = tracer.startSpan('get', { tags: { a: 1 } });
  span.setTag('b', 2).log({ event: 'x' });
  span.addTags({ c: 3 }).logEvent('y', 1);
  span.log({ event: 'z' }, Number.NaN);
  span.finish();
  expect([span.tags, span.logs, span.samplerTags]).toEqual([[], [], null]);
  expect(reported()).toEqual([]);
});

test('what is set before a trace is decided is kept if it comes to be recorded, and not reported if not', () => {
  const sampler = new TagEqualsSampler('customer', [{ tagValue: 'vip' }]);
  const { tracer, reported } = setUp({ sampler });
  const [vip, other] = ['vip', 'other'].map((customer) => {
    const root = tracer.startSpan('get', { tags: { early: 1 } }).log({ event: 'early' }) as Span;
    const child = tracer.startSpan('child', { childOf: root, tags: { early: 2 } });
    root.setTag('customer', customer);
    child.finish();
    root.finish();
    return root;
  }) as [Span, Span];
  expect(reported().map((span) => span.context().toTraceId())).toEqual(
    Array(2).fill(vip.context().toTraceId()),
  );
  expect(reported().map((span) => tagsOf(span)['early'])).toEqual([2, 1]);
  expect(vip.context().samplingFinalized).toBe(true);
  expect(logsOf(vip)[0]?.fields).toEqual({ event: 'early' });
  expect(other.context().isSampled()).toBe(false);
});

test('while a trace is not decided its sampler is asked again when a span gets a name or a tag, and not after that', () => {
  const asked: string[] = [];
  const decide = (what: string): SamplingDecision => {
    asked.push(what);
    const isDecided = what === 'name checkout';
    return { sample: isDecided, retryable: !isDecided, tags: isDecided ? ['rule', 7] : null };
  };
  const sampler: Sampler = {
    onCreateSpan: (span) => decide(`start ${span.operationName}`),
    onSetOperationName: (_span, name) => decide(`name ${name}`),
    onSetTag: (_span, key, value) => decide(`tag ${key}=${value}`),
    close() {},
  };
  const { tracer, reported } = setUp({ sampler });
  const root = tracer.startSpan('GET', { tags: { a: 1 } });
  const child = tracer.startSpan('child', { childOf: root });
  root.setOperationName('POST').setOperationName('checkout');
  root.setOperationName('POST').setTag('b', 2);
  child.setTag('c', 3).finish();
  root.finish();
  expect(asked).toEqual(['start GET', 'tag a=1', 'start child', 'name POST', 'name checkout']);
  expect(reported()).toEqual([child, root]);
  expect(tagsOf(root)).toEqual({ rule: 7, a: 1, b: 2 });
  expect(tagsOf(child)).toEqual({ c: 3 });
});

test('null is no time, and is not warned about', () => {
  const { tracer, reported, warnings } = setUp();
  const none = null as unknown as number;
  tracer.startSpan('get', { startTime: none }).log({ event: 'x' }, none).finish(none);
  expect(reported()).toHaveLength(1);
  expect(warnings).toEqual([]);
});
