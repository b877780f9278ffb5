import i18next from 'i18next';
import { expect, test } from 'vitest';
import { formatOf } from '../../format/format.ts';
import { bigTrace } from '../../testing/big-trace.ts';
import { orderTrace } from '../../testing/shop-traces.ts';
import { traceOf } from '../../testing/trace-of.ts';
import { byAttribute } from '../data/group-spans.ts';
import { isError } from '../data/trace.ts';
import { doNow } from '../data/turns.ts';
import { SPAN_COLUMNS, SpanColumns } from './span-columns.ts';
import { chosenRows, sumsOf } from './table-rows.ts';

const all = { onlyErrors: false, onlyFound: false, least: '', conditions: [] };
const none: ReadonlySet<number> = new Set();
const order = await traceOf(orderTrace('104a41e92ef1cd2e', 1_700_000_000_000_000));
const big = await traceOf(bigTrace('b16', 1_700_000_000_000_000, 500));
const columns = new SpanColumns(big, {
  t: i18next.t,
  format: formatOf('en'),
});

test('each part of a choice leaves out the rows that are not wanted', () => {
  const rows = (choice: Partial<typeof all>, matches = none) => [
    ...doNow(chosenRows(order, { ...all, ...choice }, matches)),
  ];
  const every = Array.from({ length: order.count }, (_, row) => row);
  expect(rows({})).toEqual(every);
  expect(rows({ onlyErrors: true })).toEqual(every.filter((row) => isError(order, row)));
  expect(rows({ onlyFound: true }, new Set([3, 5]))).toEqual([3, 5]);
  expect(rows({ least: '50ms' })).toEqual(
    every.filter((row) => (order.length[row] ?? 0) >= 50_000_000),
  );
  // What is no duration leaves out nothing.
  expect(rows({ least: 'soon' })).toEqual(every);
});

test('conditions hold together, and no value is one of them', () => {
  const rows = (conditions: readonly { grouping: string; value: string | undefined }[]) =>
    Array.from(doNow(chosenRows(order, { ...all, conditions }, none)), (row) => order.nameOf(row));
  const goods = { grouping: 'service', value: 'goods-srv' };
  const component = byAttribute('component');
  expect(rows([goods])).toEqual(['/Goods/BatchGetGoods', 'select_goods']);
  expect(rows([goods, { grouping: component, value: 'gRPC' }])).toEqual(['/Goods/BatchGetGoods']);
  expect(rows([goods, { grouping: component, value: undefined }])).toEqual(['select_goods']);
  expect(rows([{ grouping: component, value: 'carrier pigeon' }])).toEqual([]);
});

test('sums are those of the rows', () => {
  const rows = Int32Array.of(2, 4);
  expect(sumsOf(order, rows)).toEqual({
    total: (order.length[2] ?? 0) + (order.length[4] ?? 0),
    self: (order.timeUse.self[2] ?? 0) + (order.timeUse.self[4] ?? 0),
  });
});

test.each([...SPAN_COLUMNS, byAttribute('row'), byAttribute('row.key')])(
  'by %s rows are in the order of what is filed of them, or the other way round',
  (id) => {
    const column = columns.column(id);
    if (column === undefined) throw new Error(`no column ${id}`);
    const rows = doNow(chosenRows(big, all, none));
    const filed = (row: number) =>
      id === byAttribute('row') ? Number(column.value(row)) : column.value(row);
    const up = Array.from(doNow(columns.sorted(column, rows, false)), filed);
    const down = Array.from(doNow(columns.sorted(column, rows, true)), filed);
    const sorted = Array.from(rows, filed).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    expect(up).toEqual(sorted);
    expect(down).toEqual(sorted.toReversed());
  },
);
