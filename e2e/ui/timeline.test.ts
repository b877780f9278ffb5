import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

/** The texts of the time axis. */
const marks = (page: Page) => page.locator('[class*="tick"]').allInnerTexts();

async function openOrder(path = ''): Promise<Page> {
  const page = await ui.open(`/trace/${ORDER}${path}`);
  await page.getByRole('row').first().waitFor();
  return page;
}

test('keys look closer, move along, look at one span, and show all again', async () => {
  const page = await openOrder();
  const whole = await marks(page);
  expect(whole[0]).toBe('0');
  await page.keyboard.press('w');
  await expect.poll(() => marks(page)).not.toEqual(whole);
  const closer = await marks(page);
  await page.keyboard.press('d');
  await expect.poll(() => marks(page)).not.toEqual(closer);
  await page.keyboard.press('0');
  await expect.poll(() => marks(page)).toEqual(whole);
  await page.keyboard.press('j');
  await page.keyboard.press('f');
  await expect.poll(async () => (await marks(page)).join(' ')).toMatch(/µs|\.\d+ ms| [1-9] ms/);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await expect.poll(() => marks(page)).toEqual(whole);
});

test('a drag over the bars looks at that time, and so do the minimap, wheel and double click', async () => {
  const page = await openOrder();
  const whole = await marks(page);
  const rows = await page.getByRole('treegrid').boundingBox();
  if (rows === null) throw new Error('no rows');
  const all = page.getByRole('button', { name: 'All', exact: true });
  const y = rows.y + 40;
  await page.mouse.move(rows.x + rows.width * 0.6, y);
  await page.mouse.down();
  await page.mouse.move(rows.x + rows.width * 0.7, y, { steps: 4 });
  await page.mouse.up();
  await all.waitFor();
  expect(await marks(page)).not.toEqual(whole);
  expect(await panelOf(page).count()).toBe(0);
  await all.click();

  await page.mouse.move(rows.x + rows.width * 0.6, y);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await all.waitFor();
  await all.click();

  const map = await page.locator('[class*="map"]').first().boundingBox();
  if (map === null) throw new Error('no minimap');
  await page.mouse.move(map.x + map.width * 0.2, map.y + 10);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.4, map.y + 10, { steps: 4 });
  await page.mouse.up();
  await all.waitFor();
  const brushed = await marks(page);
  await page.mouse.move(map.x + map.width * 0.3, map.y + 10);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.5, map.y + 10, { steps: 4 });
  await page.mouse.up();
  await expect.poll(() => marks(page)).not.toEqual(brushed);
  await all.click();

  await page.mouse.dblclick(rows.x + rows.width * 0.6, rows.y + 40);
  await all.waitFor();
});

test('machines have a lane each, which tells what ran there and finds it', async () => {
  const page = await openOrder();
  const lanes = page.getByRole('list', { name: 'Hosts' });
  expect(await lanes.getByRole('button').allInnerTexts()).toHaveLength(4);
  const lane = lanes.getByRole('button', { name: /srv-b/ });
  expect(await lane.innerText()).toMatch(/srv-b\s+10\.0\.4\.22\s+3 spans\s+1/);
  await lane.click();
  await page.getByText('–/3').waitFor();
});

test('bars take the color of service, host or status, and the choice stays', async () => {
  const page = await openOrder();
  const picture = () =>
    page
      .locator('canvas')
      .last()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const select = page.getByRole('combobox', { name: 'Color by' });
  const seen = new Set([await picture()]);
  for (const choice of ['host', 'status']) {
    const before = await picture();
    await select.selectOption(choice);
    await expect.poll(picture).not.toBe(before);
    seen.add(await picture());
  }
  expect(seen.size).toBe(3);
  await page.reload();
  await expect.poll(() => select.inputValue()).toBe('status');
});

test('a click on the sign before a name folds it, a click on the row opens its span', async () => {
  const page = await openOrder();
  const rows = await page.getByRole('treegrid').boundingBox();
  if (rows === null) throw new Error('no rows');
  const count = () => page.getByRole('treegrid').getAttribute('aria-rowcount');
  await page.mouse.click(rows.x + 14, rows.y + 13);
  await expect.poll(count).toBe('1');
  await page.mouse.click(rows.x + 14, rows.y + 13);
  await expect.poll(count).toBe('16');
  await page.mouse.click(rows.x + 200, rows.y + 13);
  await panelOf(page).getByRole('heading', { name: '/o/v1/orders' }).waitFor();
});

test('the pointer is told who, how long, when and where', async () => {
  const page = await openOrder();
  await page.getByRole('row', { name: /goods-srv\s+\/Goods\/BatchGetGoods/ }).hover();
  const card = page.locator('[class*="card"]');
  await expect
    .poll(() => card.innerText())
    .toMatch(/goods-srv[\s\S]*44 ms[\s\S]*srv-b[\s\S]*Error/);
});

test("a span's attributes can be filtered, asked of other traces, and read raw; its children are listed", async () => {
  const page = await openOrder('?span=7d9e8f6000000001');
  const panel = panelOf(page);
  await panel.getByText('http.method').waitFor();
  await panel.getByLabel('Filter attributes').fill('status');
  await expect
    .poll(() => panel.getByRole('rowheader').allInnerTexts())
    .toContain('http.status_code');
  expect(await panel.getByText('http.method').count()).toBe(0);
  await panel.getByLabel('Filter attributes').fill('');
  await panel.getByRole('heading', { name: 'Children' }).click();
  await panel.getByRole('button', { name: /CreateOrder/ }).waitFor();
  await panel.getByRole('heading', { name: /Raw/ }).click();
  await panel.getByText('"resourceSpans"').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await panel.getByRole('row', { name: /http\.status_code/ }).hover();
  await panel.getByRole('link', { name: 'Find traces with this http.status_code' }).click();
  await expect
    .poll(() => new URL(page.url()).searchParams.get('q'))
    .toBe('{ span.http.status_code = 500 }');
  await page.getByRole('link', { name: /\/o\/v1\/orders/ }).waitFor();
});

test('a trace that has changed in the store is read again, and no span gets the attributes of another', async () => {
  const page = await openOrder();
  const { orderTrace } = await import('@clew/ui/testing/shop-traces.ts');
  const [first] = orderTrace(ORDER, Date.now() * 1000 - 40_000_000);
  if (first === undefined) throw new Error('no span');
  await ui.server.write([{ ...first, spanId: 'ffff000000000001', name: 'came late' }]);
  // Whoever reads the trace now makes the server forget what it was a moment ago.
  await fetch(`${ui.server.url}/api/clew/v1/traces/${ORDER}/skeleton`);
  await page.getByRole('row').nth(3).click();
  await expect.poll(() => page.getByRole('treegrid').getAttribute('aria-rowcount')).toBe('17');
  await panelOf(page).getByRole('rowheader').first().waitFor();
});

test('on paper there is every row, in light colors, and afterwards the page is as it was', async () => {
  const page = await ui.open(`/trace/${ORDER}`, {
    colorScheme: 'dark',
    viewport: { width: 1000, height: 500 },
  });
  await page.getByRole('row').first().waitFor();
  const state = () =>
    page.evaluate(() => ({
      height: [...document.querySelectorAll('canvas')].at(-1)?.clientHeight,
      theme: document.documentElement.dataset['theme'],
    }));
  const before = await state();
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const rows = Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));
  expect(await state()).toEqual({ height: rows * 26, theme: 'light' });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  expect(await state()).toEqual(before);
  expect(before.height).toBeLessThan(rows * 26);
});
