import { readFileSync } from 'node:fs';
import { SpanBatchBuilder, SpanBatchReader, spanObject } from '@clew/model';
import { describe, expect, test } from 'vitest';
import { decodeSegment } from './index.ts';
import { type OapSpan, oapSpans } from './testing/oap-span.ts';

const folder = new URL('./fixtures/', import.meta.url);

/** What a real agent sent, in either order of its segments. */
function spansOf(client: string, order: readonly number[]) {
  const builder = new SpanBatchBuilder();
  for (const n of order) {
    decodeSegment(new Uint8Array(readFileSync(new URL(`${client}.${n}.bin`, folder))), builder);
  }
  return [...new SpanBatchReader(builder.finish()).spans()].map(spanObject);
}

/** What a real SkyWalking server showed of it; `component` it did not know, and `attachedEvents` no agent sent. */
function oapTraces(client: string): readonly (readonly OapSpan[])[] {
  const text = readFileSync(new URL(`${client}.oap.json`, folder), 'utf8');
  const { traces } = JSON.parse(text) as { traces: Record<string, readonly OapSpan[]> };
  return Object.values(traces);
}

describe.each(['node-skywalking', 'node-skywalking-long'])('%s', (client) => {
  test.each([[[1, 2]], [[2, 1]]])(
    'has every span, parent, ref, service, instance, endpoint, type, peer, layer, error, tag and log of SkyWalking, sent in the order %j',
    (order) => {
      const traces = Map.groupBy(spansOf(client, order), ({ traceId }) => traceId);
      const expected = oapTraces(client);
      expect(traces.size).toBe(expected.length);
      for (const spans of expected) {
        const own = traces.get(spans[0]?.traceId ?? '') ?? [];
        const plain = spans.map((span) => {
          const { component, attachedEvents, ...rest } = span as OapSpan & Record<string, unknown>;
          return rest;
        });
        expect(oapSpans(own)).toEqual(plain);
      }
    },
  );

  test('has the names of components', () => {
    const names = spansOf(client, [1, 2]).flatMap(({ attributes }) =>
      attributes.flatMap(({ key, value }) => (key === 'component' ? [value] : [])),
    );
    expect(names).toEqual(['Express', 'Express']);
  });
});
