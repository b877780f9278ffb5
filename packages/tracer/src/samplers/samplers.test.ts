import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Flags } from '../local-trace.ts';
import type { Span } from '../span.ts';
import { tagsOf } from '../span-content.ts';
import { ConstSampler } from './const-sampler.ts';
import { GuaranteedThroughputSampler } from './guaranteed-throughput-sampler.ts';
import { PerOperationSampler } from './per-operation-sampler.ts';
import { PrioritySampler } from './priority-sampler.ts';
import { ProbabilisticSampler } from './probabilistic-sampler.ts';
import { RateLimiter } from './rate-limiter.ts';
import { RateLimitingSampler } from './rate-limiting-sampler.ts';
import type { LegacySampler, Sampler } from './sampler.ts';
import { TagEqualsSampler } from './tag-equals-sampler.ts';
import { tracerWith } from './testing/recording-tracer.ts';

/** How many of so many traces are recorded. */
function recorded(sampler: Sampler | LegacySampler, traces: number): number {
  const { tracer, spans } = tracerWith(sampler);
  for (let i = 0; i < traces; i++) tracer.startSpan('get').finish();
  return spans().length;
}

/** Numbers that repeat: 0, 0.1, … 0.9. */
function tenths(): () => number {
  let next = 0;
  return () => (next++ % 10) / 10;
}

test('const records everything or nothing, and says so', () => {
  expect(recorded(new ConstSampler(true), 20)).toBe(20);
  expect(recorded(new ConstSampler(false), 20)).toBe(0);
  const { tracer, spans } = tracerWith(new ConstSampler(true));
  tracer.startSpan('get').finish();
  expect(tagsOf(spans()[0] as Span)).toEqual({ 'sampler.type': 'const', 'sampler.param': true });
});

test('only the first span of a trace in a process says why it is recorded', () => {
  const { tracer, spans } = tracerWith(new ConstSampler(true));
  const root = tracer.startSpan('get');
  tracer.startSpan('select', { childOf: root }).finish();
  root.finish();
  expect(spans().map((span) => 'sampler.type' in tagsOf(span))).toEqual([false, true]);
});

test.each([0, 0.1, 0.5, 0.9, 1])('probabilistic records its share, %d', (share) => {
  expect(recorded(new ProbabilisticSampler(share, tenths()), 1000)).toBe(share * 1000);
  const sampler = new ProbabilisticSampler(share);
  expect(Math.abs(recorded(sampler, 20_000) / 20_000 - share)).toBeLessThan(0.03);
});

test.each([-0.1, 1.1, Number.NaN, '1', undefined])('probabilistic refuses %s', (share) => {
  expect(() => new ProbabilisticSampler(share as number)).toThrow(/samplingRate must be a number/);
  const sampler = new ProbabilisticSampler(0.5);
  expect(() => sampler.update(share as number)).toThrow();
  expect(sampler.samplingRate).toBe(0.5);
});

test('a rate limiter never gives more than it gained and could hold', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.array(fc.record({ pause: fc.nat(3000), asks: fc.nat(20) }), { maxLength: 30 }),
      (rate, steps) => {
        let now = 0;
        const most = Math.max(1, rate);
        const limiter = new RateLimiter(rate, most, most, () => now);
        let given = 0;
        for (const { pause, asks } of steps) {
          now += pause;
          for (let i = 0; i < asks; i++) if (limiter.checkCredit(1)) given += 1;
          expect(given).toBeLessThanOrEqual(most + (now / 1000) * rate + 1e-6);
        }
      },
    ),
  );
});

test('rate limiting records so many a second, over any time', () => {
  let now = 0;
  const sampler = new RateLimitingSampler(2, 0, () => now);
  const { tracer, spans } = tracerWith(sampler);
  for (now = 0; now < 10_000; now += 10) tracer.startSpan('get').finish();
  expect(spans().length).toBeGreaterThanOrEqual(19);
  expect(spans().length).toBeLessThanOrEqual(20);
  expect(tagsOf(spans()[0] as Span)).toEqual({
    'sampler.type': 'ratelimiting',
    'sampler.param': 2,
  });
});

test('rate limiting below one a second records one every few seconds', () => {
  let now = 0;
  const sampler = new RateLimitingSampler(0.5, 0, () => now);
  const { tracer, spans } = tracerWith(sampler);
  for (now = 0; now <= 10_000; now += 125) tracer.startSpan('get').finish();
  expect(spans().length).toBe(5);
});

test('a rate that changes keeps what was saved', () => {
  let now = 0;
  const sampler = new RateLimitingSampler(1, 1, () => now);
  expect(sampler.update(10)).toBe(true);
  expect(sampler.update(10)).toBe(false);
  expect(recorded(sampler, 50)).toBe(10);
  now = 500;
  expect(recorded(sampler, 50)).toBe(5);
  expect(() => sampler.update(-1)).toThrow(/maxTracesPerSecond/);
  expect(() => sampler.update(Number.NaN)).toThrow(/maxTracesPerSecond/);
  expect(sampler.maxTracesPerSecond).toBe(10);
});

