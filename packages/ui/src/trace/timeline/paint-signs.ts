// The small pictures beside names: what is special about a span. The treegrid says the same in words.
import { RowMark, SpanKind } from '@clew/model';
import { hasMark, isError, type Trace } from '../data/trace.ts';
import type { Scene } from './scene.ts';

/** Width of a sign with the space after it, pixels. */
const SIGN_WIDTH = 17;
const HALF = 5.5;

type Picture = (context: CanvasRenderingContext2D) => void;

/** Lines of a picture in a square from −5.5 to 5.5. */
function lines(...paths: readonly (readonly number[])[]): Picture {
  return (context) => {
    context.beginPath();
    for (const path of paths) {
      context.moveTo(path[0] ?? 0, path[1] ?? 0);
      for (let i = 2; i < path.length; i += 2) context.lineTo(path[i] ?? 0, path[i + 1] ?? 0);
    }
    context.stroke();
  };
}

function circled(...paths: readonly (readonly number[])[]): Picture {
  const inside = lines(...paths);
  return (context) => {
    context.beginPath();
    context.arc(0, 0, HALF, 0, 2 * Math.PI);
    context.stroke();
    inside(context);
  };
}

const pictures = {
  error: circled([0, -2.8, 0, 0.6], [0, 2.6, 0, 2.8]),
  clock: circled([0, -3, 0, 0, 2.4, 1.4]),
  warning: lines([0, -5, 5.5, 4.6, -5.5, 4.6, 0, -5], [0, -1.6, 0, 1.4], [0, 3, 0, 3.2]),
  unlinked: lines([-5, -1, -2, -4], [5, 1, 2, 4], [-2.5, -2.5, 2.5, 2.5], [-4, 4, -2.5, 2.5]),
  follows: lines([-4, -5, -4, 1.5, 4.5, 1.5], [1.6, -1.4, 4.5, 1.5, 1.6, 4.4]),
  server: lines([4, -4, -4, 4], [-4, -1.4, -4, 4, 1.4, 4]),
  client: lines([-4, 4, 4, -4], [-1.4, -4, 4, -4, 4, 1.4]),
  producer: lines([-5, -4, 5, 0, -5, 4, -3.4, 0, -5, -4], [-3.4, 0, 5, 0]),
  consumer: lines(
    [-5, 0, -2.4, 0, -1.2, 2, 1.2, 2, 2.4, 0, 5, 0],
    [-5, 0, -3.4, -4.4, 3.4, -4.4, 5, 0, 5, 4.4, -5, 4.4, -5, 0],
  ),
} as const;

type Sign = keyof typeof pictures;

const KIND_SIGNS: ReadonlyMap<SpanKind, Sign> = new Map([
  [SpanKind.server, 'server'],
  [SpanKind.client, 'client'],
  [SpanKind.producer, 'producer'],
  [SpanKind.consumer, 'consumer'],
]);

/** The signs of a row's right side, from left to right; what is minor gives way where there is little room. */
function signsOf(trace: Trace, row: number, isNarrow: boolean): readonly Sign[] {
  const signs: Sign[] = [];
  if (hasMark(trace, row, RowMark.parentMissing)) signs.push('unlinked');
  if (hasMark(trace, row, RowMark.skewAdjusted)) signs.push('clock');
  if (hasMark(trace, row, RowMark.warning)) signs.push('warning');
  if (hasMark(trace, row, RowMark.followsFrom)) signs.push('follows');
  const kind = KIND_SIGNS.get(trace.kindOf(row));
  if (kind !== undefined && !isNarrow) signs.push(kind);
  return signs;
}

/** Draws the sign of an error if the row has one, and returns the width that it took. */
export function paintErrorSign(
  context: CanvasRenderingContext2D,
  { trace, colors }: Scene,
  row: number,
  x: number,
  middle: number,
): number {
  return isError(trace, row) ? paintErrorMark(context, colors, x, middle) : 0;
}

/** Draws the sign of an error, and returns the width that it took. */
export function paintErrorMark(
  context: CanvasRenderingContext2D,
  colors: Scene['colors'],
  x: number,
  middle: number,
): number {
  paint(context, 'error', colors.error, x + HALF, middle);
  return SIGN_WIDTH;
}

/** Draws the other signs of a row so that they end at `right`, and returns the width that they took. */
export function paintSigns(
  context: CanvasRenderingContext2D,
  { trace, colors, layout }: Scene,
  row: number,
  right: number,
  middle: number,
): number {
  const signs = signsOf(trace, row, layout.isNarrow);
  let x = right - signs.length * SIGN_WIDTH + HALF + 3;
  for (const sign of signs) {
    const isWarning = sign === 'unlinked' || sign === 'clock' || sign === 'warning';
    paint(context, sign, isWarning ? colors.warning : colors['ink-3'], x, middle);
    x += SIGN_WIDTH;
  }
  return signs.length * SIGN_WIDTH;
}

function paint(
  context: CanvasRenderingContext2D,
  sign: Sign,
  color: string,
  x: number,
  y: number,
): void {
  context.save();
  context.translate(x, y);
  context.strokeStyle = color;
  context.lineWidth = 1.3;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  pictures[sign](context);
  context.restore();
}
