import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import { B3SingleCodec, ZipkinB3TextMapCodec } from './b3-codec.ts';
import { CompositePropagator } from './composite-propagator.ts';
import type { Carrier } from './propagator.ts';
import { TextMapCodec } from './text-map-codec.ts';
import { TraceContextCodec } from './trace-context-codec.ts';
import { W3CBaggageCodec } from './w3c-baggage-codec.ts';

const all = new CompositePropagator([
  new TextMapCodec(),
  new TraceContextCodec(),
  new W3CBaggageCodec(),
  new B3SingleCodec({ baggagePrefix: 'b3ctx-' }),
]);

const PARENT = '00-000000000000000000000000000000aa-00000000000000bb-01';

test('all propagators write', () => {
  const carrier: Carrier = {};
  const context = SpanContext.remote({ traceId: 'aa', spanId: 'bb', flags: 1 });
  if (context) all.inject(context.withBaggageItem('k', 'v'), carrier);
  expect(carrier).toEqual({
    'uber-trace-id': 'aa:bb:0:1',
    'uberctx-k': 'v',
    traceparent: PARENT,
    baggage: 'k=v',
    b3: '00000000000000aa-00000000000000bb-1',
    'b3ctx-k': 'v',
  });
});

test('the first propagator that finds ids decides', () => {
  expect(all.extract({ b3: 'c-d-0', traceparent: PARENT })?.toString()).toBe('aa:bb:0:1');
  expect(all.extract({ b3: 'c-d-0', 'uber-trace-id': '1:2:0:1' })?.toString()).toBe('1:2:0:1');
  expect(all.extract({ b3: 'c-d-0', traceparent: 'nonsense' })?.toString()).toBe('c:d:0:0');
});

test('ids count more than a decision or baggage that an earlier propagator found', () => {
  const context = all.extract({ 'jaeger-debug-id': 'find', 'uberctx-k': 'v', b3: 'c-d-0' });
  expect(context?.toString()).toBe('c:d:0:0');
  expect(context?.isRemote()).toBe(true);
  expect(context?.samplingFinalized).toBe(true);
  expect(context?.baggage).toEqual({ k: 'v' });
});

test('the baggage of all is united, and the first that has a key gives its value', () => {
  const context = all.extract({
    traceparent: PARENT,
    'uberctx-a': 'jaeger',
    baggage: 'a=w3c,b=w3c',
    'b3ctx-b': 'b3',
    'b3ctx-c': 'b3',
  });
  expect(context?.toString()).toBe('aa:bb:0:1');
  expect(context?.baggage).toEqual({ a: 'jaeger', b: 'w3c', c: 'b3' });
  expect(Object.isFrozen(context?.baggage)).toBe(true);
});

test('united baggage is bounded like that of one propagator', () => {
  const carrier: Carrier = { baggage: Array.from({ length: 60 }, (_, i) => `w${i}=v`).join() };
  for (let i = 0; i < 60; i++) carrier[`uberctx-j${i}`] = 'v';
  expect(Object.keys(all.extract(carrier)?.baggage ?? {})).toHaveLength(64);
});

test('without ids the first debug id and the first decision count', () => {
  const context = all.extract({ b3: '1', 'jaeger-debug-id': 'find', baggage: 'k=v' });
  expect(context?.isValid).toBe(false);
  expect(context?.debugId).toBe('find');
  expect(context?.samplingFinalized).toBe(true);
  expect(context?.flags).toBe(1);
  expect(context?.baggage).toEqual({ k: 'v' });
  const two = new CompositePropagator([new ZipkinB3TextMapCodec(), new B3SingleCodec()]);
  expect(two.extract({ 'x-b3-sampled': '0', b3: 'd' })?.flags).toBe(0);
  expect(all.extract({ baggage: 'k=v', 'uberctx-l': 'w' })?.samplingFinalized).toBe(false);
});

test('a trace state goes with the ids of another format if the trace is the same', () => {
  const headers = { traceparent: PARENT, tracestate: 'foo=1' };
  const same = all.extract({ ...headers, 'uber-trace-id': 'aa:cc:0:3' });
  expect(same?.toString()).toBe('aa:cc:0:3');
  expect(same?.traceState).toBe('foo=1');
  expect(same?.samplingFinalized).toBe(true);
  expect(all.extract({ ...headers, 'uber-trace-id': 'ab:cc:0:3' })?.traceState).toBe('');
});

test('nothing is found where no propagator finds anything', () => {
  expect(all.extract({})).toBeNull();
  expect(new CompositePropagator([]).extract({ b3: '1' })).toBeNull();
});
