import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import { processOf, TraceMaker } from '@clew/ui/testing/span-maker.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const BIG = 'b16';
const BIG_SPANS = 20_000;
/** The last of its rows: the parents of those that came later stand before it. */
const BIG_LAST = 'import row 19968';
const LONE = 'a10e';
const now = Date.now() * 1000;

/** A trace of a single span that took no time. */
function loneTrace() {
  const trace = new TraceMaker(LONE, now - 20_000_000);
  trace.add('', { name: 'tick', resource: processOf('clock', {}), at: 0, lasts: 0 });
  return trace.spans;
}

const ui = uiSuite([...shopTraces(), bigTrace(BIG, now - 50_000_000, BIG_SPANS), loneTrace()]);

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

test('the wheel zooms at the pointer, a drag moves, and neither opens a span', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame`);
  const tree = page.getByRole('tree');
  await tree.hover({ position: { x: 700, y: 52 } });
  for (let i = 0; i < 6; i++) await page.mouse.wheel(0, -120);
  await expect.poll(() => breadcrumb(page).innerText()).toContain('/o/v1/orders');
  await page.mouse.down();
  await page.mouse.move(500, 500, { steps: 4 });
  await page.mouse.up();
  expect(page.url()).not.toContain('span=');
  await page.getByRole('button', { name: 'Show all (0)' }).click();
  await expect.poll(() => breadcrumb(page).innerText()).toMatch(/^All\s*$/);
});

test('what is found has its share of the time told, and steps go to it', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame`);
  await page.getByRole('tree').waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('inventory/sell');
  await page.getByText('1 found: 21.4% of the time').waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => current(page)).toContain('inventory-srv: /Inventory/Sell');
});

test('the span of an address has the cursor in every way to lay it', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame&span=7d9e8f6000000008`);
  await expect.poll(() => current(page)).toContain('goods-srv: /Goods/BatchGetGoods, Duration');
  await page.getByRole('radio', { name: 'Left heavy' }).check();
  await expect.poll(() => current(page)).toContain('goods-srv: /Goods/BatchGetGoods, Busy');
});

test('the list of operations is sorted, walked by keys, and leads from a box', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=flame&by=left`);
  await page.getByRole('tree').focus();
  await page.keyboard.press('End');
  const last = /^([^,]+), /.exec(await current(page))?.[1] ?? '';
  await page.getByRole('button', { name: 'Callers and callees' }).click();
  await expect.poll(() => current(page)).toContain(last);
  await page.getByRole('button', { name: 'Busy' }).click();
  const list = page.getByRole('grid', { name: 'Operations' });
  await list.focus();
  await page.keyboard.press('Home');
  await expect.poll(() => current(page)).toContain('mxshop-order-web: /o/v1/orders, Busy 420 ms');
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => current(page)).toContain('/order.Order/CreateOrder, Busy 404 ms');
});

test('the last of 20,000 spans is reached by keys, with few boxes in the page, and opened', async () => {
  const page = await ui.open(`/trace/${BIG}?view=flame`);
  await page.getByRole('tree').focus();
  await page.keyboard.press('End');
  await expect.poll(() => current(page)).toContain(`${BIG_LAST}, Duration`);
  expect(await page.getByRole('treeitem').count()).toBeLessThan(30);
  await page.keyboard.press('Space');
  await panelOf(page).getByRole('heading', { name: BIG_LAST }).waitFor();
});

test('a span that took no time is there too', async () => {
  const page = await ui.open(`/trace/${LONE}?view=flame`);
  await expect.poll(() => current(page)).toContain('clock: tick, Duration 0 ns');
  for (const mode of ['Left heavy', 'Sandwich']) {
    await page.getByRole('radio', { name: mode }).check();
    await expect.poll(() => current(page)).toContain('clock: tick, Busy 0 ns');
  }
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
