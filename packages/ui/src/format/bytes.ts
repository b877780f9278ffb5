// Bytes as people read them: three significant digits and the unit that fits, in powers of ten as the options have them.
import type { NumberText } from './duration.ts';

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** Bytes as text: `340 B`, `12.3 MB`, `1.25 TB`. */
export function bytesText(bytes: number, numberText: NumberText): string {
  let value = bytes;
  let unit = 0;
  // 999.6 kB would read "1000 kB": the next unit says it better.
  while (Number(value.toPrecision(3)) >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  const rounded = Number(value.toFixed(digits));
  return `${numberText(rounded, Number.isInteger(rounded) ? 0 : digits)} ${UNITS[unit]}`;
}
