import { type AttributeValue, batchOf, RowMark } from '@clew/model';
import { expect, test } from 'vitest';
import { bigTrace } from '../../testing/big-trace.ts';
import { goodsTrace, orderTrace, rootlessTrace } from '../../testing/shop-traces.ts';
import { processOf, TraceMaker } from '../../testing/span-maker.ts';
import { rowNamed, traceOf } from '../../testing/trace-of.ts';
import { assembleHere } from './assemble.ts';
import { PAGE_SPANS, TraceChangedError } from './span-pages.ts';
import { childRows, hasMark, Trace } from './trace.ts';
import { traceIdOf } from './trace-id.ts';
import { localTrace, type TraceSource } from './trace-source.ts';
import { hostUsesOf, serviceUsesOf } from './trace-uses.ts';

const START = 1_795_451_101_189_306;
const order = await traceOf(orderTrace('104a41e92ef1cd2e', START));
const never = new AbortController().signal;

/** A value of each row. */
function each<T>(trace: Trace, of: (row: number) => T): readonly T[] {
  return Array.from({ length: trace.count }, (_, row) => of(row));
}

test('rows are in the order of the call chain, each with its depth', async () => {
  const trace = await traceOf(goodsTrace('4bb5b8be7e6b0c', START).reverse());
  expect(each(trace, (row) => trace.nameOf(row))).toEqual([
    '/g/v1/goods',
    '/Goods/GoodsList',
    '/Goods/GoodsList',
    'select_goods',
  ]);
  expect([...trace.depth]).toEqual([0, 1, 2, 3]);
  expect([...trace.parent]).toEqual([-1, 0, 1, 2]);
  expect([...trace.end]).toEqual([4, 4, 4, 4]);
  expect(trace.offset[1]).toBe(21_000);
  expect(trace.duration).toBe(5_106_000);
  expect(trace.levels).toBe(4);
});

test('services and hosts are counted, with their errors', async () => {
  expect(serviceUsesOf(order).find(({ name }) => name === 'goods-srv')).toEqual({
    name: 'goods-srv',
    spanCount: 2,
    errorCount: 1,
  });
  expect(hostUsesOf(order).find(({ name }) => name === 'srv-b')).toEqual({
    name: 'srv-b',
    address: '10.0.4.22',
    instances: ['6a1177e0b52c90fd'],
    services: ['user-srv', 'goods-srv'],
    spanCount: 3,
    errorCount: 1,
  });
  expect(order.errorCount).toBe(5);
});

test('a span from a host whose clock is early is moved under its parent, and marked', async () => {
  const sell = rowNamed(order, '/Inventory/Sell', 'inventory-srv');
  const caller = order.parent[sell] ?? -1;
  expect(hasMark(order, sell, RowMark.skewAdjusted)).toBe(true);
  expect(order.shiftOf(sell)).toBeGreaterThan(0);
  expect(order.offset[sell]).toBeGreaterThanOrEqual(order.offset[caller] ?? 0);
  expect(order.spanAt(sell)?.warnings).toEqual(['clock read twice']);
  expect(childRows(order, sell)).toHaveLength(2);
});

test('a span that only follows from its parent is told apart', async () => {
  const process = rowNamed(order, 'order_reback process', 'inventory-srv');
  expect(hasMark(order, process, RowMark.followsFrom)).toBe(true);
  expect(hasMark(order, process - 1, RowMark.followsFrom)).toBe(false);
});

test('a span whose parent has not come stands at the top, and says so without a warning', async () => {
  const trace = await traceOf(rootlessTrace('7caa', START));
  expect(trace.parent[0]).toBe(-1);
  expect(hasMark(trace, 0, RowMark.parentMissing)).toBe(true);
  expect(hasMark(trace, 0, RowMark.warning)).toBe(false);
});

test('a span that was sent twice is there once', async () => {
  const spans = goodsTrace('4bb5b8be7e6b0c', START);
  expect((await traceOf([...spans, ...spans])).count).toBe(spans.length);
});

test('spans in a circle of parents are all there', async () => {
  const maker = new TraceMaker('c1', START);
  const resource = processOf('a', {});
  const first = maker.add('', { name: 'one', resource, at: 0, lasts: 1 });
  const second = maker.add(first, { name: 'two', resource, at: 1, lasts: 1 });
  const spans = maker.spans.map((span) =>
    span.spanId === first ? { ...span, parentSpanId: second } : span,
  );
  expect((await traceOf(spans)).count).toBe(2);
});

test('an empty batch is a trace without rows', async () => {
  expect((await traceOf([])).count).toBe(0);
});

