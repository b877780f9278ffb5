import { expect, test } from 'vitest';
import { InMemoryTracer } from './testing.ts';
import { Tracer } from './tracer.ts';

test('baggage travels along a trace that is not recorded', () => {
  const tracer = new Tracer('shop');
  const span = tracer.startSpan('get').setBaggageItem('user', 'ann');
  const child = tracer.startSpan('child', { childOf: span.context() });
  expect(child.getBaggageItem('user')).toBe('ann');
  expect(child.context().baggage).toEqual({ user: 'ann' });
});

test('a baggage item is had back by its key; one that was not set is undefined', () => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('get').setBaggageItem('user', 'ann');
  expect(span.getBaggageItem('user')).toBe('ann');
  expect(span.getBaggageItem('other')).toBeUndefined();
  expect(span.getBaggageItem('constructor')).toBeUndefined();
});

test('baggage reaches children that start later, and not those that started before', () => {
  const tracer = new InMemoryTracer();
  const root = tracer.startSpan('get');
  const early = tracer.startSpan('early', { childOf: root });
  root.setBaggageItem('user', 'ann');
  const late = tracer.startSpan('late', { childOf: root });
  const grandchild = tracer.startSpan('grandchild', { childOf: late.context() });
  late.setBaggageItem('own', '1');
  expect([early, late, grandchild].map((span) => span.getBaggageItem('user'))).toEqual([
    undefined,
    'ann',
    'ann',
  ]);
  expect(root.getBaggageItem('own')).toBeUndefined();
});

test('baggage keys are as headers carry them: lower case, and - for _', () => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('get').setBaggageItem('User_Id', '7');
  expect(span.baggage).toEqual({ 'user-id': '7' });
  expect(span.getBaggageItem('user-id')).toBe('7');
  expect(span.getBaggageItem('USER_ID')).toBe('7');
});

test('however many baggage keys there are, all are normalised', () => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('get');
  for (let i = 0; i < 300; i++) span.setBaggageItem(`Key_${i}`, String(i));
  expect(Object.keys(span.baggage)).toEqual(Array.from({ length: 300 }, (_, i) => `key-${i}`));
  for (let i = 0; i < 300; i++) expect(span.getBaggageItem(`KEY_${i}`)).toBe(String(i));
});

test('contexts that were had before a baggage item was set, and children of them, have none of it', () => {
  const tracer = new InMemoryTracer();
  const span = tracer.startSpan('get').setBaggageItem('a', '1');
  const before = span.context();
  span.setBaggageItem('b', '2').setBaggageItem('a', '3');
  const [early, late] = [before, span.context()].map((childOf) =>
    tracer.startSpan('child', { childOf }),
  );
  expect(early?.baggage).toEqual({ a: '1' });
  expect(late?.baggage).toEqual({ a: '3', b: '2' });
  expect([before.baggage, early?.baggage, late?.baggage].every(Object.isFrozen)).toBe(true);
});

test('baggage keys may be those of Object.prototype', () => {
  const tracer = new InMemoryTracer();
  const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const span = tracer.startSpan('get');
  expect(keys.map((key) => span.getBaggageItem(key))).toEqual(keys.map(() => undefined));
  for (const key of keys) span.setBaggageItem(key, `value of ${key}`);
  expect(keys.map((key) => span.getBaggageItem(key))).toEqual(keys.map((key) => `value of ${key}`));
  expect([...span.context().baggageItems()]).toHaveLength(keys.length);
});
