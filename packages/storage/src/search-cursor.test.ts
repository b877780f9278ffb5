import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, StoreError, TRACE_ORDERS } from './index.ts';

const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
const order = fc.constantFrom(...TRACE_ORDERS);
const place = fc.record({
  rank: uint64,
  start: uint64,
  traceId: fc.stringMatching(/^[0-9a-f]{32}$/),
});

test('a cursor says its place again, in its own order only', () => {
  fc.assert(
    fc.property(order, order, place, (given, asked, one) => {
      const ranked = given === 'start' ? { ...one, rank: one.start } : one;
      const cursor = encodeCursor(given, ranked);
      if (asked === given) expect(decodeCursor(asked, cursor)).toMatchObject(ranked);
      else expect(() => decodeCursor(asked, cursor)).toThrow(`in order of ${given}`);
    }),
  );
});

test('a text that is no cursor is refused, whatever it is', () => {
  const encoded = fc.string().map((text) => Buffer.from(text).toString('base64url'));
  const json = fc
    .record({ order: fc.string(), rank: fc.string(), start: fc.string(), traceId: fc.string() })
    .map((one) => Buffer.from(JSON.stringify(one)).toString('base64url'));
  fc.assert(
    fc.property(order, fc.oneof(fc.string(), encoded, json), (asked, text) => {
      expect(() => decodeCursor(asked, text)).toThrow(StoreError);
    }),
  );
});
