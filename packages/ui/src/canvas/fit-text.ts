// Texts on a canvas, cut to the room they have. Measuring costs more than drawing, so widths are remembered.

const MOST_REMEMBERED = 20_000;
const ELLIPSIS = '…';

/** Fits texts for one canvas context. */
export class TextFitter {
  readonly #context: CanvasRenderingContext2D;
  readonly #widths = new Map<string, number>();
  readonly #cuts = new Map<string, string>();

  constructor(context: CanvasRenderingContext2D) {
    this.#context = context;
  }

  /** The width of a text in the context's font, pixels. */
  width(text: string): number {
    const key = `${this.#context.font}\n${text}`;
    const known = this.#widths.get(key);
    if (known !== undefined) return known;
    const { width } = this.#context.measureText(text);
    if (this.#widths.size >= MOST_REMEMBERED) this.#widths.clear();
    this.#widths.set(key, width);
    return width;
  }

  /** The text, or as much of it as a width has room for with an ellipsis; the empty text where that is nothing. */
  fit(text: string, room: number): string {
    if (this.width(text) <= room) return text;
    const whole = Math.floor(room);
    const key = `${this.#context.font}\n${whole}\n${text}`;
    const known = this.#cuts.get(key);
    if (known !== undefined) return known;
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      const { width } = this.#context.measureText(text.slice(0, middle) + ELLIPSIS);
      if (width <= whole) low = middle;
      else high = middle - 1;
    }
    const cut = low === 0 ? '' : text.slice(0, low).toWellFormed().trimEnd() + ELLIPSIS;
    if (this.#cuts.size >= MOST_REMEMBERED) this.#cuts.clear();
    this.#cuts.set(key, cut);
    return cut;
  }
}
