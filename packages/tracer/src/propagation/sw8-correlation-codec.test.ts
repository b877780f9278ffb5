import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import type { Carrier } from './propagator.ts';
import { Sw8CorrelationCodec } from './sw8-correlation-codec.ts';

const codec = new Sw8CorrelationCodec();
/** What apache-skywalking 1.2.0 writes. */
const OF_AN_AGENT = 'dXNlcg==:Ym9iYnk=,bm90ZQ==:6K6i5Y2VIOKEljc=';

function read(correlation: unknown): Record<string, string> | null {
  const context = codec.extract({ 'SW8-Correlation': correlation });
  if (context === null) return null;
  expect([context.isValid, context.samplingFinalized]).toEqual([false, false]);
  return { ...context.baggage };
}

function written(baggage: Record<string, string>): Carrier {
  const carrier: Carrier = {};
  const context = SpanContext.remote({ baggage });
  if (context) codec.inject(context, carrier);
  return carrier;
}

test('reads and writes what an agent does', () => {
  expect(read(OF_AN_AGENT)).toEqual({ user: 'bobby', note: '订单 №7' });
  expect(written({ user: 'bobby', note: '订单 №7' })).toEqual({ 'sw8-correlation': OF_AN_AGENT });
  expect(written({})).toEqual({});
});

test('a value may be empty, and items that are none are left out', () => {
  expect(read('YQ==:, Yg==:Yg==')).toEqual({ a: '', b: 'b' });
  expect(read(`:YQ==,YQ==,YQ==:YQ==:YQ==,@:YQ==,YQ==:@,${OF_AN_AGENT}`)).toEqual({
    user: 'bobby',
    note: '订单 №7',
  });
  expect(read('')).toBeNull();
  expect(read(7)).toBeNull();
  expect(codec.extract({})).toBeNull();
});

test('what is read and written is bounded to 64 items and 8192 bytes', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 'v']));
  const header = String(written(many)['sw8-correlation']);
  expect(header.split(',')).toHaveLength(64);
  expect(Object.keys(read(`${header},${header}`) ?? {})).toHaveLength(64);
  expect(written({ a: 'x'.repeat(7000) })).toEqual({});
});
