// The colors of a flame graph's boxes: of their services as everywhere, in all the forms in which they are painted.
import { useMemo } from 'react';
import { type CanvasColors, useCanvasColors } from '../../canvas/canvas-colors.ts';
import { serviceCanvasColor } from '../../theme/service-color.ts';
import { useDark } from '../../theme/theme.ts';

/** How much of its color a box keeps that is not what is looked for. */
const DIMMED = 0.22;
const INKS = ['#000000', '#ffffff'] as const;

/** A color's parts from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** A box in one color: filled, as a pixel (as `ImageData` in little endian has it), and what is written on it. */
export interface BoxColor {
  readonly fill: string;
  readonly pixel: number;
  readonly ink: string;
}

/** The colors of a theme, a service each. */
export interface FlamePalette {
  readonly colors: CanvasColors;
  readonly plain: readonly BoxColor[];
  readonly dimmed: readonly BoxColor[];
  readonly errorPixel: number;
}

/** The palette of a trace's services in the theme that is shown. */
export function useFlamePalette(services: readonly string[]): FlamePalette {
  const colors = useCanvasColors();
  const dark = useDark();
  return useMemo(() => paletteOf(services, colors, dark), [services, colors, dark]);
}

function paletteOf(services: readonly string[], colors: CanvasColors, dark: boolean): FlamePalette {
  const [surface, error, ...plain] = resolve([
    colors.surface,
    colors.error,
    ...services.map((service) => serviceCanvasColor(service, dark)),
  ]) as [Rgb, Rgb, ...Rgb[]];
  const faint = colors['ink-3'];
  return {
    colors,
    plain: plain.map((color) => ({ ...painted(color), ink: inkOn(color) })),
    dimmed: plain.map((color) => ({ ...painted(mix(color, surface, DIMMED)), ink: faint })),
    errorPixel: pixelOf(error),
  };
}

/** CSS colors as numbers, in the words of the browser itself. */
function resolve(colors: readonly string[]): readonly Rgb[] {
  const canvas = document.createElement('canvas');
  canvas.width = colors.length;
  canvas.height = 1;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return colors.map(() => [128, 128, 128]);
  colors.forEach((color, x) => {
    context.fillStyle = color;
    context.fillRect(x, 0, 1, 1);
  });
  const { data } = context.getImageData(0, 0, colors.length, 1);
  return colors.map((_, x) => [data[x * 4] ?? 0, data[x * 4 + 1] ?? 0, data[x * 4 + 2] ?? 0]);
}

function mix(color: Rgb, other: Rgb, share: number): Rgb {
  return [0, 1, 2].map((i) =>
    Math.round((color[i] ?? 0) * share + (other[i] ?? 0) * (1 - share)),
  ) as unknown as Rgb;
}

function painted(color: Rgb): Pick<BoxColor, 'fill' | 'pixel'> {
  return { fill: `rgb(${color.join(' ')})`, pixel: pixelOf(color) };
}

function pixelOf([red, green, blue]: Rgb): number {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Black or white, whichever is easier to read on a color: one of them always has a contrast above 4.5. */
export function inkOn(color: Rgb): string {
  const [dark, light] = INKS;
  const luminance = luminanceOf(color);
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? dark : light;
}

/** Relative luminance as WCAG defines it. */
export function luminanceOf([red, green, blue]: Rgb): number {
  const [r, g, b] = [red, green, blue].map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
