import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { ORDER, ROOTLESS, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

/** How many rows are not folded away, in view or not. */
const rowCount = async (page: Page) =>
  Number(await page.getByRole('treegrid').getAttribute('aria-rowcount'));

const BIG = 'b16';
const BIG_SPANS = 20_000;
const ui = uiSuite([...shopTraces(), bigTrace(BIG, Date.now() * 1000 - 50_000_000, BIG_SPANS)]);

test.each([
  ['?span=', 'light'],
  ['#span=', 'dark'],
] as const)('a link to a span by %s opens it', async (link, colorScheme) => {
  const page = await ui.open(`/trace/${ORDER}${link}7d9e8f6000000008`, { colorScheme });
  await panelOf(page).getByRole('heading', { name: '/Goods/BatchGetGoods' }).waitFor();
  expect(await page.locator('[aria-selected="true"]').innerText()).toContain('BatchGetGoods');
});

test('with the keyboard alone: move, fold, find, open, close', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  const current = async () => {
    const id = await page.getByRole('treegrid').getAttribute('aria-activedescendant');
    return page.locator(`#${id}`).innerText();
  };
  await page.keyboard.press('j');
  expect(await current()).toContain('/User/CheckToken');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => rowCount(page)).toBe(15);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => rowCount(page)).toBe(16);
  await page.keyboard.press('/');
  await page.keyboard.type('rocketmq');
  await page.getByText('–/2').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('1/2').waitFor();
  expect(await current()).toContain('order_reback send');
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('n');
  await page.getByText('2/2').waitFor();
  await page.keyboard.press('Enter');
  await panelOf(page).getByRole('heading', { name: 'order_reback process' }).waitFor();
  await page.keyboard.press('Escape');
  await panelOf(page).waitFor({ state: 'detached' });
});

test('what is special about spans is told in words', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  await expect.poll(() => page.getByRole('row', { name: /clock differs/ }).count()).toBe(3);
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('End');
  await page.getByRole('row', { name: /Follows from/ }).waitFor();
  await page.goto(`${ui.server.url}/trace/${ROOTLESS}`);
  await page.getByRole('row', { name: /Its parent is not in the trace/ }).waitFor();
});

test('the critical path lies under the bars it goes through, can be hidden, and stays so', async () => {
  const page = await ui.open(`/trace/${ORDER}?span=7d9e8f6000000003`);
  const panel = panelOf(page);
  await expect.poll(() => panel.innerText()).toContain('100% of the span');
  await expect.poll(() => panel.innerText()).toMatch(/Critical path\s+7\.80 ms/);
  const toggle = page.getByRole('button', { name: 'Critical path' });
  const picture = () =>
    page
      .locator('canvas')
      .last()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  const shown = await picture();
  await toggle.click();
  await expect.poll(picture).not.toBe(shown);
  await page.reload();
  await expect.poll(() => toggle.getAttribute('aria-pressed')).toBe('false');
  await toggle.click();
  await expect.poll(picture).toBe(shown);
});

test('a trace of 20,000 spans scrolls to its end with few rows in the page', async () => {
  const page = await ui.open(`/trace/${BIG}`);
  const grid = page.getByRole('treegrid');
  await grid.waitFor();
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(BIG_SPANS));
  await grid.focus();
  await page.keyboard.press('End');
  await page.locator(`[aria-rowindex="${BIG_SPANS}"]`).waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(80);
  await page.mouse.move(300, 500);
  await page.mouse.wheel(0, -2_000_000);
  await page.locator('[aria-rowindex="1"]').waitFor();
  await page.getByLabel('Find in this trace').fill('import row 19999');
  await page.keyboard.press('Enter');
  await page.getByText('1/1').waitFor();
  await page.getByRole('row', { name: /import row 19999/ }).waitFor();
  await page.getByRole('button', { name: 'Fold all', exact: true }).click();
  await expect
    .poll(async () => Number(await grid.getAttribute('aria-rowcount')))
    .toBeLessThan(BIG_SPANS);
});

test('a trace that is not there is told of in plain words', async () => {
  const page = await ui.open('/trace/abc');
  await page.getByText('There is no such trace').waitFor();
  // The browser itself reports the 404.
  expect(ui.complaints.splice(0)).toEqual([expect.stringContaining('404')]);
});

test.each([
  ['en-US', 'Archive', 'Archived', 'The trace is kept for good', 'Not archived'],
  ['zh-CN', '归档', '已归档', '这条链路已永久保留', '归档失败'],
] as const)(
  'a trace is archived from its page, in %s',
  async (locale, does, done, kept, failed) => {
    const page = await ui.open(`/trace/${ORDER}`, { locale });
    await page.getByRole('row').first().waitFor();
    const asked: string[] = [];
    await page.route('**/api/archive/*', async (route) => {
      asked.push(`${route.request().method()} ${new URL(route.request().url()).pathname}`);
      // The server is busy once.
      const json = { data: null, errors: [{ code: 503, msg: 'not now' }] };
      if (asked.length === 1) await route.fulfill({ status: 503, json });
      else await route.continue();
    });
    const button = page.getByRole('button', { name: does, exact: true });
    await button.click();
    await page
      .getByRole('alert')
      .filter({ hasText: `${failed}` })
      .filter({ hasText: 'not now' })
      .waitFor();
    await button.click();
    await page.getByRole('status').filter({ hasText: kept }).waitFor({ state: 'attached' });
    expect(await page.getByRole('button', { name: done, exact: true }).isDisabled()).toBe(true);
    expect(new Set(asked)).toEqual(new Set([`POST /api/archive/${ORDER}`]));
    expect(ui.complaints.splice(0)).toHaveLength(1);
  },
);
