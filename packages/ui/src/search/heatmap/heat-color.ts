// A heatmap's colours: mixed from the theme's two ends, by CSS for the legend and resolved for the canvas.
import { useMemo } from 'react';
import { useDark } from '../../theme/theme.ts';
import { COLOR_STEPS } from './color-step.ts';

/** What a colour stands for. */
export type HeatKind = 'traces' | 'errors';

/** The colours of all steps, as a canvas takes them. */
export type HeatColors = Readonly<Record<HeatKind, readonly string[]>>;

const ENDS = {
  traces: ['--heat-few', '--heat-most'],
  errors: ['--heat-error-few', '--heat-error-most'],
} as const;

/** A step's colour as CSS has it. */
export function heatColor(kind: HeatKind, step: number): string {
  const [few, most] = ENDS[kind];
  return `color-mix(in oklab, var(${most}) ${(step / (COLOR_STEPS - 1)) * 100}%, var(${few}))`;
}

/** The colours of the theme that is shown; others when it changes. */
export function useHeatColors(): HeatColors {
  const dark = useDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read from the page follows the theme
  return useMemo(() => ({ traces: readColors('traces'), errors: readColors('errors') }), [dark]);
}

function readColors(kind: HeatKind): readonly string[] {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colors = Array.from({ length: COLOR_STEPS }, (_, step) => {
    probe.style.color = heatColor(kind, step);
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colors;
}
