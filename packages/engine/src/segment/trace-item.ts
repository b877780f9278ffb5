// What trace-id filters are asked about.
import { FilterSeed } from './segment-format.ts';
import { stableHash } from './stable-hash.ts';

/** The item that stands for the trace id at `bytes[at]`. */
export function traceItem(bytes: Uint8Array, at: number): number {
  return stableHash(bytes, at, at + 16, FilterSeed.traceId);
}
