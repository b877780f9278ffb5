// A trace as the page needs it: spans in the order of the rows, and everything a row needs as arrays, so that
// a row costs the same in a trace of four spans and of a hundred thousand.
import type { Span } from '@clew/model';

/** What is special about a span's row; bits of `Trace.marks`. */
export const Mark = {
  error: 1,
  /** Its parent is not among the spans. */
  parentMissing: 2,
  /** It follows from its parent, which did not wait for it. */
  followsFrom: 4,
  /** Its start was moved because its host's clock differs from its parent's. */
  skewAdjusted: 8,
  warning: 16,
} as const;
export type Mark = (typeof Mark)[keyof typeof Mark];

/** A service's share of the trace. */
export interface ServiceUse {
  readonly name: string;
  readonly spanCount: number;
  readonly errorCount: number;
}

/** A machine that the request reached, and what ran there. */
export interface HostUse {
  readonly host: string;
  readonly address: string;
  readonly instances: readonly string[];
  readonly services: readonly string[];
  readonly spanCount: number;
  readonly errorCount: number;
}

/** Spans by row: parents before children, siblings by start. */
export interface Trace {
  readonly traceId: string;
  /** Unix nanoseconds of the earliest start. */
  readonly start: bigint;
  /** From the earliest start to the latest end, nanoseconds. */
  readonly duration: number;
  readonly spans: readonly Span[];
  /** Row of the parent, or −1. */
  readonly parent: Int32Array;
  /** The row after the last descendant. */
  readonly end: Int32Array;
  readonly depth: Uint32Array;
  /** Nanoseconds after the trace's start. */
  readonly offset: Float64Array;
  /** Nanoseconds. */
  readonly length: Float64Array;
  /** Index into `services`. */
  readonly service: Uint32Array;
  readonly marks: Uint8Array;
  /** Nanoseconds by which the rows marked as adjusted were moved. */
  readonly shifts: ReadonlyMap<number, number>;
  readonly services: readonly ServiceUse[];
  readonly hosts: readonly HostUse[];
  readonly errorCount: number;
  /** Levels of nesting. */
  readonly levels: number;
  /** Row of a span id; of several spans that share it the first. */
  readonly rowOf: ReadonlyMap<string, number>;
}

/** Whether a row has a mark. */
export function hasMark(trace: Trace, row: number, mark: Mark): boolean {
  return ((trace.marks[row] ?? 0) & mark) !== 0;
}

/** Whether a row has rows below it in the tree. */
export function hasChildren(trace: Trace, row: number): boolean {
  return (trace.end[row] ?? 0) > row + 1;
}

/** The rows that a span's direct children have. */
export function childRows(trace: Trace, row: number): readonly number[] {
  const rows: number[] = [];
  const end = trace.end[row] ?? 0;
  for (let child = row + 1; child < end; child = trace.end[child] ?? end) rows.push(child);
  return rows;
}
