// Counts as colours. Few cells have most traces, so the scale is logarithmic, in steps that the legend shows.

/** How many colours there are, from the fewest traces to the most. */
export const COLOR_STEPS = 7;

/** The step of a cell that has something, from 0, when the fullest cell has `most`. */
export function colorStep(count: number, most: number): number {
  if (most <= 1) return COLOR_STEPS - 1;
  const share = Math.log(count) / Math.log(most);
  return Math.max(0, Math.min(COLOR_STEPS - 1, Math.round(share * (COLOR_STEPS - 1))));
}
