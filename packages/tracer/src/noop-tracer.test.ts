import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import type { BaseTracer } from './base-tracer.ts';
import { initTracer } from './config/init-tracer.ts';
import { NoopTracer } from './noop-tracer.ts';
import { InMemoryTracer } from './testing.ts';

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

test('it takes spans and options of any kind, and gives spans that are no parents', () => {
  const noop: BaseTracer = new NoopTracer();
  const tracer = new InMemoryTracer();
  const real = tracer.startSpan('real').setBaggageItem('user', 'ann');
  const span = noop.startSpan('get', {
    childOf: real,
    references: [opentracing.followsFrom(real)],
    tags: { a: 1 },
    startTime: Number.NaN,
  });
  expect(span.getBaggageItem('user')).toBeUndefined();
  expect(span.context().toTraceId()).toBe('');
  expect(tracer.startSpan('root', { childOf: span }).context().parentIdStr).toBeNull();
  const carrier = {};
  tracer.inject(span, opentracing.FORMAT_TEXT_MAP, carrier);
  noop.inject(real, opentracing.FORMAT_BINARY, carrier);
  expect(carrier).toEqual({});
});

test('what the application throws in it is thrown on', async () => {
  const noop: BaseTracer = new NoopTracer();
  const error = new Error('no goods');
  const fail = (): never => {
    throw error;
  };
  expect(() => noop.startActiveSpan('get', fail)).toThrow(error);
  await expect(noop.startActiveSpan('get', async () => fail())).rejects.toBe(error);
});

test('it holds no format to be unknown', () => {
  const noop: BaseTracer = new NoopTracer();
  expect(noop.extract('smoke', undefined)).toBeNull();
  noop.inject(noop.startSpan('get'), 'smoke', undefined);
});
