import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchOf, type Span, SpanFormat } from './index.ts';
import { orphanCountOf } from './orphan-count.ts';
import { atOnce } from './steps.ts';

function spanOf(id: number, parent: number): Span {
  const hex = (value: number): string => value.toString(16).padStart(16, '0');
  const none = { attributes: [], droppedAttributesCount: 0, schemaUrl: '' };
  return {
    ...{ traceId: '1'.padStart(32, '0'), spanId: hex(id), parentSpanId: parent ? hex(parent) : '' },
    ...{ name: '', kind: 0, start: 0n, duration: 0n, status: 0, statusMessage: '', flags: 0 },
    ...{ traceState: '', format: SpanFormat.otlp, attributes: [], droppedAttributesCount: 0 },
    ...{ events: [], droppedEventsCount: 0, links: [], droppedLinksCount: 0, warnings: [] },
    ...{ resource: { serviceName: '', ...none }, scope: { name: '', version: '', ...none } },
  };
}

describe('the orphans of a trace', () => {
  test('are the spans whose parent is not in it', () => {
    const ids = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.nat(25)), { minLength: 1 });
    fc.assert(
      fc.property(ids, (given) => {
        const known = new Set(given.map(([id]) => id));
        const orphans = given.filter(([, parent]) => parent !== 0 && !known.has(parent));
        const batch = batchOf(given.map(([id, parent]) => spanOf(id, parent)));
        expect(atOnce(orphanCountOf(batch))).toBe(orphans.length);
      }),
    );
  });
});
