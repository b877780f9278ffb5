import { expect, test } from 'vitest';
import { SpanContext, type SpanContextFields } from '../span-context.ts';
import { B3SingleCodec, ZipkinB3TextMapCodec } from './b3-codec.ts';
import type { Carrier } from './propagator.ts';

// The ids of the examples in https://github.com/openzipkin/b3-propagation
const TRACE = '80f198ee56343ba864fe8b2a57d3eff7';
const SPAN = 'e457b5a2e4d86bd1';
const PARENT = '05e3ac9a4f6e3b90';
const IDS = { 'X-B3-TraceId': TRACE, 'X-B3-SpanId': SPAN };

function readWith(Codec: typeof B3SingleCodec | typeof ZipkinB3TextMapCodec, carrier: Carrier) {
  let errors = 0;
  const decodingErrors = {
    increment(delta = 1) {
      errors += delta;
    },
  };
  const context = new Codec({ urlEncoding: true, metrics: { decodingErrors } }).extract(carrier);
  return {
    context,
    ids: context?.isValid ? [context.traceIdStr, context.spanIdStr, context.parentIdStr] : null,
    flags: context?.samplingFinalized ? context.flags : undefined,
    errors,
  };
}

const read = (carrier: Carrier) => readWith(ZipkinB3TextMapCodec, carrier);
const readSingle = (b3: unknown, more: Carrier = {}) => readWith(B3SingleCodec, { b3, ...more });

function written(codec: B3SingleCodec | ZipkinB3TextMapCodec, fields: SpanContextFields): Carrier {
  const carrier: Carrier = {};
  const context = SpanContext.remote(fields);
  if (context) codec.inject(context, carrier);
  return carrier;
}

test('several headers: reads the example of the specification', () => {
  const carrier = { ...IDS, 'X-B3-ParentSpanId': PARENT, 'X-B3-Sampled': '1' };
  expect(read(carrier)).toMatchObject({
    ids: [TRACE, SPAN, '5e3ac9a4f6e3b90'],
    flags: 1,
    errors: 0,
  });
});

test('several headers: trace ids of 64 bits and ids without padding are taken', () => {
  const carrier = { 'x-b3-traceid': 'ABC', 'x-b3-spanid': '1f', 'x-b3-sampled': '0' };
  expect(read(carrier)).toMatchObject({ ids: ['abc', '1f', null], flags: 0, errors: 0 });
});

test.each([
  ['1', 1],
  ['true', 1],
  ['True', 1],
  ['0', 0],
  ['false', 0],
  ['d', 3],
  ['maybe', undefined],
  ['', undefined],
])('several headers: sampled may be %j', (sampled, flags) => {
  expect(read({ ...IDS, 'x-b3-sampled': sampled })).toMatchObject({ flags, errors: 0 });
});

test('several headers: without a sampled header nothing is decided', () => {
  expect(read(IDS)).toMatchObject({ ids: [TRACE, SPAN, null], flags: undefined, errors: 0 });
});

test('several headers: the debug flag implies sampled, wherever it stands', () => {
  expect(read({ ...IDS, 'X-B3-Flags': '1' }).flags).toBe(3);
  expect(read({ 'x-b3-flags': '1', 'x-b3-sampled': '0', ...IDS }).flags).toBe(3);
  expect(read({ 'x-b3-sampled': '0', 'x-b3-flags': '1', ...IDS }).flags).toBe(3);
  expect(read({ ...IDS, 'x-b3-flags': '0' }).flags).toBeUndefined();
});

test('several headers: a decision without ids is kept for the next root', () => {
  for (const [sampled, flags] of [
    ['0', 0],
    ['1', 1],
    ['d', 3],
  ] as const) {
    const { context, ids, errors, ...rest } = read({ 'x-b3-sampled': sampled });
    expect(context?.isValid).toBe(false);
    expect({ ids, errors, flags: rest.flags }).toEqual({ ids: null, errors: 0, flags });
  }
});

test.each([
  { ...IDS, 'X-B3-TraceId': 'xyz' },
  { ...IDS, 'X-B3-SpanId': 'xyz' },
  { ...IDS, 'X-B3-ParentSpanId': 'xyz' },
  { ...IDS, 'X-B3-TraceId': '0'.repeat(32) },
  { ...IDS, 'X-B3-SpanId': '0'.repeat(16) },
  { ...IDS, 'X-B3-TraceId': `${TRACE}0` },
  { ...IDS, 'X-B3-SpanId': `${SPAN}0` },
  { ...IDS, 'X-B3-TraceId': 'a'.repeat(10_000) },
  { 'X-B3-TraceId': TRACE },
  { 'X-B3-SpanId': SPAN },
])('several headers: ids that cannot be read are counted, the rest stays: %j', (ids) => {
  expect(read(ids as Carrier)).toMatchObject({ context: null, errors: 1 });
  const { context, ...rest } = read({
    ...ids,
    'x-b3-sampled': '1',
    'uberctx-k': 'v',
    'jaeger-debug-id': 'find',
  });
  expect(rest).toMatchObject({ ids: null, flags: 1, errors: 1 });
  expect(context?.baggage).toEqual({ k: 'v' });
  expect(context?.debugId).toBe('find');
});

