import { hexEncode } from '@clew/model';
import { expect, test } from 'vitest';
import { skyWalkingSpanId, skyWalkingTraceId } from './segment-ids.ts';

function spanId(segmentId: string, number: number): string {
  return hexEncode(skyWalkingSpanId(segmentId, number), 0, 8);
}

test('a segment id that is a span id names that span, as its number 0', () => {
  expect(spanId('00f067aa0ba902b7', 0)).toBe('00f067aa0ba902b7');
  expect(spanId('ffffffffffffffff', 0)).toBe('ffffffffffffffff');
});

// Hashes as the Python package mmh3 gives them: mmh3.hash_bytes(text, number, x64arch=False).hex().
test.each([
  ['another number', '00f067aa0ba902b7', 1, '61053cdbbd7afe98'],
  ['upper-case digits', '00F067AA0BA902B7', 0, '8218f70aeed05d7c'],
  ['other characters', '00f067aa0ba902bg', 0, '8510dba4c63a9281'],
  ['fewer digits', '0f067aa0ba902b7', 0, 'e3be1097b49cb219'],
  ['more digits', '000f067aa0ba902b7', 0, '14093e453a632a68'],
  ['zeros, which no span has', '0000000000000000', 0, '81d0455ec01ac83d'],
])('a segment id is hashed with %s', (_name, segmentId, number, hash) => {
  expect(spanId(segmentId, number)).toBe(hash);
});

test.each([
  ['5d1ab2a4.41.16500000000000001', '525f379bc0dbb096508c5f7d54b5bafc'],
  ['ABC', '00000000000000000000000000000abc'],
  ['', undefined],
  ['000', undefined],
])('the trace id of %j is a number in hex, or else the hash of the text', (text, id) => {
  const bytes = skyWalkingTraceId(text);
  expect(bytes && hexEncode(bytes, 0, 16)).toBe(id);
});
