import { expect, test } from 'vitest';
import { percentDecode, percentDecodeLossy, percentEncode } from './percent-encoding.ts';

test('text that UTF-8 cannot hold is encoded with a replacement, and nothing is thrown', () => {
  expect(percentEncode('a\ud800b')).toBe('a%EF%BF%BDb');
  expect(percentEncode('ü=,;')).toBe('%C3%BC%3D%2C%3B');
});

test('a text with an escape that is none stays as it is', () => {
  expect(percentDecode('100%')).toBe('100%');
  expect(percentDecode('%C3%BC 100%')).toBe('%C3%BC 100%');
  expect(percentDecode('%C3%BC')).toBe('ü');
});

test('escapes that are no UTF-8 become the replacement character', () => {
  expect(percentDecodeLossy('%C3%BC-%FF-ü')).toBe('ü-\ufffd-ü');
  expect(percentDecodeLossy('%c3%bc%20100%')).toBe('ü 100%');
  expect(percentDecodeLossy('%zz%4')).toBe('%zz%4');
  expect(percentDecodeLossy('a+b')).toBe('a+b');
});
