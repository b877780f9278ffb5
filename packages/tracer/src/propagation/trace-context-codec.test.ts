import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import type { Carrier } from './propagator.ts';
import { TraceContextCodec } from './trace-context-codec.ts';

// Most of the values here are those of W3C's own test suite, https://github.com/w3c/trace-context/tree/main/test

const TRACE = '12345678901234567890123456789012';
const SPAN = '1234567890123456';
const PARENT = `00-${TRACE}-${SPAN}-01`;

function read(carrier: Carrier) {
  let errors = 0;
  const decodingErrors = {
    increment(delta = 1) {
      errors += delta;
    },
  };
  const context = new TraceContextCodec({ metrics: { decodingErrors } }).extract(carrier);
  return { context, errors };
}

function traceStateOf(tracestate: unknown): string | undefined {
  const { context, errors } = read({ traceparent: PARENT, tracestate });
  expect(context?.traceIdStr).toBe(TRACE);
  expect(errors).toBe(0);
  return context?.traceState;
}

test('reads the example of the specification', () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const { context } = read({ traceparent, tracestate: 'congo=t61rcWkgMzE' });
  expect(context?.traceIdStr).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  expect(context?.spanIdStr).toBe('f067aa0ba902b7');
  expect(context?.parentIdStr).toBeNull();
  expect(context?.flags).toBe(1);
  expect(context?.samplingFinalized).toBe(true);
  expect(context?.traceState).toBe('congo=t61rcWkgMzE');
});

test.each([
  PARENT,
  ` ${PARENT}`,
  `\t${PARENT}`,
  `${PARENT} `,
  `\t ${PARENT} \t`,
  `cc-${TRACE}-${SPAN}-01`,
  `cc-${TRACE}-${SPAN}-01-what-the-future-will-be-like`,
  `01-${TRACE}-${SPAN}-01-`,
])('%j is a trace parent', (traceparent) => {
  const { context, errors } = read({ traceparent });
  expect([context?.traceIdStr, context?.spanIdStr, context?.flags]).toEqual([TRACE, SPAN, 1]);
  expect(errors).toBe(0);
});

test.each([
  '',
  '-',
  `${PARENT}.`,
  `${PARENT}-what-the-future-will-be-like`,
  `cc-${TRACE}-${SPAN}-01.what-the-future-will-be-like`,
  `ff-${TRACE}-${SPAN}-01`,
  `.0-${TRACE}-${SPAN}-01`,
  `0.-${TRACE}-${SPAN}-01`,
  `000-${TRACE}-${SPAN}-01`,
  `0000-${TRACE}-${SPAN}-01`,
  `0-${TRACE}-${SPAN}-01`,
  `00-00000000000000000000000000000000-${SPAN}-01`,
  `00-.2345678901234567890123456789012-${SPAN}-01`,
  `00-1234567890123456789012345678901.-${SPAN}-01`,
  `00-123456789012345678901234567890123-${SPAN}-01`,
  `00-1234567890123456789012345678901-${SPAN}-01`,
  `00-${TRACE}-0000000000000000-01`,
  `00-${TRACE}-.234567890123456-01`,
  `00-${TRACE}-123456789012345.-01`,
  `00-${TRACE}-12345678901234567-01`,
  `00-${TRACE}-123456789012345-01`,
  `00-${TRACE}-${SPAN}-.0`,
  `00-${TRACE}-${SPAN}-0.`,
  `00-${TRACE}-${SPAN}-001`,
  `00-${TRACE}-${SPAN}-1`,
  `00-1234567890123456789012345678901A-${SPAN}-01`,
  `00-${TRACE}-123456789012345A-01`,
  `00-${TRACE}-${SPAN}-0A`,
  `CC-${TRACE}-${SPAN}-01`,
  `\n${PARENT}`,
  `cc-${TRACE}-${SPAN}-01-${'x'.repeat(300)}`,
  `${PARENT}, ${PARENT}`,
])('%j is no trace parent, and is counted as such', (traceparent) => {
  expect(read({ traceparent, tracestate: 'foo=1' })).toEqual({ context: null, errors: 1 });
});

test('only the sampled bit counts', () => {
  for (const [bits, flags] of [
    ['00', 0],
    ['01', 1],
    ['02', 0],
    ['03', 1],
    ['fe', 0],
    ['ff', 1],
  ] as const) {
    expect(read({ traceparent: `00-${TRACE}-${SPAN}-${bits}` }).context?.flags).toBe(flags);
  }
});

