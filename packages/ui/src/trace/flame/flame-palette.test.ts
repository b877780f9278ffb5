import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inkOn, luminanceOf, type Rgb } from './flame-palette.ts';

test('what is written on a box can be read, whatever color it has', () => {
  const part = fc.nat({ max: 255 });
  fc.assert(
    fc.property(fc.tuple(part, part, part), (color: Rgb) => {
      const luminance = luminanceOf(color) + 0.05;
      const contrast = inkOn(color) === '#ffffff' ? 1.05 / luminance : luminance / 0.05;
      expect(contrast).toBeGreaterThan(4.5);
    }),
  );
});