test('a rate of 0 records nothing, whatever was saved before', () => {
  const sampler = new RateLimitingSampler(10, 10, () => 0);
  sampler.update(0);
  expect(recorded(sampler, 5)).toBe(0);
  expect(recorded(new RateLimitingSampler(0, 1, () => 0), 5)).toBe(0);
});

test.each([
  ['const', () => new ConstSampler(true)],
  ['probabilistic', () => new ProbabilisticSampler(1)],
  ['rate limiting', () => new RateLimitingSampler(10, 10, () => 0)],
])('%s has one decision for all traces, which nobody can change', (_what, make) => {
  const sampler = make();
  const first = sampler.onCreateSpan();
  expect(sampler.onCreateSpan()).toBe(first);
  expect([Object.isFrozen(first), Object.isFrozen(first.tags)]).toEqual([true, true]);
});

test('guaranteed throughput records a share, and of a rare operation at least so many', () => {
  let now = 0;
  const sources = { random: () => 0.99, now: () => now, initBalance: 0 };
  const { tracer, spans } = tracerWith(new GuaranteedThroughputSampler(1, 0.1, sources));
  for (now = 0; now <= 5000; now += 125) tracer.startSpan('rare').finish();
  expect(spans().length).toBe(5);
  expect(tagsOf(spans()[0] as Span)).toEqual({
    'sampler.type': 'lowerbound',
    'sampler.param': 0.1,
  });
});

test('the lower bound adds nothing to a share that is more', () => {
  let now = 0;
  const sources = { random: tenths(), now: () => now, initBalance: 0 };
  const { tracer, spans } = tracerWith(new GuaranteedThroughputSampler(1, 0.5, sources));
  for (now = 0; now < 10_000; now += 10) tracer.startSpan('frequent').finish();
  const byBound = spans().filter((span) => tagsOf(span)['sampler.type'] === 'lowerbound');
  expect(spans().length - byBound.length).toBe(500);
  expect(byBound.length).toBeLessThan(20);
});

test('a tag decides, also late, for all spans of the trace that are open', () => {
  const sampler = TagEqualsSampler.fromStrategy({
    key: 'customer',
    values: { vip: {}, audit: { firehose: true } },
  });
  const { tracer, spans } = tracerWith(sampler);
  const root = tracer.startSpan('get');
  const child = tracer.startSpan('select', { childOf: root });
  root.setTag('customer', 'other');
  child.setTag('customer', 'audit');
  child.finish();
  root.finish();
  expect(spans().map((span) => span.operationName)).toEqual(['select', 'get']);
  expect(tagsOf(spans()[0] as Span)).toMatchObject({ 'sampler.param': 'audit' });
  expect((spans()[0]?.trace.flags ?? 0) & Flags.firehose).toBe(Flags.firehose);
  tracer.startSpan('get', { tags: { customer: 'nobody' } }).finish();
  expect(spans()).toHaveLength(2);
});

test('of several samplers the first that records decides, and a final no stands', () => {
  const byTag = new TagEqualsSampler('customer', [{ tagValue: 'vip' }]);
  const { tracer, spans } = tracerWith(new PrioritySampler([byTag, new ConstSampler(false)]));
  tracer.startSpan('plain').finish();
  const span = tracer.startSpan('late');
  span.setTag('customer', 'vip');
  span.finish();
  expect(spans().map((one) => one.operationName)).toEqual(['late']);
  expect(recorded(new PrioritySampler([byTag, new ConstSampler(true)]), 3)).toBe(3);
});

test('several samplers are closed when the last of them is', () => {
  const closers: ((() => void) | undefined)[] = [];
  const slow: LegacySampler = {
    isSampled: () => false,
    close: (callback) => void closers.push(callback),
  };
  let isClosed = false;
  new PrioritySampler([slow, new ConstSampler(true), slow]).close(() => {
    isClosed = true;
  });
  closers[0]?.();
  expect(isClosed).toBe(false);
  closers[1]?.();
  expect(isClosed).toBe(true);
});

test('samplers tell what they are', () => {
  const all = [
    new ConstSampler(true),
    new ConstSampler(false),
    new ProbabilisticSampler(0.5),
    new RateLimitingSampler(2),
    new GuaranteedThroughputSampler(1, 0.5),
    new PerOperationSampler({
      defaultSamplingProbability: 0,
      defaultLowerBoundTracesPerSecond: 0,
      perOperationStrategies: [],
    }),
  ];
  expect(all.map(String)).toEqual([
    'ConstSampler(always)',
    'ConstSampler(never)',
    'ProbabilisticSampler(samplingRate=0.5)',
    'RateLimitingSampler(maxTracesPerSecond=2)',
    'GuaranteedThroughputSampler(samplingRate=0.5, lowerBound=1)',
    'PerOperationSampler(maxOperations=2000)',
  ]);
  expect(new ProbabilisticSampler(0.5).equal(all[2])).toBe(true);
  expect(new ProbabilisticSampler(0.4).equal(all[2])).toBe(false);
  expect(new RateLimitingSampler(2).equal(all[3])).toBe(true);
  expect(new ConstSampler(true).equal(all[1])).toBe(false);
});
