import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import type { Carrier } from './propagator.ts';
import { W3CBaggageCodec } from './w3c-baggage-codec.ts';

const codec = new W3CBaggageCodec();

function read(baggage: unknown): Record<string, string> | null {
  const context = codec.extract({ Baggage: baggage });
  if (context === null) return null;
  expect(context.isValid).toBe(false);
  expect(context.samplingFinalized).toBe(false);
  return { ...context.baggage };
}

function written(baggage: Record<string, string>): Carrier {
  const carrier: Carrier = {};
  const context = SpanContext.remote({ baggage });
  if (context) codec.inject(context, carrier);
  return carrier;
}

test('reads the examples of the specification', () => {
  expect(
    read('key1=value1;property1;property2, key2 = value2, key3=value3; propertyKey=propertyValue'),
  ).toEqual({
    key1: 'value1',
    key2: 'value2',
    key3: 'value3',
  });
  expect(read('userId=Am%C3%A9lie,serverNode=DF%2028,isProduction=false')).toEqual({
    userId: 'Amélie',
    serverNode: 'DF 28',
    isProduction: 'false',
  });
  expect(read(['userId=alice', 'serverNode=DF%2028'])).toEqual({
    userId: 'alice',
    serverNode: 'DF 28',
  });
});

test('a value may be empty and may have signs of equality', () => {
  expect(read('a=,b=x=y==')).toEqual({ a: '', b: 'x=y==' });
});

test('escapes that are no UTF-8 are replaced', () => {
  expect(read('a=%FFx')).toEqual({ a: '\ufffdx' });
});

test('members without a key that is a token are left out', () => {
  expect(read('a,=b,k l=1,"k"=2,ü=3,;p=1,c=4')).toEqual({ c: '4' });
  expect(read('')).toBeNull();
  expect(read(',,;,')).toBeNull();
  expect(read(7)).toBeNull();
  expect(codec.extract({})).toBeNull();
});

test('writes one header, with values encoded and tokens as they are', () => {
  expect(written({ userId: 'Amélie', 'x-y_z': 'a b,c;d="e"\\' })).toEqual({
    baggage: 'userId=Am%C3%A9lie,x-y_z=a%20b%2Cc%3Bd%3D%22e%22%5C',
  });
  expect(written({})).toEqual({});
});

test('keys that are no tokens are percent-encoded and come back', () => {
  const baggage = { 'k l': '1', 'ü(x)': '2', '50%': '3', 'a=b': '4', 'c,d': '5', '%20': '6' };
  const carrier = written(baggage);
  expect(carrier['baggage']).toBe('k%20l=1,%C3%BC%28x%29=2,50%25=3,a%3Db=4,c%2Cd=5,%2520=6');
  expect(read(carrier['baggage'])).toEqual(baggage);
});

test('what is written is bounded to 64 members and 8192 bytes', () => {
  const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 'v']));
  expect(String(written(many)['baggage']).split(',')).toHaveLength(64);
  const large = { a: 'x'.repeat(5000), b: 'ü'.repeat(1000), c: 'small' };
  expect(read(written(large)['baggage'])).toEqual({ a: large.a, c: 'small' });
  expect(written({ a: 'x'.repeat(8191) })).toEqual({});
});

test('what is read is bounded to 64 members and 8192 bytes', () => {
  const many = Array.from({ length: 100 }, (_, i) => `k${i}=v`);
  expect(Object.keys(read(many.join()) ?? {})).toHaveLength(64);
  expect(Object.keys(read(many) ?? {})).toHaveLength(64);
  expect(read(`a=${'x'.repeat(5000)},b=${'y'.repeat(5000)}`)).toEqual({ a: 'x'.repeat(5000) });
  expect(read(`a=${'x'.repeat(9000)}`)).toBeNull();
});
