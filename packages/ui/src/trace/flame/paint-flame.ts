// Paints a flame graph. What is wide enough to be a box is drawn as one; what is narrower shares columns of pixels,
// which are written as an image of a line a level and stretched: so a frame costs no more than its pixels, however many
// boxes lie in them, and no box in view is asked about that has no column of its own.
import type { TextFitter } from '../../canvas/fit-text.ts';
import type { Format } from '../../format/format.ts';
import { ticks, tickTexts } from '../timeline/ticks.ts';
import type { TimeRange } from '../timeline/time-range.ts';
import { countBefore, type Flame } from './flame.ts';
import { type FlameLayout, firstEndingAfter, LEVEL_HEIGHT } from './flame-layout.ts';
import type { BoxColor, FlamePalette } from './flame-palette.ts';

/** Height of the time axis above the boxes, pixels. */
const AXIS_HEIGHT = 22;
/** Device pixels from which on a box is drawn as one. */
const BOX = 3;
/** Pixels from which on a line leads down to a box that does not lie right below its parent. */
const LINED = 12;
/** Pixels from which on a box has room for its name. */
const NAMED = 26;
const PADDING = 5;
const GAP = 1;
const PIXELS_PER_TICK = 96;

/** What was found, as marks of boxes and how many are marked before each place of the order by level. */
export interface FoundBoxes {
  readonly found: Uint8Array;
  readonly before: Uint32Array;
}

/** Marks for what was found; undefined when nothing is. */
export function foundBoxesOf(flame: Flame, matches: ReadonlySet<number>): FoundBoxes | undefined {
  if (matches.size === 0) return undefined;
  const found = flame.boxesWith(matches);
  return { found, before: countBefore(flame.layout, found) };
}

/** Everything that a picture is made from. */
export interface FlameScene {
  readonly flame: Flame;
  readonly palette: FlamePalette;
  readonly format: Format;
  readonly found: FoundBoxes | undefined;
  /** The box that has the cursor, and whether it has the focus too. */
  readonly cursor: number;
  readonly hasFocus: boolean;
  /** The box under the pointer, or −1. */
  readonly hover: number;
  readonly noName: string;
  readonly font: string;
}

/** What of it is in view; pixels are CSS pixels. */
export interface FlameView {
  readonly range: TimeRange;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Device pixels a CSS pixel. */
  readonly scale: number;
}

/** Where the levels begin, pixels from the canvas's top. */
export function levelsTop(flame: Flame): number {
  return flame.mode === 'time' ? AXIS_HEIGHT : 0;
}

