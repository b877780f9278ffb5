// The colors of tokens.css for canvases, which know neither custom properties nor `light-dark()`.
import { useMemo } from 'react';
import { useDark } from '../theme/theme.ts';

/** Tokens that canvases are drawn with. */
const TOKENS = [
  'surface',
  'surface-2',
  'surface-3',
  'selected',
  'match',
  'line',
  'line-strong',
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'error',
  'error-bg',
  'warning',
  'slower',
  'faster',
  'added',
  'gone',
] as const;

/** A color for each token, as it is in the theme that is shown. */
export type CanvasColors = Readonly<Record<(typeof TOKENS)[number], string>>;

function readColors(): CanvasColors {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const colors = TOKENS.map((token) => {
    probe.style.color = `var(--${token})`;
    return [token, style.color] as const;
  });
  probe.remove();
  return Object.fromEntries(colors) as CanvasColors;
}

/** The colors of the theme that is shown; others when it changes. */
export function useCanvasColors(): CanvasColors {
  const dark = useDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read from the page follows the theme
  return useMemo(readColors, [dark]);
}

/** The fonts of the page, as a canvas wants them: `font(12)`, `font(12, 600)`. */
export function canvasFont(size: number, weight = 400): string {
  return `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}
