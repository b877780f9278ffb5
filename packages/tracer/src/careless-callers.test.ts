// What plain JavaScript may pass, and parts of the application that fail, must not fail the application.
import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { InMemoryReporter } from './reporters/in-memory-reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import type { Sampler } from './samplers/sampler.ts';
import { Tracer, type TracerOptions } from './tracer.ts';

function setUp(sampler: Sampler = new ConstSampler(true), options: TracerOptions = {}) {
  const errors: string[] = [];
  const reporter = new InMemoryReporter();
  const logger = { info() {}, error: (message: string) => void errors.push(message) };
  const tracer = new Tracer('shop', reporter, sampler, { logger, ...options });
  return { tracer, reporter, errors };
}

function fail(): never {
  throw new Error('broken');
}

/** Passes anything where TypeScript would not. */
function anything<T>(value: unknown): T {
  return value as T;
}

test('a sampler that fails records nothing, and says so', () => {
  const failing: Sampler = {
    onCreateSpan: fail,
    onSetOperationName: fail,
    onSetTag: fail,
    close() {},
    toString: () => 'failing',
  };
  const undecided: Sampler = {
    ...failing,
    onCreateSpan: () => ({ sample: false, retryable: true, tags: null }),
  };
  for (const use of [
    (tracer: Tracer) => tracer.startSpan('get'),
    (tracer: Tracer) => tracer.startSpan('get').setTag('a', 1),
    (tracer: Tracer) => tracer.startSpan('get').setOperationName('put'),
  ]) {
    for (const sampler of [failing, undecided]) {
      const { tracer, reporter, errors } = setUp(sampler);
      use(tracer).finish();
      expect(reporter.spans).toEqual([]);
      expect(errors.length).toBeLessThanOrEqual(1);
      if (sampler === failing) expect(errors[0]).toContain('the sampler failed on span');
    }
  }
});

test('a throttler that fails allows nothing, and says so', () => {
  const { tracer, errors } = setUp(new ConstSampler(false), {
    debugThrottler: { isAllowed: fail },
  });
  expect(tracer.startSpan('get').setTag('sampling.priority', 1).context().isDebug()).toBe(false);
  expect(errors).toEqual([expect.stringContaining('the throttler failed')]);
});

test('a carrier that can not be written to is told of', () => {
  const { tracer, errors } = setUp();
  const span = tracer.startSpan('get');
  tracer.inject(span, opentracing.FORMAT_HTTP_HEADERS, Object.freeze({}));
  expect(errors).toEqual([expect.stringContaining('could not be written')]);
});

test('arguments of the wrong kind do nothing, or are taken as text', () => {
  const { tracer, reporter } = setUp();
  const span = tracer.startSpan('get', anything({ references: [null, undefined, {}, 1] }));
  span.addTags(anything(null)).addTags(anything('text')).addTags(anything(undefined));
  span.setBaggageItem(anything(5), anything(6));
  expect(span.getBaggageItem(anything(5))).toBe('6');
  span.setTag('sampling.priority', Symbol('high'));
  span.finish();
  const other = tracer.startSpan('other').log(anything(null)).log(anything(undefined));
  other.finish();
  expect(reporter.spans).toEqual([other]);
});
