// What has come in while a search is live. A trace that starts now arrives when its spans end and its exporter sends them, so
// each look goes back over a while that was looked at before.
import type { TraceSummary } from '@clew/model';

/** So far back each look goes behind the one before, nanoseconds. */
export const OVERLAP_NANOS = 60_000_000_000n;
/** More rows than this nobody reads, and the page would grow for ever. */
const MOST_KEPT = 500;

/** A trace, and the look that found it first. */
interface LiveTrace {
  readonly trace: TraceSummary;
  readonly look: number;
}

/** What all looks have found so far. */
export interface LiveTraces {
  /** How many looks there were. */
  readonly looks: number;
  /** The newest first. */
  readonly found: readonly LiveTrace[];
}

export const NOTHING_LIVE: LiveTraces = { looks: 0, found: [] };

/** With what another look has found: traces that were there before may have grown. */
export function afterLook(before: LiveTraces, traces: readonly TraceSummary[]): LiveTraces {
  const looks = before.looks + 1;
  const found = new Map(before.found.map((one) => [one.trace.traceId, one]));
  for (const trace of traces) {
    found.set(trace.traceId, { trace, look: found.get(trace.traceId)?.look ?? looks });
  }
  return { looks, found: [...found.values()].sort(newestFirst).slice(0, MOST_KEPT) };
}

function newestFirst(a: LiveTrace, b: LiveTrace): number {
  return compareTraces(a.trace, b.trace);
}

function compareTraces(a: TraceSummary, b: TraceSummary): number {
  if (a.start !== b.start) return a.start > b.start ? -1 : 1;
  return a.traceId < b.traceId ? -1 : 1;
}

/** The rows to show, and how many more there would be. */
export interface LiveRows {
  readonly traces: readonly TraceSummary[];
  /** Ids of rows that the page did not have when it was loaded. */
  readonly fresh: ReadonlySet<string>;
  /** How many traces have come in that are held back. */
  readonly held: number;
}

/**
 * A page's traces with what has come in since on top.
 * @param hasMore whether further pages have traces before these: what a look finds of them stays there
 * @param heldAt what later looks found first is held back; undefined when nothing is
 */
export function liveRows(
  page: readonly TraceSummary[],
  hasMore: boolean,
  live: LiveTraces,
  heldAt: number | undefined,
): LiveRows {
  if (live.found.length === 0) return { traces: page, fresh: new Set(), held: 0 };
  const rows = new Map(page.map((trace) => [trace.traceId, trace]));
  const fresh = new Set<string>();
  const oldest = page.at(-1)?.start;
  let held = 0;
  for (const { trace, look } of live.found) {
    if (hasMore && oldest !== undefined && trace.start < oldest) break;
    if (rows.has(trace.traceId)) {
      rows.set(trace.traceId, trace);
    } else if (heldAt !== undefined && look > heldAt) {
      held += 1;
    } else {
      rows.set(trace.traceId, trace);
      fresh.add(trace.traceId);
    }
  }
  return { traces: [...rows.values()].sort(compareTraces), fresh, held };
}
