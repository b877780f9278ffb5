// How wide a column has to be for its texts: measured, since letters differ and Chinese ones are twice as wide.

/** Pixels left and right of a cell's text. */
const PADDING = 28;
/** Pixels beside a head's text for the mark of the order. */
const MARK = 18;
const MOST = 380;
const LEAST = 64;

let canvas: CanvasRenderingContext2D | null | undefined;

/**
 * Pixels for a column: of its widest text, within limits.
 * @param font a font of the theme
 */
export function fitWidth(
  label: string,
  texts: Iterable<string>,
  most = MOST,
  font: '--font' | '--mono' = '--font',
): number {
  canvas ??= document.createElement('canvas').getContext('2d');
  if (canvas === null || canvas === undefined) return most;
  const style = getComputedStyle(document.body);
  const { fontSize } = style;
  canvas.font = `600 ${fontSize} ${style.fontFamily}`;
  let width = canvas.measureText(label).width + MARK;
  // Names stand in a heavier weight in the first column.
  canvas.font = `500 ${fontSize} ${style.getPropertyValue(font)}`;
  for (const text of texts) width = Math.max(width, canvas.measureText(text).width);
  return Math.round(Math.max(LEAST, Math.min(most, width + PADDING)));
}

/** Positions spread evenly over a list, enough to know how wide its texts are. */
export function* samplePositions(count: number, most = 120): IterableIterator<number> {
  const step = Math.max(1, count / most);
  for (let at = 0; at < count; at += step) yield Math.floor(at);
}