/** Paints on one canvas. */
export class FlamePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #fitter: TextFitter;
  readonly #strips = document.createElement('canvas');
  #image = new ImageData(1, 1);
  #pixels = new Uint32Array(1);
  /** Boxes that are wide enough, found while columns are written. */
  #wide = new Uint32Array(4096);
  #wideCount = 0;

  constructor(context: CanvasRenderingContext2D, fitter: TextFitter) {
    this.#context = context;
    this.#fitter = fitter;
  }

  paint(scene: FlameScene, view: FlameView): void {
    const context = this.#context;
    const { layout } = scene.flame;
    const { colors } = scene.palette;
    const above = levelsTop(scene.flame);
    context.fillStyle = colors.surface;
    context.fillRect(0, 0, view.width, view.height);
    const marks = scene.flame.mode === 'time' ? ticksOf(view) : [];
    this.#paintGrid(marks, scene, view);

    const firstLevel = Math.max(0, Math.floor(view.top / LEVEL_HEIGHT));
    const shown = Math.ceil((view.top + view.height - above) / LEVEL_HEIGHT);
    const endLevel = Math.min(layout.levels, Math.max(firstLevel, shown));
    this.#findBoxes(scene, view, firstLevel, endLevel);
    this.#paintStrips(firstLevel, endLevel, above, view);
    if (scene.flame.mode === 'time') this.#paintLanes(scene, view, above);
    context.font = scene.font;
    context.textBaseline = 'middle';
    for (let i = 0; i < this.#wideCount; i++) {
      this.#paintBox(this.#wide[i] as number, scene, view, above);
    }
    this.#paintMiddle(scene, view);
    this.#outline(scene.hover, scene, view, above, 1, colors['ink-2']);
    this.#outline(scene.cursor, scene, view, above, scene.hasFocus ? 3 : 2, colors.ink);
    if (scene.flame.mode === 'time') this.#paintAxis(marks, scene, view);
  }

  /** Writes the columns of narrow boxes, and lists wide ones. */
  #findBoxes(
    { flame, palette, found }: FlameScene,
    { range, width, scale }: FlameView,
    firstLevel: number,
    endLevel: number,
  ): void {
    const { layout, service, failedBefore } = flame;
    const { begins, ends, ordered, first } = layout;
    const columns = Math.max(1, Math.round(width * scale));
    const perNano = columns / (range.to - range.from);
    const pixels = this.#clearStrips(columns, endLevel - firstLevel);
    this.#wideCount = 0;
    for (let level = firstLevel; level < endLevel; level++) {
      const to = first[level + 1] as number;
      const line = (level - firstLevel) * columns;
      let place = firstEndingAfter(layout, range.from, first[level] as number, to);
      while (place < to) {
        if ((begins[place] as number) >= range.to) break;
        const from = ((begins[place] as number) - range.from) * perNano;
        const until = ((ends[place] as number) - range.from) * perNano;
        if (until - from >= BOX) {
          this.#addWide(ordered[place] as number);
          place++;
          continue;
        }
        const begin = Math.min(columns - 1, Math.max(0, Math.floor(from)));
        const end = Math.min(columns, Math.max(begin + 1, Math.round(until)));
        const next = firstEndingAfter(layout, range.from + end / perNano, place + 1, to);
        const isFound =
          found === undefined || (found.before[next] as number) > (found.before[place] as number);
        const hasFailed = (failedBefore[next] as number) > (failedBefore[place] as number);
        const colors = isFound ? palette.plain : palette.dimmed;
        const pixel =
          hasFailed && isFound
            ? palette.errorPixel
            : (colors[service[ordered[place] as number] as number]?.pixel ?? 0);
        for (let x = line + begin; x < line + end; x++) pixels[x] = pixel;
        place = next;
      }
    }
  }

  #addWide(box: number): void {
    if (this.#wideCount === this.#wide.length) {
      const wide = new Uint32Array(this.#wide.length * 2);
      wide.set(this.#wide);
      this.#wide = wide;
    }
    this.#wide[this.#wideCount++] = box;
  }

  #clearStrips(columns: number, levels: number): Uint32Array {
    if (this.#image.width !== columns || this.#image.height < levels) {
      this.#image = new ImageData(columns, Math.max(levels, 1));
      this.#pixels = new Uint32Array(this.#image.data.buffer);
      this.#strips.width = columns;
      this.#strips.height = this.#image.height;
    } else {
      this.#pixels.fill(0);
    }
    return this.#pixels;
  }

  #paintStrips(firstLevel: number, endLevel: number, above: number, view: FlameView): void {
    const levels = endLevel - firstLevel;
    const strips = this.#strips.getContext('2d');
    if (levels === 0 || strips === null) return;
    const context = this.#context;
    const columns = this.#image.width;
    strips.putImageData(this.#image, 0, 0, 0, 0, columns, levels);
    context.imageSmoothingEnabled = false;
    for (let line = 0; line < levels; line++) {
      const y = above + (firstLevel + line) * LEVEL_HEIGHT - view.top;
      context.drawImage(
        this.#strips,
        ...([0, line, columns, 1] as const),
        ...([0, y, view.width, LEVEL_HEIGHT - GAP] as const),
      );
    }
  }

  /** A thin line down to each box that does not lie right below its parent. */
  #paintLanes({ flame, palette }: FlameScene, view: FlameView, above: number): void {
    const { parent, level, left, right } = flame.layout;
    const context = this.#context;
    context.fillStyle = palette.colors['line-strong'];
    for (let i = 0; i < this.#wideCount; i++) {
      const box = this.#wide[i] as number;
      const top = parent[box] as number;
      if (top < 0 || (level[box] as number) === (level[top] as number) + 1) continue;
      const x = placeOf(left[box] as number, view);
      if (x < 0 || placeOf(right[box] as number, view) - x < LINED) continue;
      const from = above + ((level[top] as number) + 1) * LEVEL_HEIGHT - view.top - GAP;
      const to = above + (level[box] as number) * LEVEL_HEIGHT - view.top;
      context.fillRect(Math.floor(x), from, 1, to - from);
    }
  }

  #paintBox(box: number, scene: FlameScene, view: FlameView, above: number): void {
    const { flame, palette, found, noName } = scene;
    const context = this.#context;
    const isFound = found === undefined || found.found[box] === 1;
    const colors = (isFound ? palette.plain : palette.dimmed)[flame.service[box] as number];
    if (colors === undefined) return;
    const place = boxPlace(flame.layout, box, view, above);
    const gap = place.width > 6 ? GAP : 0.5;
    context.fillStyle = colors.fill;
    context.fillRect(place.x, place.y, place.width - gap, LEVEL_HEIGHT - GAP);
    if (flame.failed[box] === 1) outlineFailed(context, place, gap, palette, isFound);
    if (place.width < NAMED) return;
    const name = this.#fitter.fit(flame.nameOf(box) || noName, place.width - 2 * PADDING);
    if (name === '') return;
    context.fillStyle = colors.ink;
    context.fillText(name, place.x + PADDING, place.y + LEVEL_HEIGHT / 2);
    this.#paintWeight(
      box,
      name,
      { ...place, width: Math.min(place.width, view.width - place.x) },
      colors,
      scene,
    );
  }

  /** How long it took, at the right, where the name leaves room. */
  #paintWeight(
    box: number,
    name: string,
    place: Place,
    colors: BoxColor,
    { flame, format }: FlameScene,
  ): void {
    const context = this.#context;
    const { left, right } = flame.layout;
    const room = place.width - this.#fitter.width(name) - 4 * PADDING;
    if (room < 40) return;
    const weight = flame.figuresOf(box).weight;
    const text = format.duration(right[box] === left[box] ? 0 : weight);
    const width = this.#fitter.width(text);
    if (width > room) return;
    context.fillStyle = colors.ink;
    context.fillText(text, place.x + place.width - PADDING - width, place.y + LEVEL_HEIGHT / 2);
  }

  /** Lines along the operation that a sandwich is about. */
  #paintMiddle({ flame, palette }: FlameScene, view: FlameView): void {
    if (flame.middle === undefined) return;
    const context = this.#context;
    const y = flame.middle * LEVEL_HEIGHT - view.top;
    context.fillStyle = palette.colors.accent;
    context.fillRect(0, y - GAP, view.width, GAP);
    context.fillRect(0, y + LEVEL_HEIGHT - GAP, view.width, GAP);
  }

  #outline(
    box: number,
    { flame }: FlameScene,
    view: FlameView,
    above: number,
    line: number,
    color: string,
  ): void {
    if (box < 0 || box >= flame.layout.count) return;
    const context = this.#context;
    const place = boxPlace(flame.layout, box, view, above);
    if (place.x > view.width || place.x + place.width < 0) return;
    context.strokeStyle = color;
    context.lineWidth = line;
    context.strokeRect(
      place.x - line / 2,
      place.y - line / 2,
      Math.max(2, place.width - GAP) + line,
      LEVEL_HEIGHT - GAP + line,
    );
  }

  #paintGrid(marks: readonly number[], { palette }: FlameScene, view: FlameView): void {
    const context = this.#context;
    context.fillStyle = palette.colors.line;
    for (const mark of marks) {
      context.fillRect(Math.round(placeOf(mark, view)), AXIS_HEIGHT, 1, view.height);
    }
  }

  #paintAxis(marks: readonly number[], { palette, format, font }: FlameScene, view: FlameView) {
    const context = this.#context;
    const { colors } = palette;
    context.fillStyle = colors['surface-2'];
    context.fillRect(0, 0, view.width, AXIS_HEIGHT);
    context.fillStyle = colors.line;
    context.fillRect(0, AXIS_HEIGHT - 1, view.width, 1);
    context.font = font;
    const texts = tickTexts(marks, (nanos) => format.duration(nanos));
    for (const [index, mark] of marks.entries()) {
      const x = Math.round(placeOf(mark, view));
      context.fillStyle = colors['line-strong'];
      context.fillRect(x, AXIS_HEIGHT - 8, 1, 8);
      const text = texts[index] ?? '';
      if (x + PADDING + this.#fitter.width(text) > view.width) continue;
      context.fillStyle = colors['ink-3'];
      context.fillText(text, x + PADDING, AXIS_HEIGHT / 2);
    }
  }
}

