import * as opentracing from 'opentracing';
import { expect, test } from 'vitest';
import { SpanContext } from '../span-context.ts';
import { BinaryCodec, type BytesCarrier } from './binary-codec.ts';

// Laid out by hand after what jaeger-client-go and jaeger-client-java write.
const BYTES = Buffer.from(
  [
    '0000000000000001', // trace id, high
    'f0000000000000a2', // trace id, low
    '8000000000000003', // span id
    '0000000000000004', // parent id
    '03', // flags
    '00000002', // items
    '00000001',
    '6b', // k
    '00000003',
    '76c3bc', // vü
    '00000003',
    '6b6579', // key
    '00000000', // an empty value
  ].join(''),
  'hex',
);

function read(buffer: unknown) {
  let errors = 0;
  const decodingErrors = {
    increment(delta = 1) {
      errors += delta;
    },
  };
  const context = new BinaryCodec({ metrics: { decodingErrors } }).extract({ buffer });
  return { text: context?.toString(), baggage: { ...context?.baggage }, errors, context };
}

const EXPECTED = {
  text: '1f0000000000000a2:8000000000000003:4:3',
  baggage: { k: 'vü', key: '' },
  errors: 0,
};

test('reads what clients for Go and Java write, of a Buffer, a Uint8Array or an array of bytes', () => {
  expect(read(BYTES)).toMatchObject(EXPECTED);
  expect(read(new Uint8Array(BYTES))).toMatchObject(EXPECTED);
  expect(read([...BYTES])).toMatchObject(EXPECTED);
  const carrier = new opentracing.BinaryCarrier([...BYTES]);
  expect(new BinaryCodec().extract(carrier)?.toString()).toBe(EXPECTED.text);
});

test('reads bytes of Java, which are signed', () => {
  expect(read([...new Int8Array(BYTES)])).toMatchObject(EXPECTED);
  expect(read(new Int8Array(BYTES))).toMatchObject(EXPECTED);
});

test('writes the same bytes into the buffer of the carrier', () => {
  const context = SpanContext.remote({
    traceId: '1f0000000000000a2',
    spanId: '8000000000000003',
    parentId: '4',
    flags: 3,
  });
  const carrier = new opentracing.BinaryCarrier([]);
  const full = context?.withBaggageItem('k', 'vü').withBaggageItem('key', '');
  if (full) new BinaryCodec().inject(full, carrier);
  expect(carrier.buffer).toEqual(BYTES);
});

test('a context without ids carries its baggage and decision', () => {
  const carrier: BytesCarrier = {};
  const context = SpanContext.remote({ flags: 1 })?.withBaggageItem('k', 'v');
  if (context) new BinaryCodec().inject(context, carrier);
  const found = read(carrier.buffer);
  expect(found).toMatchObject({ baggage: { k: 'v' }, errors: 0 });
  expect(found.context?.isValid).toBe(false);
  expect(found.context?.flags).toBe(1);
  expect(read(Buffer.alloc(37))).toMatchObject({ context: null, errors: 0 });
});

test('bytes that end too early are counted; the ids stand if they are whole', () => {
  for (let length = 1; length < 33; length++) {
    expect(read(BYTES.subarray(0, length))).toMatchObject({ context: null, errors: 1 });
  }
  for (let length = 33; length < BYTES.length; length++) {
    expect(read(BYTES.subarray(0, length))).toMatchObject({ text: EXPECTED.text, errors: 1 });
  }
});

test('half of the ids is malformed: it is counted, and the baggage stays', () => {
  for (const [start, end] of [
    [0, 16],
    [16, 24],
  ]) {
    const found = read(Buffer.from(BYTES).fill(0, start, end));
    expect(found).toMatchObject({ baggage: { k: 'vü', key: '' }, errors: 1 });
    expect(found.context?.isValid).toBe(false);
    expect(found.context?.samplingFinalized).toBe(false);
  }
});

test.each([-1, 0x7fffffff, -0x80000000, 1_000_000])(
  'a length or count of %i does no harm',
  (length) => {
    for (const at of [33, 37, 42]) {
      const bytes = Buffer.from(BYTES);
      bytes.writeInt32BE(length, at);
      expect(read(bytes)).toMatchObject({ text: EXPECTED.text, errors: 1 });
    }
  },
);

test('baggage is bounded, and items that are too long are skipped', () => {
  const codec = new BinaryCodec();
  const carrier: BytesCarrier = {};
  let context = SpanContext.remote({ traceId: 'a', spanId: 'b', flags: 1 });
  context = context?.withBaggageItem('large', 'x'.repeat(10_000));
  for (let i = 0; i < 100; i++) context = context?.withBaggageItem(`k${i}`, 'v');
  if (context) codec.inject(context, carrier);
  const found = read(carrier.buffer);
  expect(found.errors).toBe(0);
  expect(Object.keys(found.baggage)).toHaveLength(63);
  expect(found.baggage).not.toHaveProperty('large');
});

test('nonsense neither throws nor is taken for a context', () => {
  const codec = new BinaryCodec();
  const nonsense: readonly unknown[] = [
    null,
    undefined,
    '',
    'text',
    0,
    [],
    ['a'],
    [{}],
    {},
    { length: 1e9 },
    { type: 'Buffer', data: [1] },
    new Date(0),
  ];
  for (const buffer of nonsense) {
    expect(codec.extract({ buffer })).toBeNull();
    expect(codec.extract(buffer as BytesCarrier)).toBeNull();
  }
  expect(read(new Array(50_000_000))).toMatchObject({ context: null, errors: 0 });
});

test('a carrier that cannot be written to does not throw', () => {
  const codec = new BinaryCodec();
  const context = SpanContext.remote({ traceId: 'a', spanId: 'b' });
  if (context === undefined) throw new Error('a context is expected');
  for (const carrier of [null, undefined, 1, 'text', Object.freeze({})]) {
    expect(() => codec.inject(context, carrier as BytesCarrier)).not.toThrow();
  }
  const carrier: BytesCarrier = { buffer: null };
  codec.inject(context, carrier);
  expect(Buffer.isBuffer(carrier.buffer)).toBe(true);
});
