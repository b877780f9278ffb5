import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

/** The drawing, and a node of it by the beginning of its label. */
const graphOf = (page: Page) => page.getByRole('application', { name: 'Who called whom' });
const nodeOf = (page: Page, name: string) =>
  graphOf(page).getByRole('button', { name: new RegExp(`^${name} `) });

test('services are nodes with their figures, and the table has their calls', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('link', { name: 'Graph', exact: true }).click();
  const order = nodeOf(page, 'mxshop-order-srv');
  await order.waitFor();
  expect(await graphOf(page).getByRole('button').count()).toBe(5);
  const figures =
    /^mxshop-order-srv 2 errors srv-a 6 spans self 228 ms \(54.2%\) on the critical path$/;
  expect(await graphOf(page).getByRole('button', { name: figures }).count()).toBe(1);
  await page.getByRole('button', { name: 'Table' }).click();
  const rows = page.getByRole('table', { name: 'Calls' }).getByRole('row');
  await expect.poll(() => rows.count()).toBe(6);
  expect(await rows.nth(1).getByRole('cell').allInnerTexts()).toEqual([
    'mxshop-order-web',
    'mxshop-order-srv',
    'call',
    '1',
    '1',
    '362 ms',
    '362 ms',
  ]);
  await page.getByRole('button', { name: 'Kind' }).click();
  await expect
    .poll(() => rows.last().getByRole('cell').allInnerTexts())
    .toEqual(['mxshop-order-srv', 'inventory-srv', 'FollowsFrom', '1', '0', '33 ms', '33 ms']);
});

test('with the keyboard alone: along the calls, to a span, and into its panel', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=graph&by=spans`);
  await nodeOf(page, '/o/v1/orders').focus();
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  await page.keyboard.press('ArrowRight');
  expect(await focused()).toMatch(
    /^\/(order.Order\/CreateOrder|User\/CheckToken)mxshop-order-web|1 error/,
  );
  await page.keyboard.press('ArrowLeft');
  expect(await focused()).toMatch(/^\/o\/v1\/orders/);
  for (let i = 1; i < 16; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toMatch(/^(select_goods|UPDATE inventory|redis LOCK goods_421)/);
  await page.keyboard.press('Enter');
  await panelOf(page)
    .getByRole('heading', { name: /select_goods|UPDATE inventory|redis LOCK/ })
    .waitFor();
});

test.each(['light', 'dark'] as const)(
  'nothing is in the way of a reader: %s',
  async (colorScheme) => {
    const page = await ui.open(`/trace/${ORDER}?view=graph`, { colorScheme });
    await nodeOf(page, 'goods-srv').click();
    await page.getByRole('region', { name: 'Figures of goods-srv' }).waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('table', { name: 'Calls' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  },
);
