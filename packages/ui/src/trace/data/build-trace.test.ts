import { batchOf } from '@clew/model';
import { expect, test } from 'vitest';
import { bigTrace } from '../../testing/big-trace.ts';
import { goodsTrace, orderTrace, rootlessTrace } from '../../testing/shop-traces.ts';
import { processOf, TraceMaker } from '../../testing/span-maker.ts';
import { buildTrace } from './build-trace.ts';
import { shortTraceId } from './short-trace-id.ts';
import { childRows, hasMark, Mark, type Trace } from './trace.ts';

const START = 1_795_451_101_189_306;
const order = buildTrace(batchOf(orderTrace('104a41e92ef1cd2e', START)));

function rowNamed(trace: Trace, name: string, service: string): number {
  return trace.spans.findIndex(
    (span) => span.name === name && span.resource.serviceName === service,
  );
}

test('rows are in the order of the call chain, each with its depth', () => {
  const trace = buildTrace(batchOf(goodsTrace('4bb5b8be7e6b0c', START).reverse()));
  expect(trace.spans.map((span) => span.name)).toEqual([
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

test('services and hosts are counted, with their errors', () => {
  expect(order.services.find(({ name }) => name === 'goods-srv')).toEqual({
    name: 'goods-srv',
    spanCount: 2,
    errorCount: 1,
  });
  expect(order.hosts.find(({ host }) => host === 'srv-b')).toEqual({
    host: 'srv-b',
    address: '10.0.4.22',
    instances: ['6a1177e0b52c90fd'],
    services: ['user-srv', 'goods-srv'],
    spanCount: 3,
    errorCount: 1,
  });
  expect(order.errorCount).toBe(5);
});

test('a span from a host whose clock is early is moved under its parent, and marked', () => {
  const sell = rowNamed(order, '/Inventory/Sell', 'inventory-srv');
  const caller = order.parent[sell] ?? -1;
  expect(hasMark(order, sell, Mark.skewAdjusted)).toBe(true);
  expect(order.shifts.get(sell)).toBeGreaterThan(0);
  expect(order.offset[sell]).toBeGreaterThanOrEqual(order.offset[caller] ?? 0);
  expect(order.spans[sell]?.warnings).toEqual(['clock read twice']);
  expect(childRows(order, sell)).toHaveLength(2);
});

test('a span that only follows from its parent is told apart', () => {
  const process = rowNamed(order, 'order_reback process', 'inventory-srv');
  expect(hasMark(order, process, Mark.followsFrom)).toBe(true);
  expect(hasMark(order, process - 1, Mark.followsFrom)).toBe(false);
});

test('a span whose parent has not come stands at the top, and says so without a warning', () => {
  const trace = buildTrace(batchOf(rootlessTrace('7caa', START)));
  expect(trace.parent[0]).toBe(-1);
  expect(hasMark(trace, 0, Mark.parentMissing)).toBe(true);
  expect(hasMark(trace, 0, Mark.warning)).toBe(false);
});

test('a span that was sent twice is there once', () => {
  const spans = goodsTrace('4bb5b8be7e6b0c', START);
  expect(buildTrace(batchOf([...spans, ...spans])).spans).toHaveLength(spans.length);
});

test('spans in a circle of parents are all there', () => {
  const maker = new TraceMaker('c1', START);
  const resource = processOf('a', {});
  const first = maker.add('', { name: 'one', resource, at: 0, lasts: 1 });
  const second = maker.add(first, { name: 'two', resource, at: 1, lasts: 1 });
  const spans = maker.spans.map((span) =>
    span.spanId === first ? { ...span, parentSpanId: second } : span,
  );
  expect(buildTrace(batchOf(spans)).spans).toHaveLength(2);
});

test('an empty batch is a trace without rows', () => {
  expect(buildTrace(batchOf([])).spans).toEqual([]);
});

test('every span of a big trace has a row, and every row a subtree within its parent’s', () => {
  const trace = buildTrace(batchOf(bigTrace('b16', START, 2_000)));
  expect(new Set(trace.spans.map((span) => span.spanId)).size).toBe(2_000);
  trace.parent.forEach((parent, row) => {
    if (parent < 0) return;
    expect(parent).toBeLessThan(row);
    expect(trace.end[row]).toBeLessThanOrEqual(trace.end[parent] ?? 0);
  });
});

test('ids of 64 bits are shown without the zeros that fill them up', () => {
  expect(shortTraceId('0000000000000000004bb5b8be7e6b0c')).toBe('004bb5b8be7e6b0c');
  expect(shortTraceId('104a41e92ef1cd2e5b1f0c3a7d9e8f60')).toHaveLength(32);
});
