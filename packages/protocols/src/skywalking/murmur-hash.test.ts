import { utf8Encode } from '@clew/model';
import { expect, test } from 'vitest';
import { MurmurHash } from './murmur-hash.ts';

function hashOf(bytes: Uint8Array, seed: number): Uint8Array {
  const hash = new MurmurHash();
  hash.update(bytes, 0, bytes.length, seed);
  const view = new DataView(new ArrayBuffer(16));
  for (const [i, word] of [hash.h1, hash.h2, hash.h3, hash.h4].entries()) {
    view.setInt32(i * 4, word, true);
  }
  return new Uint8Array(view.buffer);
}

test('the hash is the public one: it passes the verification of its own test suite', () => {
  const key = Uint8Array.from({ length: 256 }, (_, i) => i);
  const hashes = new Uint8Array(256 * 16);
  for (let i = 0; i < 256; i++) hashes.set(hashOf(key.subarray(0, i), 256 - i), i * 16);
  expect(new DataView(hashOf(hashes, 0).buffer).getUint32(0, true)).toBe(0xb3ece62a);
});

test('a run inside of other bytes has the hash that it has alone', () => {
  const bytes = utf8Encode('xx5d1ab2.41.16500yy');
  const hash = new MurmurHash();
  hash.update(bytes, 2, bytes.length - 2, 0);
  const alone = new DataView(hashOf(utf8Encode('5d1ab2.41.16500'), 0).buffer);
  expect([hash.h1, hash.h4]).toEqual([alone.getInt32(0, true), alone.getInt32(12, true)]);
});
