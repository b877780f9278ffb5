// What every call promises, whatever it asks: tenants, cancelling, deadlines, closing.
import { batchOf } from '@clew/model';
import { expect } from 'vitest';
import type { CallContext, SpanReader, SpanStore } from '../span-store.ts';
import { ALL_TIME, type HistogramQuery } from '../trace-query.ts';
import {
  CONTEXT,
  type ContractCheck,
  matches,
  search,
  traceIdBytes,
  traceOf,
  write,
} from './contract-check.ts';
import { richSpan, spanOf, traceId } from './sample-spans.ts';

export const callChecks: readonly ContractCheck[] = [
  {
    promise: 'shows what was written as soon as the write is acknowledged',
    async holds(store) {
      for (let trace = 1; trace <= 20; trace++) {
        await write(store, spanOf({ trace, service: `service-${trace}` }));
        expect(await traceOf(store, traceId(trace))).toHaveLength(1);
        expect(await matches(store)).toHaveLength(trace);
        expect(await store.services(CONTEXT)).toContain(`service-${trace}`);
      }
    },
  },
  {
    promise: 'flushes when there is nothing to flush, something, and again',
    async holds(store) {
      await store.flush();
      await write(store, richSpan);
      await Promise.all([store.flush(), store.flush()]);
      await store.flush();
      expect(await traceOf(store, richSpan.traceId)).toEqual([richSpan]);
    },
  },
  {
    promise: 'finds nothing for a tenant it does not know, and refuses its spans',
    async holds(store) {
      const other: CallContext = { tenant: 'other' };
      await write(store, richSpan);
      await expect(store.write(batchOf([spanOf()]), other)).rejects.toMatchObject({
        code: 'CLEW_STORE_UNSUPPORTED',
      });
      expect(await traceOf(store, traceId(1))).toEqual([]);
      for (const { name, call, nothing } of reads) {
        expect(await call(store, other), name).toEqual(nothing);
      }
    },
  },
  {
    promise:
      'ends a call whose signal is aborted with the signal’s reason, and keeps nothing of a write',
    async holds(store) {
      await write(store, richSpan);
      const reason = new Error('the caller has gone');
      const context: CallContext = { tenant: '', signal: AbortSignal.abort(reason) };
      await expect(store.write(batchOf([spanOf()]), context)).rejects.toBe(reason);
      for (const { name, call } of reads) {
        await expect(call(store, context), name).rejects.toBe(reason);
      }
      expect(await matches(store)).toEqual([richSpan.traceId]);
    },
  },
  {
    promise: 'answers or ends with the signal’s reason when the signal is aborted meanwhile',
    async holds(store) {
      await write(store, richSpan);
      for (const { name, call } of reads) {
        const abort = new AbortController();
        const reason = new Error(`${name} is not wanted any more`);
        const answer = call(store, { tenant: '', signal: abort.signal });
        abort.abort(reason);
        await answer.catch((error: unknown) => expect(error, name).toBe(reason));
        expect(await call(store, CONTEXT), name).toBeDefined();
      }
    },
  },
  {
    promise:
      'answers a search or a histogram partially when its deadline has passed, and refuses other reads',
    async holds(store) {
      await write(store, richSpan, spanOf());
      const late: CallContext = { tenant: '', deadline: 1 };
      const all = await matches(store);
      const page = await store.search({ range: ALL_TIME, limit: 10 }, late);
      expect(page.partial).toBe(true);
      expect(all).toEqual(expect.arrayContaining(page.traces.map((one) => one.traceId)));
      const counted = await store.histogram(HISTOGRAM, late);
      expect(counted.partial).toBe(true);
      expect(counted.traceCount).toBeLessThanOrEqual(all.length);
      for (const { name, call } of reads) {
        if (name === 'search' || name === 'histogram') continue;
        await expect(call(store, late), name).rejects.toMatchObject({ code: 'CLEW_STORE_TIMEOUT' });
      }
      await store.write(batchOf([spanOf({ trace: 2 })]), late);
      expect(await traceOf(store, traceId(2))).toHaveLength(1);
    },
  },
  {
    promise: 'answers in full when the deadline is far away and the signal is not aborted',
    async holds(store) {
      await write(store, richSpan, spanOf());
      const { signal } = new AbortController();
      for (const deadline of [Number.MAX_SAFE_INTEGER, Number.POSITIVE_INFINITY]) {
        for (const { name, call } of reads) {
          const answer = await call(store, { tenant: '', signal, deadline });
          expect(answer, name).toEqual(await call(store, CONTEXT));
        }
      }
    },
  },
  {
    promise: 'refuses every call after it was closed with CLEW_STORE_CLOSED, but closing again',
    async holds(store) {
      await write(store, richSpan);
      await store.close();
      const refused = { code: 'CLEW_STORE_CLOSED' };
      await expect(store.write(batchOf([spanOf()]), CONTEXT)).rejects.toMatchObject(refused);
      await expect(store.flush()).rejects.toMatchObject(refused);
      for (const { name, call } of reads) {
        await expect(call(store, CONTEXT), name).rejects.toMatchObject(refused);
      }
      await store.close();
    },
  },
  {
    promise: 'hands out answers that later writes do not change',
    async holds(store) {
      await write(store, spanOf());
      const batch = await store.trace(traceIdBytes(traceId(1)), CONTEXT);
      const page = await search(store);
      const bytes = batch?.bytes.slice();
      const before = structuredClone(page);
      for (let id = 2; id < 50; id++) {
        await write(store, spanOf({ id, at: id, name: `operation ${id}` }), spanOf({ trace: id }));
      }
      await store.flush();
      expect(batch?.bytes).toEqual(bytes);
      expect(page).toEqual(before);
    },
  },
];

const HISTOGRAM: HistogramQuery = { range: ALL_TIME, timeCells: 10, durationEdges: [1_000_000n] };

interface Read {
  readonly name: keyof SpanReader;
  readonly call: (store: SpanStore, context: CallContext) => Promise<unknown>;
  /** The answer when there are no spans. */
  readonly nothing: unknown;
}

/** One call of every kind of read. */
const reads: readonly Read[] = [
  {
    name: 'trace',
    call: (store, context) => store.trace(traceIdBytes(richSpan.traceId), context),
    nothing: undefined,
  },
  {
    name: 'search',
    call: (store, context) => store.search({ range: ALL_TIME, limit: 10 }, context),
    nothing: { traces: [], partial: false },
  },
  {
    name: 'histogram',
    call: (store, context) => store.histogram(HISTOGRAM, context),
    nothing: { cells: [], traceCount: 0, errorTraceCount: 0, partial: false },
  },
  { name: 'services', call: (store, context) => store.services(context), nothing: [] },
  {
    name: 'operations',
    call: (store, context) => store.operations('goods-srv', context),
    nothing: [],
  },
  {
    name: 'remoteServices',
    call: (store, context) => store.remoteServices('goods-srv', context),
    nothing: [],
  },
  { name: 'attributeKeys', call: (store, context) => store.attributeKeys(context), nothing: [] },
  {
    name: 'attributeValues',
    call: (store, context) => store.attributeValues({ scope: 'span', key: 'int' }, 10, context),
    nothing: [],
  },
  {
    name: 'dependencies',
    call: (store, context) => store.dependencies(ALL_TIME, context),
    nothing: [],
  },
  {
    name: 'endpointLinks',
    call: (store, context) => store.endpointLinks(ALL_TIME, context),
    nothing: [],
  },
];
