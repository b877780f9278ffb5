// When a trace's machines were at work, for a lane each: how many spans were open on a host in each part of the time.
import type { Trace } from '../data/trace.ts';
import type { TimeRange } from './time-range.ts';

/**
 * Spans open on each host in each of so many equal parts of a range; `parts` values a host, in the order of `trace.hosts`.
 * A span counts in every part that it touches. Takes one pass over the rows.
 */
export function hostActivity(
  trace: Pick<Trace, 'count' | 'offset' | 'length' | 'host' | 'hosts'>,
  { from, to }: TimeRange,
  parts: number,
): Uint32Array {
  const scale = parts / (to - from);
  const width = parts + 1;
  // How many begin in a part, less how many have ended before it: sums of these are what is open.
  const changes = new Int32Array(trace.hosts.length * width);
  for (let row = 0; row < trace.count; row++) {
    const begins = ((trace.offset[row] ?? 0) - from) * scale;
    const ends = begins + (trace.length[row] ?? 0) * scale;
    if (ends < 0 || begins > parts) continue;
    const first = Math.min(parts - 1, Math.max(0, Math.floor(begins)));
    const after = Math.min(parts, Math.max(first + 1, Math.ceil(ends)));
    const at = (trace.host[row] ?? 0) * width;
    changes[at + first] = (changes[at + first] ?? 0) + 1;
    changes[at + after] = (changes[at + after] ?? 0) - 1;
  }
  const open = new Uint32Array(trace.hosts.length * parts);
  for (let host = 0; host < trace.hosts.length; host++) {
    let sum = 0;
    for (let part = 0; part < parts; part++) {
      sum += changes[host * width + part] ?? 0;
      open[host * parts + part] = sum;
    }
  }
  return open;
}
