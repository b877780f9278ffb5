// A service's color follows from its name alone, so it is the same on every page and machine. Hues keep
// clear of the reds, which mean errors, and lightness is set for 3:1 against the page in each theme.

const FIRST_HUE = 58;
const HUE_STEP = 6;
const HUES = 49;

interface Tone {
  readonly light: string;
  readonly dark: string;
}

const TONES: readonly Tone[] = [
  { light: '0.62 0.135', dark: '0.72 0.125' },
  { light: '0.52 0.12', dark: '0.81 0.09' },
  { light: '0.6 0.08', dark: '0.68 0.075' },
];

/** FNV-1a with a final mix, so that names that differ in the last letter lie far apart. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) {
    hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function partsOf(service: string): { hue: number; tone: Tone } {
  const hash = hashOf(service);
  const hue = FIRST_HUE + (hash % HUES) * HUE_STEP;
  const tone = TONES[Math.floor(hash / HUES) % TONES.length] ?? {
    light: '0.6 0.1',
    dark: '0.7 0.1',
  };
  return { hue, tone };
}

/** A CSS color that follows the theme. */
export function serviceColor(service: string): string {
  const { hue, tone } = partsOf(service);
  return `light-dark(oklch(${tone.light} ${hue}), oklch(${tone.dark} ${hue}))`;
}

/** The same color for a canvas, which knows no theme. */
export function serviceCanvasColor(service: string, dark: boolean): string {
  const { hue, tone } = partsOf(service);
  return `oklch(${dark ? tone.dark : tone.light} ${hue})`;
}
