import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

/** The box that has the cursor, as it is read out. */
async function current(page: Page): Promise<string> {
  const tree = page.getByRole('tree', { name: 'Boxes of the flame graph' });
  const id = await tree.getAttribute('aria-activedescendant');
  return (await page.locator(`#${id}`).textContent()) ?? '';
}

const breadcrumb = (page: Page) => page.getByRole('navigation', { name: 'What is zoomed to' });

test('by time: each span with its duration, its share and its own time, reached by arrows', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame`);
  await page.getByRole('tree').focus();
  expect(await current(page)).toBe(
    'mxshop-order-web: /o/v1/orders, Duration 387 ms, Share 100%, Self 4.99 ms, Starts at +0 ns, Errors 1',
  );
  await page.keyboard.press('ArrowDown');
  expect(await current(page)).toContain('/User/CheckToken');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  expect(await current(page)).toContain('mxshop-order-srv: /order.Order/CreateOrder');
  await page.keyboard.press('ArrowUp');
  expect(await current(page)).toContain('mxshop-order-web: /order.Order/CreateOrder');
  await page.keyboard.press('Space');
  await panelOf(page).getByRole('heading', { name: '/order.Order/CreateOrder' }).waitFor();
});

test('Enter zooms to a box, and the way back is there: by the path, by 0, by Escape', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame`);
  await page.getByRole('tree').focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => breadcrumb(page).innerText())
    .toMatch(/All\s+\/o\/v1\/orders\s+\/order.Order\/CreateOrder/);
  await breadcrumb(page).getByRole('button', { name: '/o/v1/orders' }).click();
  await expect.poll(() => breadcrumb(page).innerText()).toMatch(/^All\s*$/);
  for (const key of ['0', 'Escape']) {
    await page.keyboard.press('w');
    await page.keyboard.press('w');
    await expect.poll(() => breadcrumb(page).innerText()).toContain('/o/v1/orders');
    await page.keyboard.press(key);
    await expect.poll(() => breadcrumb(page).innerText()).toMatch(/^All\s*$/);
  }
});

test('left heavy: calls merged by path have the totals of the statistics', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame&by=left`);
  await page.getByRole('tree').focus();
  expect(await current(page)).toBe(
    'mxshop-order-web: /o/v1/orders, Busy 420 ms, Share 100%, Self 4.99 ms, Total 387 ms, Spans 1, Errors 1',
  );
  await page.getByRole('button', { name: 'Open the longest span' }).click();
  await panelOf(page).getByRole('heading', { name: '/o/v1/orders' }).waitFor();
});

test('sandwich: an operation is found, chosen and stands in the address, with callers and callees', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame`);
  await page.getByRole('radio', { name: 'Sandwich' }).check();
  const list = page.getByRole('grid', { name: 'Operations' });
  await page.getByRole('textbox', { name: 'Filter operations' }).fill('inventory/sell');
  await list.getByText('/Inventory/Sell').click();
  await expect.poll(() => page.url()).toContain('by=sandwich');
  await expect.poll(() => current(page)).toContain('inventory-srv: /Inventory/Sell, Busy 90 ms');
  await page.reload();
  await expect.poll(() => current(page)).toContain('inventory-srv: /Inventory/Sell, Busy 90 ms');
  await page.getByRole('tree').focus();
  await page.keyboard.press('ArrowUp');
  expect(await current(page)).toContain('mxshop-order-srv: query_inv, Busy 90 ms');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await current(page)).toContain('inventory-srv: UPDATE inventory, Busy 58 ms');
});

test('a click opens the span under it, a double click zooms to it', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame`);
  const tree = page.getByRole('tree');
  // The second level from the middle on is the order's call.
  await tree.click({ position: { x: 700, y: 52 } });
  await panelOf(page).getByRole('heading', { name: '/order.Order/CreateOrder' }).waitFor();
  await expect.poll(() => page.url()).toContain('span=');
  await tree.dblclick({ position: { x: 400, y: 52 } });
  await expect.poll(() => breadcrumb(page).innerText()).toContain('/order.Order/CreateOrder');
});

test.each([
  ['', 'light', 'en-US'],
  ['&by=left', 'dark', 'en-US'],
  ['&by=sandwich', 'light', 'zh-CN'],
] as const)('is accessible: %s', async (by, colorScheme, locale) => {
  const page = await ui.open(`/trace/${ORDER}?view=flame${by}`, { colorScheme, locale });
  await page.getByRole('tree').waitFor();
  expect(await axeViolations(page)).toEqual([]);
});