test('several headers: writes lower-case names and padded ids', () => {
  const codec = new ZipkinB3TextMapCodec();
  expect(written(codec, { traceId: TRACE, spanId: SPAN, parentId: PARENT, flags: 1 })).toEqual({
    'x-b3-traceid': TRACE,
    'x-b3-spanid': SPAN,
    'x-b3-parentspanid': PARENT,
    'x-b3-sampled': '1',
  });
  expect(written(codec, { traceId: 'ABC', spanId: '1', flags: 0 })).toEqual({
    'x-b3-traceid': '0000000000000abc',
    'x-b3-spanid': '0000000000000001',
    'x-b3-sampled': '0',
  });
  expect(written(codec, { traceId: '10000000000000abc', spanId: '1', flags: 0 })).toHaveProperty(
    'x-b3-traceid',
    '00000000000000010000000000000abc',
  );
});

test('several headers: debug is written as flags only, and an open decision not at all', () => {
  const ids = { traceId: 'a', spanId: 'b' };
  const debug = written(new ZipkinB3TextMapCodec(), { ...ids, flags: 3 });
  expect(debug).toMatchObject({ 'x-b3-flags': '1' });
  expect(debug).not.toHaveProperty('x-b3-sampled');
  expect(Object.keys(written(new ZipkinB3TextMapCodec(), ids))).toEqual([
    'x-b3-traceid',
    'x-b3-spanid',
  ]);
});

test('baggage travels in Jaeger headers', () => {
  for (const codec of [
    new ZipkinB3TextMapCodec({ urlEncoding: true }),
    new B3SingleCodec({ urlEncoding: true }),
  ]) {
    const context = SpanContext.remote({ traceId: 'a', spanId: 'b', flags: 1 })?.withBaggageItem(
      'k',
      'ü',
    );
    const carrier: Carrier = {};
    if (context) codec.inject(context, carrier);
    expect(carrier).toHaveProperty('uberctx-k', '%C3%BC');
    expect(codec.extract(carrier)?.baggage).toEqual({ k: 'ü' });
  }
});

test('single header: reads the examples of the specification', () => {
  expect(readSingle(`${TRACE}-${SPAN}-1-${PARENT}`)).toMatchObject({
    ids: [TRACE, SPAN, '5e3ac9a4f6e3b90'],
    flags: 1,
    errors: 0,
  });
  expect(readSingle(`${TRACE}-${SPAN}`)).toMatchObject({
    ids: [TRACE, SPAN, null],
    flags: undefined,
  });
  expect(readSingle(`${TRACE}-${SPAN}-d`)).toMatchObject({ ids: [TRACE, SPAN, null], flags: 3 });
  expect(readSingle(`${TRACE}-${SPAN}-0`)).toMatchObject({ ids: [TRACE, SPAN, null], flags: 0 });
  expect(readWith(B3SingleCodec, { B3: '64fe8b2a57d3eff7-e457b5a2e4d86bd1-1' }).ids).toEqual([
    '64fe8b2a57d3eff7',
    SPAN,
    null,
  ]);
});

test('single header: a bare state is a decision for the next root', () => {
  for (const [state, flags] of [
    ['0', 0],
    ['1', 1],
    ['d', 3],
  ] as const) {
    const { context, ...rest } = readSingle(state);
    expect(context?.isValid).toBe(false);
    expect(rest).toEqual({ ids: null, flags, errors: 0 });
  }
});

test.each([
  '',
  '2',
  '-',
  TRACE,
  `${TRACE}-`,
  `-${SPAN}`,
  `${TRACE}-${SPAN}-`,
  `${TRACE}-${SPAN}-2`,
  `${TRACE}-${SPAN}-${PARENT}`,
  `${TRACE}-${SPAN}-1-xyz`,
  `${TRACE}-${SPAN}-1-${PARENT}-1`,
  `${TRACE}0-${SPAN}-1`,
  `${TRACE}-0000000000000000-1`,
  `${TRACE}-${SPAN}-1-${PARENT}${' '.repeat(300)}`,
])('single header: what cannot be read is counted, and its state does not count: %j', (b3) => {
  expect(readSingle(b3)).toMatchObject({ context: null, errors: 1 });
  const { context, ...rest } = readSingle(b3, { 'uberctx-k': 'v' });
  expect(rest).toEqual({ ids: null, flags: undefined, errors: 1 });
  expect(context?.baggage).toEqual({ k: 'v' });
});

test('single header: writes padded ids, the state and the parent', () => {
  const codec = new B3SingleCodec();
  const ids = { traceId: TRACE, spanId: SPAN, parentId: PARENT };
  expect(written(codec, { ...ids, flags: 1 })).toEqual({ b3: `${TRACE}-${SPAN}-1-${PARENT}` });
  expect(written(codec, { traceId: 'a', spanId: 'b', flags: 2 })).toEqual({
    b3: '000000000000000a-000000000000000b-d',
  });
  expect(written(codec, ids)).toEqual({ b3: `${TRACE}-${SPAN}` });
  expect(written(codec, { flags: 0 })).toEqual({ b3: '0' });
  expect(written(codec, {})).toEqual({});
});

test('without a header of theirs the codecs find nothing', () => {
  for (const codec of [new ZipkinB3TextMapCodec(), new B3SingleCodec()]) {
    expect(codec.extract({})).toBeNull();
    expect(codec.extract({ 'x-b3': '1', 'x-b3-other': '1', b33: '1', host: 'x' })).toBeNull();
  }
});
