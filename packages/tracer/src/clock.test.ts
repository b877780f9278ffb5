import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { InMemoryTracer } from './testing.ts';

let monotonic = 0;
let system = 0;

beforeEach(async () => {
  vi.resetModules();
  vi.doMock('node:perf_hooks', () => ({
    performance: { timeOrigin: 1_700_000_000_000, now: () => monotonic },
  }));
  vi.spyOn(Date, 'now').mockImplementation(() => Math.floor(system));
  monotonic = 0;
  system = 1_700_000_000_000;
});

afterEach(() => {
  vi.doUnmock('node:perf_hooks');
  vi.restoreAllMocks();
  vi.resetModules();
});

/** A tracer whose module has a clock of its own. */
async function freshTracer(): Promise<InMemoryTracer> {
  const { InMemoryTracer: Fresh } = await import('./testing.ts');
  return new Fresh();
}

function pass(millis: number): void {
  monotonic += millis;
  system += millis;
}

test('times have microseconds', async () => {
  const tracer = await freshTracer();
  pass(0.123);
  const span = tracer.startSpan('a');
  pass(1.234);
  span.finish();
  expect(span.startMicros).toBe(1_700_000_000_000_123);
  expect(span.durationMicros).toBe(1234);
});

test('within a trace time never runs backwards when the system clock is set, and goes on at its pace', async () => {
  const tracer = await freshTracer();
  const root = tracer.startSpan('root');
  pass(10);
  system -= 3_600_000;
  pass(2000);
  tracer.startSpan('another trace').finish();
  const child = tracer.startSpan('child', { childOf: root });
  pass(5);
  child.log({ event: 'x' });
  pass(5);
  child.finish();
  root.finish();
  expect(child.startMicros - root.startMicros).toBe(2_010_000);
  expect(child.durationMicros).toBe(10_000);
  expect(child.logs[0]).toBe(child.startMicros + 5000);
  expect(root.durationMicros).toBe(2_020_000);
});

test('a trace that begins after the system clock was set begins at its time', async () => {
  const tracer = await freshTracer();
  tracer.startSpan('before');
  system += 3_600_000;
  pass(1500);
  const after = tracer.startSpan('after');
  expect(Math.abs(after.startMicros / 1000 - system)).toBeLessThan(3);
});

test('the slow drift of the monotonic clock is followed', async () => {
  const tracer = await freshTracer();
  for (let i = 0; i < 1000; i++) {
    monotonic += 2000;
    system += 2000.2;
    const { startMicros } = tracer.startSpan('a');
    expect(Math.abs(startMicros / 1000 - system)).toBeLessThan(4);
  }
});
