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

/** Colors as CSS writes them, as they are in the theme that is shown. */
export function resolveColors(colors: readonly string[]): readonly string[] {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const resolved = colors.map((color) => {
    probe.style.color = color;
    return style.color;
  });
  probe.remove();
  return resolved;
}

/**
 * What is read from the page's colors; read again when the theme changes.
 * @param read the same function each time
 */
export function useOfTheme<T>(read: () => T): T {
  const dark = useDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read from the page follows the theme
  return useMemo(read, [read, dark]);
}

function readColors(): CanvasColors {
  const colors = resolveColors(TOKENS.map((token) => `var(--${token})`));
  return Object.fromEntries(
    TOKENS.map((token, index) => [token, colors[index]]),
  ) as unknown as CanvasColors;
}

/** The colors of the theme that is shown; others when it changes. */
export function useCanvasColors(): CanvasColors {
  return useOfTheme(readColors);
}

/** The fonts of the page, as a canvas wants them: `font(12)`, `font(12, 600)`. */
export function canvasFont(size: number, weight = 400): string {
  return `${weight} ${size}px ${getComputedStyle(document.body).fontFamily}`;
}
