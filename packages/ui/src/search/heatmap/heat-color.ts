// A heatmap's colours: mixed from the theme's two ends, by CSS for the legend and resolved for the canvas.
import { resolveColors, useOfTheme } from '../../canvas/canvas-colors.ts';
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
  return useOfTheme(readHeatColors);
}

function readHeatColors(): HeatColors {
  return { traces: stepsOf('traces'), errors: stepsOf('errors') };
}

function stepsOf(kind: HeatKind): readonly string[] {
  return resolveColors(Array.from({ length: COLOR_STEPS }, (_, step) => heatColor(kind, step)));
}
