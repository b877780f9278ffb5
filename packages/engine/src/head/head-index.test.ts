import { batchOf, hexDecodeInto, SpanBatch } from '@clew/model';
import { seededSpans } from '@clew/storage/conformance';
import { expect, test } from 'vitest';
import { traceItem } from '../segment/trace-item.ts';
import { HeadBatch } from './head.ts';
import { HeadIndex } from './head-index.ts';

test('an index says of every trace what looking into each batch says', () => {
  const spans = seededSpans({ seed: 1, traces: 120 });
  const batches: HeadBatch[] = [];
  // Batches of all sizes, the empty one among them; neighbouring ones share traces.
  for (let from = 0, size = 0; from < spans.length; from += size, size = (size + 7) % 90) {
    batches.push(new HeadBatch(new SpanBatch(batchOf(spans.slice(from, from + size)).bytes), 0));
  }
  expect(batches.length).toBeGreaterThan(10);
  const index = new HeadIndex(batches);
  let added = 0;
  while (index.addNext()) added += 1;
  expect(added).toBe(batches.length);
  const id = new Uint8Array(32);
  const unknown = 'ab'.repeat(16);
  for (const traceId of new Set([...spans.map((span) => span.traceId), unknown])) {
    hexDecodeInto(traceId, id, 16, 16);
    const expected = batches.flatMap((batch) => {
      const rows: number[] = [];
      batch.findTrace(id, 16, traceItem(id, 16), rows);
      return rows.length === 0 ? [] : [{ batch, rows }];
    });
    expect(index.rowsOf(id, 16)).toEqual(expected);
    expect(index.has(id, 16)).toBe(traceId !== unknown);
  }
});
