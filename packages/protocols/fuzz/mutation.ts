// Damages an input in the ways in which inputs are damaged: cut off, flipped, spliced, lengthened, repeated.

/** A source of whole numbers from 0 to below a bound. */
export type Random = (bound: number) => number;

const MAX_BYTES = 64 << 10;
/** Bytes that lengths, tags and counts go wrong with. */
const ODD_BYTES: readonly number[] = [0x00, 0x01, 0x7f, 0x80, 0xff];

/** One of the seeds with one to three damages. */
export function mutated(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  let input: Uint8Array = seedOf(seeds, random).slice();
  for (let left = 1 + random(3); left > 0; left--) input = damaged(input, seeds, random);
  return input.length > MAX_BYTES ? input.subarray(0, MAX_BYTES) : input;
}

/** An input, which may be written to, with one damage; what is spliced in comes from the seeds. */
export function damaged(
  input: Uint8Array,
  seeds: readonly Uint8Array[],
  random: Random,
): Uint8Array {
  const at = random(input.length + 1);
  switch (random(7)) {
    case 0: // cut off
      return input.subarray(0, at);
    case 1: // flip a bit
      if (at < input.length) input[at] = (input[at] as number) ^ (1 << random(8));
      return input;
    case 2: // an odd byte
      if (at < input.length) input[at] = ODD_BYTES[random(ODD_BYTES.length)] as number;
      return input;
    case 3: {
      // splice: the head of this and the tail of another
      const other = seedOf(seeds, random);
      return joined(input.subarray(0, at), other.subarray(random(other.length + 1)));
    }
    case 4: {
      // lengthen by bytes of any kind
      const noise = Uint8Array.from({ length: 1 + random(40) }, () => random(256));
      return joined(input.subarray(0, at), noise, input.subarray(at));
    }
    case 5: {
      // repeat a part, mostly once
      const part = input.subarray(at, at + 1 + random(200));
      const times = random(20) === 0 ? 1 + random(100) : 1;
      return joined(input.subarray(0, at), ...Array(times).fill(part), input.subarray(at));
    }
    default: // leave a part out
      return joined(input.subarray(0, at), input.subarray(at + 1 + random(16)));
  }
}

function seedOf(seeds: readonly Uint8Array[], random: Random): Uint8Array {
  return seeds[random(seeds.length)] as Uint8Array;
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
