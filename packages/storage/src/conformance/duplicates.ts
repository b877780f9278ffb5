// A span sent twice is one span; spans that only look alike are not.
import { batchOf, SpanKind, StatusCode } from '@clew/model';
import { expect } from 'vitest';
import { ALL_TIME } from '../trace-query.ts';
import { CONTEXT, type ContractCheck, matches, search, traceOf, write } from './contract-check.ts';
import { richSpan, spanOf, traceId } from './sample-spans.ts';

export const duplicateChecks: readonly ContractCheck[] = [
  {
    promise: 'keeps a span once, though it is sent again in the same batch and in later ones',
    async holds(store) {
      await write(store, richSpan, spanOf(), richSpan);
      await write(store, richSpan);
      await write(store, spanOf({ at: 1, id: 2 }), spanOf(), richSpan);
      expect(await traceOf(store, richSpan.traceId)).toEqual([richSpan]);
      expect(await traceOf(store, traceId(1))).toEqual([spanOf(), spanOf({ at: 1, id: 2 })]);
    },
  },
  {
    promise: 'counts a span that was sent twice once',
    async holds(store) {
      const failed = spanOf({ status: StatusCode.error, service: 'shop' });
      const child = spanOf({ id: 2, parent: 1, at: 1, service: 'stock' });
      await write(store, failed, failed, child);
      await write(store, child, failed);
      const { traces } = await search(store);
      expect(traces).toMatchObject([
        {
          spanCount: 2,
          errorCount: 1,
          services: [
            { name: 'shop', spanCount: 1, errorCount: 1 },
            { name: 'stock', spanCount: 1, errorCount: 0 },
          ],
        },
      ]);
      expect(await store.dependencies(ALL_TIME, CONTEXT)).toEqual([
        { parent: 'shop', child: 'stock', callCount: 1 },
      ]);
      expect(await matches(store, { op: 'spanCount', is: '=', value: 2 })).toEqual([traceId(1)]);
      expect(await matches(store, { op: 'errorCount', is: '>', value: 1 })).toEqual([]);
    },
  },
  {
    promise:
      'keeps of two spans with one identity the one written first, within a batch and across',
    async holds(store) {
      const first = spanOf({
        name: 'first',
        duration: 5n,
        attributes: [{ key: 'k', value: 'first' }],
      });
      const second = {
        ...first,
        name: 'second',
        status: StatusCode.error,
        parentSpanId: '00000000000000ff',
        attributes: [{ key: 'k', value: 'second' }],
      };
      await write(store, first, second);
      await write(store, second);
      expect(await traceOf(store, first.traceId)).toEqual([first]);
      expect((await search(store)).traces).toMatchObject([
        { rootName: 'first', rootMissing: false, duration: 5n, spanCount: 1, errorCount: 0 },
      ]);
      const of = (value: string) =>
        matches(store, {
          op: 'some',
          span: { op: 'attribute', scope: 'span', key: 'k', is: '=', value },
        });
      expect(await of('first')).toEqual([first.traceId]);
      expect(await of('second')).toEqual([]);
      expect(await matches(store, { op: 'traceDuration', is: '>', value: 5n })).toEqual([]);
      const failed = { op: 'status', is: '=', value: StatusCode.error } as const;
      expect(await matches(store, { op: 'some', span: failed })).toEqual([]);
    },
  },
  {
    promise: 'keeps apart spans that differ in one part of their identity',
    async holds(store) {
      const spans = [
        spanOf({ kind: SpanKind.client }),
        spanOf({ kind: SpanKind.server }),
        spanOf({ kind: SpanKind.server, service: 'service-2' }),
        spanOf({ id: 2 }),
        spanOf({ id: 2, at: 1 }),
        // As it was reported first, while it lasted, and much longer.
        spanOf({ id: 2, duration: 0n }),
        spanOf({ id: 2, duration: 2n ** 32n }),
      ];
      const sorted = [1, 2, 0, 5, 3, 6, 4].map((index) => spans[index]);
      await write(store, ...spans.toReversed());
      await write(store, ...spans, spanOf({ trace: 2 }));
      expect(await traceOf(store, traceId(1))).toEqual(sorted);
      expect(await traceOf(store, traceId(2))).toEqual([spanOf({ trace: 2 })]);
    },
  },
  {
    promise: 'keeps one of the same spans that are written at the same time',
    async holds(store) {
      const spans = Array.from({ length: 20 }, (_, index) => spanOf({ id: index + 1, at: index }));
      const batch = batchOf(spans);
      await Promise.all(Array.from({ length: 20 }, () => store.write(batch, CONTEXT)));
      expect(await traceOf(store, traceId(1))).toEqual(spans);
      expect((await search(store)).traces).toMatchObject([{ spanCount: 20 }]);
    },
  },
];
