import { expect, test } from 'vitest';
import { NO_BAGGAGE } from '../baggage/baggage.ts';
import { BaggageCollector, MAX_BAGGAGE_BYTES, MAX_BAGGAGE_ITEMS } from './baggage-collector.ts';

function collect(
  ...items: readonly (readonly [string, string])[]
): Readonly<Record<string, string>> {
  const collector = new BaggageCollector();
  for (const [key, value] of items) collector.add(key, value);
  return collector.finish();
}

test('baggage is frozen and has no prototype, so that no key means anything else', () => {
  const baggage = collect(['__proto__', 'p'], ['constructor', 'c'], ['toString', 't']);
  expect(Object.keys(baggage)).toEqual(['__proto__', 'constructor', 'toString']);
  expect(Object.values(baggage)).toEqual(['p', 'c', 't']);
  expect(Object.getPrototypeOf(baggage)).toBeNull();
  expect(Object.isFrozen(baggage)).toBe(true);
  expect(collect()).toBe(NO_BAGGAGE);
});

test('no more than 64 items are kept, while those that are there may still change', () => {
  const collector = new BaggageCollector();
  for (let i = 0; i < 100; i++) collector.add(`key${i}`, 'value');
  collector.add('key3', 'changed');
  const baggage = collector.finish();
  expect(Object.keys(baggage)).toHaveLength(MAX_BAGGAGE_ITEMS);
  expect(baggage['key3']).toBe('changed');
});

test('the bytes of keys and values in UTF-8 are bounded, and smaller items still find a place', () => {
  expect(collect(['k', 'x'.repeat(MAX_BAGGAGE_BYTES - 1)])).toHaveProperty('k');
  expect(collect(['k', 'x'.repeat(MAX_BAGGAGE_BYTES)], ['a', 'b'])).toEqual({ a: 'b' });
  const two = ['ü'.repeat(2100), 'ü'.repeat(2100)] as const;
  expect(Object.keys(collect(['a', two[0]], ['b', two[1]], ['c', 'd']))).toEqual(['a', 'c']);
});

test('an item that takes the place of another counts once', () => {
  const collector = new BaggageCollector();
  for (let i = 0; i < 10; i++) collector.add('key', 'x'.repeat(5000));
  collector.add('other', 'x'.repeat(3000));
  expect(Object.keys(collector.finish())).toEqual(['key', 'other']);
});

test('an empty key is no key', () => {
  expect(collect(['', 'value'])).toBe(NO_BAGGAGE);
});
