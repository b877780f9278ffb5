import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UnreadableError } from '../parameters.ts';
import { rfc3339 } from './rfc3339-reader.ts';

describe('a time as RFC 3339 has it', () => {
  test.each([
    ['2026-11-23T16:25:01Z', 1_795_451_101_000_000_000n],
    ['2026-11-23T16:25:01.19003Z', 1_795_451_101_190_030_000n],
    ['2026-11-23T16:25:01.123456789Z', 1_795_451_101_123_456_789n],
    ['2026-11-23T16:25:01.1234567899Z', 1_795_451_101_123_456_789n],
    ['2026-11-24T00:25:01+08:00', 1_795_451_101_000_000_000n],
    ['2026-11-24T00:25:01 08:00', 1_795_451_101_000_000_000n],
    ['2026-11-23T10:55:01-05:30', 1_795_451_101_000_000_000n],
    ['1969-12-31T23:59:59Z', 0n],
    ['0001-01-01T00:00:00Z', 0n],
  ])('%s is read', (given, nanos) => {
    expect(rfc3339(given)).toBe(nanos);
  });

  test.each([
    '',
    'yesterday',
    '2026-11-23',
    '2026-11-23T16:25:01',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-23T25:00:00Z',
    '2026-11-23T16:25:01+24:00',
    '2026-11-23T16:25:01+08:60',
    '2026-11-23T16:25:01.Z',
    '1795451101000000000',
  ])('"%s" is none', (given) => {
    expect(() => rfc3339(given)).toThrow(UnreadableError);
  });

  test('is what JavaScript writes for every date', () => {
    const latest = new Date('9999-12-31T23:59:59Z');
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: latest, noInvalidDate: true }), (date) => {
        expect(rfc3339(date.toISOString())).toBe(BigInt(date.getTime()) * 1_000_000n);
      }),
    );
  });
});