test('every span of a big trace has a row, and every row a subtree within its parent’s', async () => {
  const trace = await traceOf(bigTrace('b16', START, 2_000));
  expect(new Set(each(trace, (row) => trace.spanIdOf(row))).size).toBe(2_000);
  trace.parent.forEach((parent, row) => {
    if (parent < 0) return;
    expect(parent).toBeLessThan(row);
    expect(trace.end[row]).toBeLessThanOrEqual(trace.end[parent] ?? 0);
  });
});

test('a trace is shown by the text that agents call it by, where that is its', async () => {
  const text = '5d1ab2a47c1e4e0d9d1c1d2b2a1f0e9d.41.16500000000000001';
  const shownAs = async (traceId: string, said: AttributeValue) => {
    const maker = new TraceMaker(traceId, START);
    const resource = processOf('a', {});
    maker.add('', { name: 'other client', resource, at: 0, lasts: 9 });
    const attributes = { 'sw8.trace_id': said };
    maker.add('', { name: 'agent', resource, at: 1, lasts: 8, attributes });
    return (await traceOf(maker.spans)).shownId;
  };
  expect(await shownAs(traceIdOf(text) ?? '', text)).toBe(text);
  expect(await shownAs('104a41e92ef1cd2e', text)).toBe('104a41e92ef1cd2e');
  expect(await shownAs('104a41e92ef1cd2e', 7n)).toBe('104a41e92ef1cd2e');
});

test('a span that was moved has its times and those of its events as its row has', async () => {
  const sell = rowNamed(order, '/Inventory/Sell', 'inventory-srv');
  const span = order.spanAt(sell);
  expect(span?.start).toBe(order.start + BigInt(order.offset[sell] ?? 0));
  const events = span?.events.map(({ time }) => Number(time - order.start));
  expect(order.eventsOf(sell).map(({ offset }) => offset)).toEqual(events);
  expect(order.eventCount(sell)).toBe(events?.length);
});

test('an address names one row, also where spans share an id', async () => {
  const maker = new TraceMaker('c2', START);
  const resource = processOf('a', {});
  const id = maker.add('', { name: 'client', resource, at: 0, lasts: 9, kind: 3 });
  const [client] = maker.spans;
  if (client === undefined) throw new Error('no span');
  const trace = await traceOf([client, { ...client, kind: 2, name: 'server' }]);
  expect(each(trace, (row) => trace.addressOf(row))).toEqual([id, `${id}~2`]);
  expect(each(trace, (row) => trace.rowOf(trace.addressOf(row)))).toEqual([0, 1]);
  expect(trace.rowOf(id.replace(/^0+/, '').toUpperCase())).toBe(0);
  expect([trace.rowOf(`${id}~3`), trace.rowOf(''), trace.rowOf('xyz')]).toEqual([-1, -1, -1]);
});

/** A trace whose ranges come from elsewhere. */
function traceFrom(source: TraceSource, spans: ReturnType<typeof bigTrace>): Trace {
  return new Trace(assembleHere(source.traceId, batchOf(spans)), source);
}

test('spans come in pages, each once however many ask, and not for those who left', async () => {
  const spans = bigTrace('b17', START, PAGE_SPANS + 10);
  const local = localTrace(spans[0]?.traceId ?? '', batchOf(spans), { from: 0, to: spans.length });
  const asked: number[] = [];
  const signals: AbortSignal[] = [];
  const trace = traceFrom(
    {
      ...local,
      spans: async (from, to, signal) => {
        asked.push(from);
        signals.push(signal);
        return await local.spans(from, to, signal);
      },
    },
    spans,
  );
  const leaving = new AbortController();
  const left = trace.pages.load(0, leaving.signal);
  const kept = trace.pages.load(5, never);
  leaving.abort();
  await expect(left).rejects.toThrow();
  await kept;
  expect(signals[0]?.aborted).toBe(false);
  expect(trace.pages.isComplete).toBe(false);
  const counts: number[] = [];
  await trace.pages.loadAll(never, (count) => counts.push(count));
  expect(asked).toEqual([0, PAGE_SPANS]);
  expect(counts).toEqual([PAGE_SPANS + 10]);
  expect(each(trace, (row) => trace.spanAt(row)?.spanId)).toEqual(
    each(trace, (row) => trace.spanIdOf(row)),
  );
  const gone = new AbortController();
  const other = traceFrom({ ...local, spans: (_from, _to, signal) => untilAborted(signal) }, spans);
  const alone = other.pages.load(0, gone.signal);
  gone.abort(new Error('left'));
  await expect(alone).rejects.toThrow('left');
});

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
}

test('spans that are not those of the skeleton are refused', async () => {
  const spans = bigTrace('b18', START, 10);
  const other = localTrace(spans[0]?.traceId ?? '', batchOf(spans), { from: 1, to: spans.length });
  await expect(traceFrom(other, spans).pages.load(0, never)).rejects.toThrow(TraceChangedError);
});
