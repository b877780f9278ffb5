import { expect, test } from 'vitest';
import type { Span } from '../span.ts';
import { tagsOf } from '../span-content.ts';
import { adaptSampler } from './adapt-sampler.ts';
import type { LegacySampler, Sampler } from './sampler.ts';
import { SamplerError } from './sampler-error.ts';
import { tracerWith } from './testing/recording-tracer.ts';

test("a sampler of jaeger-client's first form is asked once for a trace, and its tags are kept", () => {
  let asked = 0;
  const sampler: LegacySampler = {
    isSampled(operation, tags) {
      asked += 1;
      tags['sampler.type'] = 'mine';
      return operation === 'get';
    },
  };
  const { tracer, spans } = tracerWith(sampler);
  const root = tracer.startSpan('get');
  tracer.startSpan('put', { childOf: root }).finish();
  root.finish();
  tracer.startSpan('put').finish();
  expect(asked).toBe(2);
  expect(spans().map((span) => tagsOf(span)['sampler.type'])).toEqual([undefined, 'mine']);
});

test("a sampler of jaeger-client's second form decides, and its tags are kept", () => {
  const decision = (sample: boolean): unknown => ({
    sample,
    retryable: !sample,
    tags: sample ? { 'sampler.type': 'mine', 'sampler.param': 7 } : undefined,
  });
  let isClosed = false;
  const sampler = {
    apiVersion: 'SAMPLER_API_V2',
    onCreateSpan: () => decision(false),
    onSetOperationName: (_span: Span, name: string) => decision(name === 'get'),
    onSetTag: (_span: Span, key: string) => decision(key === 'customer'),
    close(callback?: () => void) {
      isClosed = true;
      callback?.();
    },
    toString: () => 'Mine',
  } as unknown as Sampler;
  const { tracer, spans } = tracerWith(sampler);
  tracer.startSpan('plain').finish();
  tracer.startSpan('renamed').setOperationName('get').finish();
  tracer.startSpan('tagged').setTag('customer', 1).finish();
  expect(spans().map((span) => span.samplerTags)).toEqual([
    ['sampler.type', 'mine', 'sampler.param', 7],
    ['sampler.type', 'mine', 'sampler.param', 7],
  ]);
  const adapted = adaptSampler(sampler);
  expect(String(adapted)).toBe('Mine');
  adapted.close();
  expect(isClosed).toBe(true);
});

test.each<unknown>([{}, null, undefined, 'const', { onCreateSpan: true }])(
  '%j is refused as a sampler',
  (value: unknown) => {
    expect(() => adaptSampler(value as Sampler)).toThrow(SamplerError);
    expect(() => adaptSampler(value as Sampler)).toThrow(/needs onCreateSpan\(\) or isSampled\(\)/);
  },
);