test('header names may come in any case, but not otherwise spelled', () => {
  expect(read({ TraceParent: PARENT, TRACESTATE: 'foo=1' }).context?.traceState).toBe('foo=1');
  expect(read({ 'trace-parent': PARENT, 'trace.parent': PARENT })).toEqual({
    context: null,
    errors: 0,
  });
});

test('a trace state alone is nothing', () => {
  expect(read({ tracestate: 'foo=1' })).toEqual({ context: null, errors: 0 });
});

const ALL_KEY_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789_-*/@a-z0-9_-*/';
const ALL_VALUE_CHARACTERS = Array.from({ length: 0x7f - 0x20 }, (_, i) =>
  String.fromCharCode(0x20 + i),
)
  .join('')
  .replace(',', '')
  .replace('=', '');

test.each([
  'foo=1',
  'foo=1,bar=2',
  'foo=1 \t , \t bar=2, \t baz=3',
  'foo=1\t \t,\t \tbar=2,\t \tbaz=3',
  '0tenant@vendor=1',
  `foo=1,${'z'.repeat(256)}=1`,
  `${ALL_KEY_CHARACTERS}=${ALL_VALUE_CHARACTERS}`,
])('%j is carried through as it is', (tracestate) => {
  expect(traceStateOf(tracestate)).toBe(tracestate);
});

test('blanks around a trace state and empty members at its ends are not carried on', () => {
  expect(traceStateOf('\t foo=1 \t')).toBe('foo=1');
  expect(traceStateOf(['foo=1', ''])).toBe('foo=1');
  expect(traceStateOf('')).toBe('');
  expect(traceStateOf(' , ,')).toBe('');
});

test('repeated headers are one trace state', () => {
  expect(traceStateOf(['foo=1,bar=2', 'rojo=1,congo=2', 'baz=3'])).toBe(
    'foo=1,bar=2,rojo=1,congo=2,baz=3',
  );
  expect(traceStateOf(['', 'foo=1'])).toBe(',foo=1');
});

test.each([
  'foo',
  'foo =1',
  'FOO=1',
  'foo.bar=1',
  '@foo=1,bar=2',
  'foo=bar=baz',
  'foo=,bar=3',
  '=1',
  'foo=1,foo=1',
  'foo=1,foo=2',
  `foo=1,${'z'.repeat(257)}=1`,
  `foo=${'z'.repeat(257)}`,
  'foo=1\n,bar=2',
  'foo=ü',
])('%j is malformed: it is dropped, and the trace parent still counts', (tracestate) => {
  expect(traceStateOf(tracestate)).toBe('');
});

test('a trace state of 32 members is kept, and one of 33 is malformed', () => {
  const members = (count: number) => Array.from({ length: count }, (_, i) => `bar${i}=${i}`).join();
  expect(traceStateOf(members(32))).toBe(members(32));
  expect(traceStateOf(members(33))).toBe('');
});

test('a trace state keeps 512 characters, and loses whole members at its end beyond them', () => {
  const member = (key: string, length: number) => `${key}=${'x'.repeat(length - 2)}`;
  const exact = `${member('a', 255)},${member('b', 256)}`;
  expect(exact).toHaveLength(512);
  expect(traceStateOf(exact)).toBe(exact);
  expect(traceStateOf(`${exact},c=1`)).toBe(exact);
  expect(traceStateOf(`${member('a', 256)},${member('b', 256)},c=1`)).toBe(member('a', 256));
});

test('writes trace ids padded to 32 digits, and debug as sampled', () => {
  const codec = new TraceContextCodec();
  for (const [flags, bits] of [
    [0, '00'],
    [1, '01'],
    [2, '01'],
    [3, '01'],
    [8, '00'],
  ] as const) {
    const carrier: Carrier = {};
    const context = SpanContext.remote({ traceId: 'abc', spanId: '1f', parentId: '2', flags });
    if (context) codec.inject(context, carrier);
    expect(carrier).toEqual({
      traceparent: `00-00000000000000000000000000000abc-000000000000001f-${bits}`,
    });
  }
});

test('a trace state goes on to the next service', () => {
  const carrier: Carrier = {};
  const { context } = read({ traceparent: PARENT, tracestate: 'foo=1,bar=2' });
  if (context) new TraceContextCodec().inject(context, carrier);
  expect(carrier).toEqual({ traceparent: PARENT, tracestate: 'foo=1,bar=2' });
});

test('a context without ids is not written', () => {
  const carrier: Carrier = {};
  const context = SpanContext.remote({ flags: 1, debugId: 'find' });
  if (context) new TraceContextCodec().inject(context, carrier);
  expect(carrier).toEqual({});
});
