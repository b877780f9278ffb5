// Much at once: large traces, many traces, many callers.
import { batchOf, type Span, summarizeTrace } from '@clew/model';
import { expect } from 'vitest';
import { compareInTrace, compareNewestFirst } from '../trace-order.ts';
import { ALL_TIME } from '../trace-query.ts';
import {
  allPages,
  CONTEXT,
  type ContractCheck,
  matches,
  search,
  traceOf,
  write,
} from './contract-check.ts';
import { spanId, spanOf, traceId } from './sample-spans.ts';
import { seededSpans } from './seeded-spans.ts';

export const volumeChecks: readonly ContractCheck[] = [
  {
    promise: 'takes a hundred writers at once and keeps every span of every one',
    async holds(store) {
      const writers = Array.from({ length: 100 }, (_, index) => index + 1);
      await Promise.all(
        writers.map(async (writer) => {
          // Each has a trace of its own, a part in one that all share, and waits for its own writes.
          for (const part of [1, 2, 3]) {
            const id = writer * 10 + part;
            await write(store, spanOf({ trace: writer + 1, id, at: id }), spanOf({ id, at: id }));
          }
        }),
      );
      const shared = await traceOf(store, traceId(1));
      const ids = writers.flatMap((writer) => [1, 2, 3].map((part) => spanId(writer * 10 + part)));
      expect(shared.map((span) => span.spanId)).toEqual(ids);
      const { traces } = await search(store);
      expect(traces).toHaveLength(101);
      expect(traces.map((one) => one.spanCount).sort((a, b) => a - b)).toEqual([
        ...writers.map(() => 3),
        300,
      ]);
    },
  },
  {
    promise: 'answers while others write, and never with less than was acknowledged before',
    async holds(store) {
      let acknowledged = 0;
      const writing = (async () => {
        for (let trace = 1; trace <= 60; trace++) {
          await write(store, spanOf({ trace, at: trace }));
          acknowledged = trace;
        }
      })();
      while (acknowledged < 60) {
        const before = acknowledged;
        const found = await matches(store);
        const expected = Array.from({ length: before }, (_, index) => traceId(before - index));
        expect(found.slice(found.length - before)).toEqual(expected);
        if (before > 0) expect(await traceOf(store, traceId(before))).toHaveLength(1);
        // Lets the writer on where a store answers without ever waiting.
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writing;
      expect(await matches(store)).toHaveLength(60);
    },
  },
  {
    promise:
      'pages through two thousand traces, with a summary for each that all of its spans give',
    async holds(store) {
      const spans = seededSpans({ seed: 7, traces: 2000 });
      for (let from = 0; from < spans.length; from += 1000) {
        await write(store, ...spans.slice(from, from + 1000));
      }
      const expected = [...byTrace(spans).values()].map(summarizeTrace).sort(compareNewestFirst);
      const pages = await allPages(store, { range: ALL_TIME, limit: 300 });
      expect(pages.flatMap((page) => page.traces)).toEqual(expected);
    },
  },
  {
    promise: 'gives back a trace of 20,000 spans that came in many batches, whole and in order',
    async holds(store) {
      const spans = seededSpans({ seed: 11, traces: 1, spansPerTrace: 20_000 });
      const writes: Promise<void>[] = [];
      for (let from = 0; from < spans.length; from += 700) {
        writes.push(store.write(batchOf(spans.slice(from, from + 700)), CONTEXT));
      }
      await Promise.all(writes);
      const sorted = spans.toSorted(compareInTrace);
      const [first] = spans;
      const found = await traceOf(store, first?.traceId ?? '');
      expect(found).toHaveLength(spans.length);
      // Deep comparison of all of them takes seconds; their order and a part of them do.
      expect(found.map(idAndStart)).toEqual(sorted.map(idAndStart));
      expect(found.filter((_, index) => index % 40 === 0)).toEqual(
        sorted.filter((_, index) => index % 40 === 0),
      );
      expect((await search(store)).traces).toEqual([summarizeTrace(sorted)]);
    },
  },
];

function byTrace(spans: readonly Span[]): Map<string, Span[]> {
  return Map.groupBy(spans, (span) => span.traceId);
}

function idAndStart(span: Span): string {
  return `${span.spanId} ${span.start}`;
}
