import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostActivity } from './host-activity.ts';

const span = fc.record({ start: fc.nat(100), duration: fc.nat(40), host: fc.nat(2) });
// Powers of two, so that the edges of parts are exact.
const powers = fc.constantFrom(1, 2, 4, 8);
const range = fc.record({ from: fc.nat(60), width: powers, parts: powers });

test('a lane counts the spans that touch each part of the time', () => {
  fc.assert(
    fc.property(fc.array(span), range, (spans, { from, width, parts }) => {
      const length = width * parts;
      const trace = {
        count: spans.length,
        hosts: ['a', 'b', 'c'],
        host: Uint32Array.from(spans, ({ host }) => host),
        offset: Float64Array.from(spans, ({ start }) => start),
        length: Float64Array.from(spans, ({ duration }) => duration),
      };
      const to = from + length;
      const activity = hostActivity(trace, { from, to }, parts);
      for (let host = 0; host < 3; host++) {
        for (let part = 0; part < parts; part++) {
          const begins = from + (part * length) / parts;
          const ends = from + ((part + 1) * length) / parts;
          const isLast = part === parts - 1;
          const open = spans.filter((one) => {
            if (one.host !== host) return false;
            const end = one.start + one.duration;
            // A span without length, and one that ends where a part begins, touch what begins there.
            const starts = one.start < ends || (isLast && one.start === ends);
            return (
              starts &&
              (end > begins ||
                (one.start >= begins && end >= begins) ||
                (part === 0 && end === begins))
            );
          });
          expect(activity[host * parts + part]).toBe(open.length);
        }
      }
    }),
    { numRuns: 500 },
  );
});
