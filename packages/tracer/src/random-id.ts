// Random ids: xoshiro128**, seeded by the system. Ids need to be unlikely to meet, not hard to guess, and the
// system's generator costs more than the rest of a span.
// Blackman, Vigna: Scrambled Linear Pseudorandom Number Generators (2021).
import { randomFillSync } from 'node:crypto';

let s0 = 0;
let s1 = 0;
let s2 = 0;
let s3 = 0;

/** 32 random bits as a signed integer; never 0, so that no id is. */
export function randomInt32(): number {
  if ((s0 | s1 | s2 | s3) === 0) seed();
  const product = Math.imul(s1, 5);
  const result = Math.imul((product << 7) | (product >>> 25), 9);
  const t = s1 << 9;
  s2 ^= s0;
  s3 ^= s1;
  s1 ^= s2;
  s0 ^= s3;
  s2 ^= t;
  s3 = (s3 << 11) | (s3 >>> 21);
  return result === 0 ? 1 : result;
}

function seed(): void {
  const words = randomFillSync(new Int32Array(4));
  [s0, s1, s2, s3] = words as unknown as [number, number, number, number];
}
