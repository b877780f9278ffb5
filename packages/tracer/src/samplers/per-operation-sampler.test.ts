import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Span } from '../span.ts';
import { tagsOf } from '../span-content.ts';
import { PerOperationSampler, type PerOperationStrategies } from './per-operation-sampler.ts';
import { SamplerError } from './sampler-error.ts';
import { tracerWith } from './testing/recording-tracer.ts';

const strategies: PerOperationStrategies = {
  defaultSamplingProbability: 0,
  defaultLowerBoundTracesPerSecond: 0,
  perOperationStrategies: [
    { operation: 'always', probabilisticSampling: { samplingRate: 1 } },
    { operation: 'never', probabilisticSampling: { samplingRate: 0 } },
  ],
};
const still = { now: () => 0, initBalance: 0 };

test('decides by the name of the first span; its children follow it', () => {
  const { tracer, spans } = tracerWith(new PerOperationSampler(strategies, 10, still));
  for (const name of ['always', 'never', 'other']) {
    const root = tracer.startSpan(name);
    tracer.startSpan('always', { childOf: root }).finish();
    root.finish();
  }
  expect(spans().map((span) => span.operationName)).toEqual(['always', 'always']);
  expect(spans()[0]?.context().toTraceId()).toBe(spans()[1]?.context().toTraceId());
});

test('a root that gets its real name later is decided by that name', () => {
  const { tracer, spans } = tracerWith(new PerOperationSampler(strategies, 10, still));
  const root = tracer.startSpan('GET');
  root.setTag('kept', 1);
  root.setOperationName('always');
  root.finish();
  expect(tagsOf(spans()[0] as Span)).toMatchObject({ kept: 1, 'sampler.type': 'probabilistic' });
});

test('operations beyond the bound share the default', () => {
  const sampler = new PerOperationSampler(
    { ...strategies, defaultSamplingProbability: 1, defaultLowerBoundTracesPerSecond: 1 },
    3,
    { now: () => 0, initBalance: 1, random: () => 0 },
  );
  const { tracer, spans } = tracerWith(sampler);
  for (let i = 0; i < 100; i++) tracer.startSpan(`operation ${'x'.repeat(i)}`).finish();
  expect(spans()).toHaveLength(100);
});

test('an update makes room for what it names, and only what was merely seen goes', () => {
  const named = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(fc.record({ seen: fc.array(fc.string()), named })), (steps) => {
      const sampler = new PerOperationSampler(strategies, 3, still);
      for (const { seen, named: operations } of steps) {
        for (const operation of seen) sampler.isSampled(operation);
        sampler.update({
          ...strategies,
          perOperationStrategies: operations.map((operation) => ({
            operation,
            probabilisticSampling: { samplingRate: 1 },
          })),
        });
        for (const operation of ['a', 'b', 'c', 'd', 'e']) {
          expect(sampler.isSampled(operation)).toBe(new Set<string>(operations).has(operation));
        }
      }
    }),
  );
});

test('an update does what a new sampler with the same strategies does', () => {
  const rate = fc.constantFrom(0, 1);
  const strategy = fc.record({
    defaultSamplingProbability: rate,
    defaultLowerBoundTracesPerSecond: fc.constant(0),
    perOperationStrategies: fc.uniqueArray(
      fc.record({
        operation: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        probabilisticSampling: fc.record({ samplingRate: rate }),
      }),
      { selector: ({ operation }) => operation },
    ),
  });
  fc.assert(
    fc.property(fc.array(strategy, { minLength: 1, maxLength: 5 }), (all) => {
      const updated = new PerOperationSampler(strategies, 10, still);
      for (const one of all) {
        updated.update(one);
        const fresh = new PerOperationSampler(one, 10, still);
        for (const operation of ['a', 'b', 'c', 'd', 'e', 'f', 'always']) {
          expect(updated.isSampled(operation)).toBe(fresh.isSampled(operation));
        }
      }
    }),
  );
});

test.each([
  [{ ...strategies, defaultSamplingProbability: 2 }],
  [{ ...strategies, defaultLowerBoundTracesPerSecond: -1 }],
  [{ ...strategies, perOperationStrategies: null }],
  [{ ...strategies, perOperationStrategies: [{ operation: 'a' }] }],
  [{ ...strategies, perOperationStrategies: [null] }],
  [null],
  [
    {
      ...strategies,
      perOperationStrategies: [{ operation: 1, probabilisticSampling: { samplingRate: 1 } }],
    },
  ],
  [{}],
])('refuses %j and changes nothing', (malformed) => {
  const sampler = new PerOperationSampler(strategies, 10, still);
  expect(() => sampler.update(malformed as PerOperationStrategies)).toThrow(SamplerError);
  expect(sampler.isSampled('always')).toBe(true);
  expect(sampler.isSampled('other')).toBe(false);
});
