import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { initTracer } from './config/init-tracer.ts';
import { NoopTracer } from './noop-tracer.ts';

test('a tracer that is turned off does nothing, and can be used like any other', async () => {
  const tracer = initTracer({ serviceName: 'shop', disable: true });
  expect(tracer).toBeInstanceOf(NoopTracer);
  const span = tracer.startSpan('get', { tags: { a: 1 } });
  span.setTag('b', 2).log({ event: 'x' }).setBaggageItem('c', '3').finish();
  const carrier = {};
  tracer.inject(span, opentracing.FORMAT_HTTP_HEADERS, carrier);
  expect(carrier).toEqual({});
  expect(
    tracer.extract(opentracing.FORMAT_HTTP_HEADERS, { 'uber-trace-id': '1:2:0:1' }),
  ).toBeNull();
  expect(tracer.startActiveSpan('get', () => 42)).toBe(42);
  await expect(tracer.startActiveSpan('get', async () => 43)).resolves.toBe(43);
  expect(tracer.withActiveSpan(span, () => tracer.activeSpan())).toBeUndefined();
  const bound = tracer.bind((n: number) => n + 1);
  expect(bound(1)).toBe(2);
  expect(tracer.now()).toBeGreaterThan(1_700_000_000_000);
  await tracer.flush();
  let isClosed = false;
  await tracer.close(() => {
    isClosed = true;
  });
  expect(isClosed).toBe(true);
});
