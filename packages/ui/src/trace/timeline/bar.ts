// Where a span's bar lies in the part of the trace that is shown.

/** Nanoseconds after the trace's start. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** A bar in percent of the width. */
export interface Bar {
  readonly left: number;
  readonly width: number;
}

/** The whole trace; a trace without length gets one, so that there is something to divide by. */
export function wholeRange(duration: number): TimeRange {
  return { from: 0, to: Math.max(1, duration) };
}

/** The place of a moment in percent; may lie outside of 0 to 100. */
export function placeOfTime(offset: number, range: TimeRange): number {
  return ((offset - range.from) / (range.to - range.from)) * 100;
}

/** The bar of a span, cut off at the range's ends; undefined when it lies outside. */
export function barOf(offset: number, length: number, range: TimeRange): Bar | undefined {
  const left = placeOfTime(offset, range);
  const right = placeOfTime(offset + length, range);
  if (right < 0 || left > 100) return undefined;
  const cutLeft = Math.max(0, left);
  const cutRight = Math.min(100, right);
  return { left: cutLeft, width: cutRight - cutLeft };
}
