// The suite that the `opentracing` package ships for those who implement it, with every check on.
import { createRequire } from 'node:module';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { initTracer } from './config/init-tracer.ts';
import { NoopReporter } from './reporters/noop-reporter.ts';
import { ConstSampler } from './samplers/const-sampler.ts';
import { Tracer } from './tracer.ts';

type Suite = (
  createTracer: () => unknown,
  options: { readonly skipBaggageChecks: boolean; readonly skipInjectExtractChecks: boolean },
) => void;

const require = createRequire(import.meta.url);
const suite: Suite = require('opentracing/lib/test/api_compatibility.js').default;
let checks = 0;

/** The suite was written for Mocha, whose names it finds among the global ones. */
Object.assign(globalThis, {
  describe,
  beforeEach,
  it: Object.assign(
    (name: string, check: () => void) =>
      test(name, () => {
        // One of the checks prints a trace id.
        const log = vi.spyOn(console, 'log').mockImplementation(() => {});
        checks += 1;
        check();
        log.mockRestore();
      }),
    {
      skip: (name: string) =>
        test(name, () => {
          throw new Error('a check was skipped');
        }),
    },
  ),
});

describe.each([
  ['a tracer', () => new Tracer('shop', new NoopReporter(), new ConstSampler(true))],
  ['one that records nothing', () => new Tracer('shop')],
  [
    'one of initTracer',
    () =>
      initTracer(
        { serviceName: 'shop', sampler: { type: 'const', param: 1 } },
        { reporter: new NoopReporter() },
      ),
  ],
])('%s', (_name, createTracer) => {
  suite(createTracer, { skipBaggageChecks: false, skipInjectExtractChecks: false });
});

test('none of the checks was left out', () => {
  const CHECKS_IN_THE_SUITE = 9;
  expect(checks).toBe(3 * CHECKS_IN_THE_SUITE);
});
