import type { SpanReader } from '@clew/storage';
import { goodsTrace } from '@clew/ui/testing/shop-traces.ts';
import { expect, test } from 'vitest';
import { startUiServer } from '../support/ui-server.ts';
import { GOODS, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

let isPartial = false;
const ui = uiSuite(shopTraces(), {
  reader: (store) =>
    new Proxy(store, {
      get: (target, name: keyof SpanReader) =>
        name === 'search'
          ? async (...given: Parameters<SpanReader['search']>) => {
              const page = await target.search(...given);
              return { ...page, partial: isPartial || page.partial };
            }
          : target[name].bind(target),
    }),
});

test('from a search to a span, its host, its attributes and its logs', async () => {
  const page = await ui.open('/');
  await page.getByRole('combobox', { name: 'Service' }).fill('order-w');
  await page.getByRole('option', { name: 'mxshop-order-web' }).click();
  await page.getByLabel('With errors').check();
  await page.getByRole('button', { name: 'Find traces' }).click();
  await page.getByText('1 trace', { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('q')).toBe(
    '{ resource.service.name = "mxshop-order-web" && status = error }',
  );

  await page.getByRole('link', { name: /\/o\/v1\/orders/ }).click();
  await page.getByRole('heading', { name: /mxshop-order-web/ }).waitFor();
  await page.getByRole('row', { name: /goods-srv\s*\/Goods\/BatchGetGoods/ }).click();
  const panel = panelOf(page);
  await panel.getByText('商品不存在').waitFor();
  const text = await panel.innerText();
  expect(text).toContain('srv-b');
  expect(text).toContain('10.0.4.22');
  expect(text).toContain('6a1177e0b52c90fd');
  expect(text).toContain('response_code');

  await panel.getByRole('button', { name: /query_goods/ }).click();
  await panel.getByRole('button', { name: /CreateOrder/ }).click();
  await panel.getByText('库存扣减失败，开始回滚').waitFor();
  await page.goBack();
});

test('the next page of results comes when asked, and a partial answer says so', async () => {
  isPartial = true;
  const page = await ui.open('/search');
  await page.getByText('20 of 32 traces').waitFor();
  await page.getByText(/Not everything was searched/).waitFor();
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByText('32 traces', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
  isPartial = false;
});

test("a link to Jaeger's search asks for the same here", async () => {
  const tags = encodeURIComponent('{"http.status_code":"500","error":"true"}');
  const page = await ui.open(`/search?service=mxshop-order-web&lookback=2d&limit=50&tags=${tags}`);
  await page.getByText('1 trace', { exact: true }).waitFor();
  expect(await page.getByLabel('Attribute 1', { exact: true }).inputValue()).toBe(
    'http.status_code',
  );
  expect(await page.getByRole('combobox', { name: 'Value of attribute 1' }).inputValue()).toBe(
    '500',
  );
  expect(await page.getByLabel('With errors').isChecked()).toBe(true);
  expect(await page.getByLabel('Time', { exact: true }).inputValue()).toBe('2d');
});

test('an empty store shows how to send a first trace, and the trace when it comes', async () => {
  const empty = await startUiServer([]);
  const page = await ui.open('/search', {}, empty);
  await page.getByText('Send your first trace').waitFor();
  await page.getByLabel('Python').check();
  await page.getByText('opentelemetry-instrument python app.py').waitFor();
  await page.getByLabel('Jaeger', { exact: true }).check();
  await page.getByText("'reporting_port': 6831").waitFor();
  await empty.write(goodsTrace(GOODS, Date.now() * 1000 - 1_000_000));
  await page.getByRole('link', { name: /\/g\/v1\/goods/ }).waitFor();
  await empty.close();
});
