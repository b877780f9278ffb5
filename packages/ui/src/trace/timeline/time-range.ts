/** A part of the trace's time: nanoseconds after its start. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The place of a moment within a range as a share of it; outside of 0 to 1 when it lies outside. */
export function shareOfTime(offset: number, { from, to }: TimeRange): number {
  return (offset - from) / (to - from);
}

/** The moment at a share of a range. */
export function timeAtShare(share: number, { from, to }: TimeRange): number {
  return from + share * (to - from);
}
