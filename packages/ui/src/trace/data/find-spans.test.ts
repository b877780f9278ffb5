import { expect, test } from 'vitest';
import { bigTrace } from '../../testing/big-trace.ts';
import { orderTrace } from '../../testing/shop-traces.ts';
import { traceOf } from '../../testing/trace-of.ts';
import { findSpans } from './find-spans.ts';

const START = 1_795_451_101_189_306;
const trace = await traceOf(orderTrace('104a41e92ef1cd2e', START));

async function namesOf(text: string): Promise<readonly string[]> {
  const rows = await findSpans(trace, text, new AbortController().signal);
  return rows.map((row) => trace.nameOf(row));
}

test('text is found in names, attributes, logs and hosts, whatever its case', async () => {
  expect(await namesOf('SELECT_SHOP')).toEqual(['select_shopcart']);
  expect(await namesOf('order.sn=2026')).toEqual(['insert_order']);
  expect(await namesOf('收到下单请求')).toEqual(['/o/v1/orders']);
  expect(await namesOf('node-cn-hangzhou-3')).toHaveLength(4);
  expect(await namesOf('nowhere')).toEqual([]);
  expect(await namesOf('  ')).toEqual([]);
});

test('a search that is no longer wanted stops', async () => {
  const big = await traceOf(bigTrace('b16', START, 20_000));
  const abort = new AbortController();
  const search = findSpans(big, 'row', abort.signal);
  abort.abort();
  await expect(search).rejects.toThrow();
});