/** A rectangle on the canvas, pixels. */
interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** Where a box lies, cut to a little more than the view: its name stays in sight. */
function boxPlace(layout: FlameLayout, box: number, view: FlameView, above: number): Place {
  const from = Math.max(-PADDING, placeOf(layout.left[box] as number, view));
  const to = Math.min(view.width + PADDING, placeOf(layout.right[box] as number, view));
  const x = Math.max(0, from);
  return {
    x: to < 0 ? from : x,
    y: above + (layout.level[box] as number) * LEVEL_HEIGHT - view.top,
    width: to - x,
  };
}

function outlineFailed(
  context: CanvasRenderingContext2D,
  { x, y, width }: Place,
  gap: number,
  { colors }: FlamePalette,
  isFound: boolean,
): void {
  const line = Math.min(2, (width - gap) / 2);
  context.strokeStyle = colors.error;
  context.globalAlpha = isFound ? 1 : 0.4;
  context.lineWidth = line;
  context.strokeRect(x + line / 2, y + line / 2, width - gap - line, LEVEL_HEIGHT - GAP - line);
  context.globalAlpha = 1;
}

function placeOf(time: number, { range, width }: FlameView): number {
  return ((time - range.from) / (range.to - range.from)) * width;
}

function ticksOf({ range, width }: FlameView): readonly number[] {
  return ticks(range.from, range.to, Math.max(1, Math.floor(width / PIXELS_PER_TICK)));
}
