import { expect, test } from 'vitest';
import { NoopReporter } from './reporters/noop-reporter.ts';
import type { Reporter } from './reporters/reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import type { DebugThrottler } from './throttler/debug-throttler.ts';
import { Tracer } from './tracer.ts';

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

test('closing gives back the sampler, the throttler and the baggage restrictions, once each', async () => {
  const closed: string[] = [];
  const sampler = new ConstSampler(true);
  sampler.close = () => void closed.push('sampler');
  const debugThrottler: DebugThrottler = {
    isAllowed: () => true,
    close: () => void closed.push('throttler'),
  };
  const baggageRestrictionManager = {
    getRestriction: () => ({ keyAllowed: true, maxValueLength: 10 }),
    close: () => void closed.push('restrictions'),
  };
  const options = { debugThrottler, baggageRestrictionManager };
  const tracer = new Tracer('shop', new NoopReporter(), sampler, options);
  await Promise.all([tracer.close(), tracer.close()]);
  expect(closed.sort()).toEqual(['restrictions', 'sampler', 'throttler']);
});

test('flushing waits for the reporter', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const reporter: Reporter = { report() {}, close() {}, flush: () => promise };
  const tracer = new Tracer('shop', reporter, new ConstSampler(true));
  let isFlushed = false;
  const flushed = tracer.flush().then(() => {
    isFlushed = true;
  });
  await new Promise(setImmediate);
  expect(isFlushed).toBe(false);
  resolve();
  await flushed;
  expect(isFlushed).toBe(true);
});

test.each<[string, Partial<Reporter>, readonly unknown[]]>([
  ['cannot be flushed', {}, []],
  ['rejects', { flush: async () => Promise.reject(new Error('full')) }, ['full']],
  [
    'throws',
    {
      flush() {
        throw new Error('full');
      },
    },
    ['full'],
  ],
])('flushing a reporter that %s does not fail the application', async (_how, part, messages) => {
  const errors: string[] = [];
  const logger = { info() {}, error: (message: string) => void errors.push(message) };
  const reporter = { report() {}, close() {}, ...part };
  const tracer = new Tracer('shop', reporter, new ConstSampler(true), { logger });
  await expect(tracer.flush()).resolves.toBeUndefined();
  expect(errors).toEqual(messages.map((message) => expect.stringContaining(String(message))));
});

test('spans can be started and finished after closing', async () => {
  const tracer = new Tracer('shop', new NoopReporter(), new ConstSampler(true));
  await tracer.close();
  tracer.startActiveSpan('late', (span) => span.setTag('a', 1));
  await tracer.flush();
});

test('a reporter that fails does not fail the application, and gets the next span', () => {
  const errors: string[] = [];
  const names: string[] = [];
  const reporter: Reporter = {
    report(span): void {
      names.push(span.operationName);
      throw new Error('broken');
    },
    close() {},
  };
  const logger = { info() {}, error: (message: string) => void errors.push(message) };
  const tracer = new Tracer('shop', reporter, new ConstSampler(true), { logger });
  expect(tracer.startActiveSpan('one', () => 1)).toBe(1);
  tracer.startSpan('two').finish();
  expect(names).toEqual(['one', 'two']);
  expect(errors).toEqual([
    expect.stringMatching(/the reporter failed on span 'one'.*broken/),
    expect.stringMatching(/the reporter failed on span 'two'.*broken/),
  ]);
});

test('a sampler or a throttler that fails to close keeps nothing else open', async () => {
  const errors: string[] = [];
  const closed: string[] = [];
  const fail = (): never => {
    throw new Error('stuck');
  };
  const sampler = Object.assign(new ConstSampler(true), { close: fail });
  const tracer = new Tracer('shop', new NoopReporter(), sampler, {
    logger: { info() {}, error: (message) => void errors.push(message) },
    debugThrottler: { isAllowed: () => true, close: fail },
    baggageRestrictionManager: {
      getRestriction: () => ({ keyAllowed: true, maxValueLength: 1 }),
      close: () => void closed.push('restrictions'),
    },
  });
  await tracer.close();
  expect(closed).toEqual(['restrictions']);
  expect(errors).toEqual([
    'the sampler failed to close: Error: stuck',
    'the throttler failed to close: Error: stuck',
  ]);
});
