// The spans of a trace come together, whenever and in whatever company they come.
import { type Attribute, batchOf, SpanKind, StatusCode } from '@clew/model';
import { expect } from 'vitest';
import {
  CONTEXT,
  type ContractCheck,
  search,
  traceIdBytes,
  traceOf,
  write,
} from './contract-check.ts';
import { resourceOf, spanId, spanOf, traceId } from './sample-spans.ts';

export const traceAssemblyChecks: readonly ContractCheck[] = [
  {
    promise: 'has no trace that nobody wrote',
    async holds(store) {
      expect(await store.trace(traceIdBytes(traceId(1)), CONTEXT)).toBeUndefined();
      await write(store, spanOf({ trace: 2 }));
      expect(await store.trace(traceIdBytes(traceId(1)), CONTEXT)).toBeUndefined();
    },
  },
  {
    promise: 'takes a batch without spans, and nothing comes of it',
    async holds(store) {
      await store.write(batchOf([]), CONTEXT);
      await write(store, spanOf());
      await store.write(batchOf([]), CONTEXT);
      expect((await search(store)).traces).toHaveLength(1);
    },
  },
  {
    promise: 'puts a trace together from fragments in many batches, mixed with other traces',
    async holds(store) {
      const traces = [1, 2, 3];
      const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
      for (const id of numbers) {
        const spans = traces.map((trace) =>
          spanOf({ trace, id, parent: id - 1, at: id * 10, service: `service-${id % 4}` }),
        );
        await write(store, ...(id % 2 === 0 ? spans : spans.toReversed()));
      }
      for (const trace of traces) {
        const spans = await traceOf(store, traceId(trace));
        expect(spans.map((span) => span.spanId)).toEqual(numbers.map(spanId));
        expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId(trace)]));
      }
      expect((await search(store)).traces).toMatchObject(
        traces.toReversed().map((trace) => ({
          traceId: traceId(trace),
          spanCount: 12,
          duration: 110n + 1_000_000n,
          rootService: 'service-1',
          rootMissing: false,
        })),
      );
    },
  },
  {
    promise: 'names the hosts of a trace, wherever its fragments lie',
    async holds(store) {
      const on = (service: string, ...attributes: readonly Attribute[]) => ({
        resource: resourceOf(service, attributes),
      });
      const named = (value: string): Attribute => ({ key: 'host.name', value });
      const failed = { status: StatusCode.error };
      await write(
        store,
        spanOf({ id: 1, ...on('shop', named('srv-b')) }),
        spanOf({ id: 2, ...on('stock', named('srv-a')), ...failed }),
        spanOf({ trace: 2, ...on('shop', named('srv-c')) }),
      );
      await write(
        store,
        spanOf({ id: 3, ...on('shop', named('srv-a')) }),
        spanOf({ id: 4, ...on('shop', { key: 'ip', value: 0x0a_00_00_01n }), ...failed }),
        spanOf({ id: 5, ...on('shop'), ...failed }),
        spanOf({ trace: 3, ...on('shop') }),
      );
      const { traces } = await search(store);
      expect(traces.map((one) => one.hosts)).toEqual([
        [],
        [{ name: 'srv-c', spanCount: 1, errorCount: 0 }],
        [
          { name: '10.0.0.1', spanCount: 1, errorCount: 1 },
          { name: 'srv-a', spanCount: 2, errorCount: 1 },
          { name: 'srv-b', spanCount: 1, errorCount: 0 },
        ],
      ]);
    },
  },
  {
    promise: 'orders the spans of a trace by start, span id, kind, service and duration',
    async holds(store) {
      const spans = [
        spanOf({ at: -5, id: 9 }),
        spanOf({ id: 2, kind: SpanKind.server, service: 'b' }),
        spanOf({ id: 2, kind: SpanKind.client, service: 'a' }),
        spanOf({ id: 2, kind: SpanKind.client, service: 'b' }),
        // By code unit, as everything that is sorted.
        spanOf({ id: 2, kind: SpanKind.client, service: '🧶' }),
        spanOf({ id: 2, kind: SpanKind.client, service: '！' }),
        spanOf({ id: 3 }),
        spanOf({ id: 4, duration: 1n }),
        spanOf({ id: 4, duration: 2n ** 32n - 1n }),
        spanOf({ id: 4, duration: 2n ** 32n }),
        { ...spanOf(), spanId: '8000000000000000' },
        { ...spanOf(), spanId: 'ffffffffffffffff' },
        spanOf({ at: 1, id: 1 }),
      ];
      await write(store, ...spans.toReversed());
      expect(await traceOf(store, traceId(1))).toEqual(spans);
    },
  },
  {
    promise:
      'adds late spans to a trace that was read already, before its first and after its last',
    async holds(store) {
      await write(store, spanOf({ id: 2, parent: 1, at: 100 }));
      expect(await traceOf(store, traceId(1))).toHaveLength(1);
      expect((await search(store)).traces).toMatchObject([{ rootMissing: true, spanCount: 1 }]);
      await store.flush();
      await write(store, spanOf({ id: 1, service: 'gateway' }));
      await store.flush();
      await write(store, spanOf({ id: 3, parent: 2, at: 5_000_000 }));
      const spans = await traceOf(store, traceId(1));
      expect(spans.map((span) => span.spanId)).toEqual([1, 2, 3].map(spanId));
      expect((await search(store)).traces).toMatchObject([
        { rootService: 'gateway', rootMissing: false, spanCount: 3, duration: 6_000_000n },
      ]);
    },
  },
  {
    promise: 'takes the earliest span without a parent for the root, or else the earliest span',
    async holds(store) {
      await write(store, spanOf({ id: 4, parent: 9, name: 'orphan' }));
      await write(store, spanOf({ id: 2, at: 20, name: 'second root' }));
      await write(store, spanOf({ id: 3, at: 10, name: 'root' }));
      await write(store, spanOf({ trace: 2, id: 2, parent: 9, at: 20, name: 'second orphan' }));
      await write(store, spanOf({ trace: 2, id: 3, parent: 9, at: 10, name: 'first orphan' }));
      expect((await search(store)).traces).toMatchObject([
        { traceId: traceId(2), rootName: 'first orphan', rootMissing: true },
        { traceId: traceId(1), rootName: 'root', rootMissing: false },
      ]);
    },
  },
];
