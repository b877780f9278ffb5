import { validateHeaderName } from 'node:http';
import { expect, test } from 'vitest';
import { Flags } from '../local-trace.ts';
import { SpanContext } from '../span-context.ts';
import type { Carrier } from './propagator.ts';
import { TextMapCodec, type TextMapCodecOptions } from './text-map-codec.ts';

const TRACE = '5af7183fb1d4cf5f352bfa0fff6e6fa9';

function read(carrier: Carrier, options: TextMapCodecOptions = { urlEncoding: true }) {
  let errors = 0;
  const decodingErrors = {
    increment(delta = 1) {
      errors += delta;
    },
  };
  const context = new TextMapCodec({ ...options, metrics: { decodingErrors } }).extract(carrier);
  return { context, text: context?.toString(), baggage: { ...context?.baggage }, errors };
}

test('reads what Jaeger clients write, in any case of the key and padded or not', () => {
  expect(read({ 'uber-trace-id': 'abc:12:0:1' }).text).toBe('abc:12:0:1');
  expect(read({ 'Uber-Trace-Id': `${TRACE}:00f067aa0ba902b7:0:01` }).text).toBe(
    `${TRACE}:f067aa0ba902b7:0:1`,
  );
  expect(read({ 'UBER-TRACE-ID': '0000000000000ABC:12:34:3' }).text).toBe('abc:12:34:3');
  const { context, errors } = read({ 'uber-trace-id': 'abc:12:34:b' });
  expect(context?.isValid).toBe(true);
  expect(context?.isRemote()).toBe(true);
  expect(context?.samplingFinalized).toBe(true);
  expect(context?.flags).toBe(Flags.sampled | Flags.debug | Flags.firehose);
  expect(errors).toBe(0);
});

test('a parent id may be missing, zero or padded zeros', () => {
  for (const parent of ['', '0', '0000000000000000']) {
    const { context, errors } = read({ 'uber-trace-id': `abc:12:${parent}:1` });
    expect(context?.parentIdStr).toBeNull();
    expect(context?.toString()).toBe('abc:12:0:1');
    expect(errors).toBe(0);
  }
});

test('decodes percent-encoding where it is asked for, and only there', () => {
  const carrier = {
    'uber-trace-id': 'abc%3A12%3A0%3A1',
    'uberctx-k': 'a%20b',
    'uberctx-l': '100%',
  };
  expect(read(carrier)).toMatchObject({ text: 'abc:12:0:1', baggage: { k: 'a b', l: '100%' } });
  expect(read(carrier, {})).toMatchObject({ errors: 1, baggage: { k: 'a%20b', l: '100%' } });
});

test.each([
  '',
  'abc',
  'abc:12:0',
  'abc:12:0:1:2',
  ':12:0:1',
  'abc::0:1',
  '0:12:0:1',
  'abc:0:0:1',
  'xyz:12:0:1',
  'abc:12:xyz:1',
  'abc:12:0:',
  'abc:12:0:xy',
  'abc:12:0:100',
  `${TRACE}1:12:0:1`,
  'abc:123456789abcdef01:0:1',
  `abc:12:0:1${' '.repeat(300)}`,
  '%',
  'null:null:0:0',
])('a context that cannot be read is counted and ignored: %j', (text) => {
  expect(read({ 'uber-trace-id': text })).toMatchObject({ context: null, errors: 1 });
  const rest = read({
    'uber-trace-id': text,
    'uberctx-key': 'value',
    'jaeger-debug-id': 'find-me',
  });
  expect(rest).toMatchObject({ errors: 1, baggage: { key: 'value' } });
  expect(rest.context?.isValid).toBe(false);
  expect(rest.context?.debugId).toBe('find-me');
  expect(rest.context?.samplingFinalized).toBe(false);
});

test('a carrier without any of the headers holds nothing, and that is no error', () => {
  expect(read({})).toMatchObject({ context: null, errors: 0 });
  expect(read({ host: 'localhost', 'uber-trace': 'x', uberctx: 'y' })).toMatchObject({
    context: null,
    errors: 0,
  });
});

test('baggage keys keep the case they came in, and the prefix may come in any', () => {
  const carrier = {
    'uberctx-userId': '1',
    'UberCtx-Tenant': '2',
    'UBERCTX-x': '3',
    'uberctx-': '4',
  };
  expect(read(carrier).baggage).toEqual({ userId: '1', Tenant: '2', x: '3' });
});

test('reads baggage that was written by hand', () => {
  expect(read({ 'jaeger-baggage': 'k1=v1, k2 = v2,k3=a%20b,bad,a=b=c,=x,' }).baggage).toEqual({
    k1: 'v1',
    'k2 ': ' v2',
    k3: 'a b',
  });
});

test('a debug id without ids is all of the context', () => {
  const { context } = read({ 'Jaeger-Debug-Id': 'find%20me' });
  expect(context?.isDebugIDContainerOnly()).toBe(true);
  expect(context?.debugId).toBe('find me');
  expect(read({ 'jaeger-debug-id': 'x'.repeat(257) }).context).toBeNull();
  expect(read({ 'jaeger-debug-id': '' }).context).toBeNull();
});

test('keys and the prefix may have other names', () => {
  const options = { contextKey: 'Trace-Me', baggagePrefix: 'Bag-' };
  const context = SpanContext.remote({ traceId: 'a', spanId: 'b', flags: 1 })?.withBaggageItem(
    'K',
    'v w',
  );
  const carrier: Carrier = {};
  if (context) new TextMapCodec(options).inject(context, carrier);
  expect(carrier).toEqual({ 'trace-me': 'a:b:0:1', 'bag-K': 'v w' });
  expect(read(carrier, options)).toMatchObject({ text: 'a:b:0:1', baggage: { K: 'v w' } });
  expect(read({ 'uber-trace-id': 'a:b:0:1' }, options).context).toBeNull();
});

test('writes unpadded ids, and values encoded for HTTP', () => {
  const context = SpanContext.remote({ traceId: '00ab', spanId: '0c', parentId: '0d', flags: 3 });
  const carrier: Carrier = {};
  const codec = new TextMapCodec({ urlEncoding: true });
  if (context) codec.inject(context.withBaggageItem('k', 'ü ,\ud800'), carrier);
  expect(carrier).toEqual({ 'uber-trace-id': 'ab:c:d:3', 'uberctx-k': '%C3%BC%20%2C%EF%BF%BD' });
});

test('a context without ids is passed on as it is', () => {
  const carrier: Carrier = {};
  const codec = new TextMapCodec();
  const context = codec.extract({ 'jaeger-debug-id': 'find', 'uberctx-k': 'v' });
  if (context) codec.inject(context, carrier);
  expect(carrier).toEqual({ 'jaeger-debug-id': 'find', 'uberctx-k': 'v' });
});

test('baggage is bounded over all headers together', () => {
  const carrier: Carrier = {
    'jaeger-baggage': Array.from({ length: 60 }, (_, i) => `j${i}=v`).join(),
  };
  for (let i = 0; i < 60; i++) carrier[`uberctx-u${i}`] = 'v';
  expect(Object.keys(read(carrier).baggage)).toHaveLength(64);
});

test('a baggage key that can be no header name travels percent-encoded', () => {
  const codec = new TextMapCodec({ urlEncoding: true });
  const context = SpanContext.remote({
    traceId: 'a',
    spanId: 'b',
    flags: 1,
    baggage: { 用户: '小王', 'a b': 'c', '50%': 'd' },
  }) as SpanContext;
  const carrier: Record<string, unknown> = {};
  codec.inject(context, carrier);
  for (const name of Object.keys(carrier)) validateHeaderName(name);
  expect(codec.extract(carrier)?.baggage).toEqual({ 用户: '小王', 'a b': 'c', '50%': 'd' });
});

test('a blank that Go wrote as a plus is a blank, and a plus stays one', () => {
  const codec = new TextMapCodec({ urlEncoding: true });
  const carrier = { 'uber-trace-id': 'a:b:0:1', 'uberctx-rebate': '%2250%25%22+off+%2B+more' };
  expect(codec.extract(carrier)?.baggage).toEqual({ rebate: '"50%" off + more' });
});
