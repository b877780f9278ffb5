import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import { fastCheckout, slowCheckout } from '@clew/ui/testing/checkout-traces.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const FAST = 'fa57';
const SLOW = '510e';
const BIG = 'b16';
const OTHER_BIG = 'b17';
const BIG_SPANS = 20_000;
const now = Date.now() * 1000;
const ui = uiSuite([
  fastCheckout(FAST, now - 60_000_000),
  slowCheckout(SLOW, now - 30_000_000),
  bigTrace(BIG, now - 50_000_000, BIG_SPANS),
  bigTrace(OTHER_BIG, now - 55_000_000, BIG_SPANS - 1_000),
]);
/** The slow one as a file of Jaeger's. */
const JAEGER_FILE = `/api/clew/v1/traces/${SLOW}/jaeger.json`;
const BOTH = `/compare?a=${FAST}&b=${SLOW}`;

const treeOf = (page: Page) =>
  page.getByRole('treegrid', { name: 'Spans of both traces, as they called each other' });

const fieldOf = (page: Page, side: string) =>
  page.getByRole('textbox', { name: `Trace ${side}`, exact: true });

/** The rows of the tree in view, each in its words. */
const rowsOf = (page: Page) =>
  page.locator('[role=treegrid] tr').evaluateAll((rows) =>
    rows
      .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
      .map((row) =>
        [...row.children]
          .map((cell) => cell.textContent?.trim())
          .filter(Boolean)
          .join(' | '),
      ),
  );

/** The row that the keyboard is on. */
const currentRow = async (page: Page) => {
  const id = await page.locator('[role=treegrid]').getAttribute('aria-activedescendant');
  return (await page.locator(`[id="${id}"] td`).first().textContent())?.trim();
};

test('a call that got slower, one that got faster, one that is gone, a new service and retries are told, with numbers', async () => {
  const page = await ui.open(BOTH);
  await treeOf(page).waitFor();
  await expect
    .poll(() => rowsOf(page))
    .toEqual([
      'shop-web POST /checkout | A: 100 ms | B: 220 ms | slower +120 ms (2.2×)',
      'shop-web /Goods/BatchGetGoods | A: 22 ms | B: 60 ms | slower +38 ms (2.7×)',
      'goods-srv /Goods/BatchGetGoods | A: 17 ms | B: 55 ms | slower +38 ms (3.2×)',
      'goods-srv SELECT goods | A: 9 ms | B: 47 ms | slower +38 ms (5.2×)',
      'shop-web load cart | A: 20 ms | B: 5 ms | faster −15 ms (−75%)',
      'shop-web /Stock/Reserve | A: 12 ms | B: 20 ms | slower +8 ms (+67%) | 0 → 1 errors',
      'stock-srv /Stock/Reserve | A: 10 ms | B: 18 ms | slower +8 ms (+80%) | 0 → 1 errors',
      'shop-web /Stock/Reserve | call 2 | Not in A | B: 20 ms | new | 0 → 1 errors',
      'stock-srv /Stock/Reserve | Not in A | B: 18 ms | new | 0 → 1 errors',
      'shop-web /Stock/Reserve | call 3 | Not in A | B: 20 ms | new',
      'stock-srv /Stock/Reserve | Not in A | B: 18 ms | new',
      'fraud-srv check fraud | Not in A | B: 40 ms | new',
      'shop-web send mail | A: 5 ms | Not in B | gone',
      'shop-web render | A: 8 ms | B: 8 ms | as before',
    ]);
});

test('the traces, the difference as a whole and its largest contributors stand on top', async () => {
  const page = await ui.open(BOTH);
  const difference = page.getByRole('row', { name: /^Difference/ });
  await difference.waitFor();
  expect(await difference.getByRole('cell').allInnerTexts()).toEqual([
    ...['+120 ms (2.2×)', '+4', '+4', '+1', ''],
  ]);
  const list = page.getByRole('region', { name: 'What made the difference' });
  await expect
    .poll(async () => (await list.getByRole('listitem').allInnerTexts()).map(oneLine))
    .toEqual([
      'stock-srv /Stock/Reserve +44 ms (5.4×) 1 → 3 calls',
      'fraud-srv check fraud +40 ms (new)',
      'goods-srv SELECT goods +38 ms (5.2×)',
      'shop-web load cart −15 ms (−75%)',
      'shop-web POST /checkout +14 ms (+42%)',
      'shop-web send mail −5 ms (gone)',
    ]);
  await list.getByRole('button', { name: /check fraud/ }).click();
  await panelOf(page).getByRole('heading', { name: 'check fraud' }).waitFor();
  expect(await currentRow(page)).toBe('fraud-srv check fraud');
  await page.getByRole('link', { name: /shop-web POST \/checkout fa57/ }).click();
  await page.getByRole('heading', { name: 'shop-web POST /checkout' }).waitFor();
});

test('swapped, what was slower is faster and what was new is gone', async () => {
  const page = await ui.open(BOTH);
  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await expect.poll(async () => (await rowsOf(page)).length).toBe(14);
  await expect
    .poll(() => rowsOf(page))
    .toContain('shop-web POST /checkout | A: 220 ms | B: 100 ms | faster −120 ms (−55%)');
  const rows = await rowsOf(page);
  expect(rows).toContain('fraud-srv check fraud | A: 40 ms | Not in B | gone');
  expect(rows).toContain('shop-web send mail | Not in A | B: 5 ms | new');
  expect(new URL(page.url()).search).toBe(`?a=${SLOW}&b=${FAST}`);
});

test('only what changed is shown, only what is new or gone, and only from a difference on; the address keeps it', async () => {
  const page = await ui.open(BOTH);
  await treeOf(page).waitFor();
  const show = page.getByRole('combobox', { name: 'Show' });
  await show.selectOption('Changed');
  await expect.poll(async () => (await rowsOf(page)).length).toBe(13);
  await page.getByRole('textbox', { name: 'From a difference of' }).fill('30ms');
  await expect.poll(async () => (await rowsOf(page)).length).toBe(10);
  expect(await rowsOf(page)).not.toContain(expect.stringContaining('load cart'));
  await show.selectOption('New and gone');
  await page.reload();
  await treeOf(page).waitFor();
  await expect
    .poll(async () => (await rowsOf(page)).map((row) => row.split(' | ')[0]))
    .toEqual([
      'shop-web POST /checkout',
      'shop-web /Stock/Reserve',
      'stock-srv /Stock/Reserve',
      'shop-web /Stock/Reserve',
      'stock-srv /Stock/Reserve',
      'fraud-srv check fraud',
      'shop-web send mail',
    ]);
});

test('repeated calls are one row when they are merged', async () => {
  const page = await ui.open(BOTH);
  await page.getByRole('button', { name: 'Merge repeated calls' }).click();
  await expect
    .poll(() => rowsOf(page))
    .toContain(
      'stock-srv /Stock/Reserve | 1 → 3 calls | A: 10 ms | B: 54 ms | slower +44 ms (5.4×) | 0 → 2 errors',
    );
  expect((await rowsOf(page)).length).toBe(10);
});

test('with the keyboard alone one goes from change to change, folds, opens a span and follows it into its trace', async () => {
  const page = await ui.open(BOTH);
  await treeOf(page).focus();
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  expect(await currentRow(page)).toBe('goods-srv /Goods/BatchGetGoods');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(async () => (await rowsOf(page)).length).toBe(13);
  await page.keyboard.press('End');
  expect(await currentRow(page)).toBe('shop-web render');
  await page.keyboard.press('p');
  expect(await currentRow(page)).toBe('shop-web send mail');
  await page.keyboard.press('Enter');
  const panel = panelOf(page);
  await panel.getByRole('heading', { name: 'send mail' }).waitFor();
  expect(new URL(page.url()).searchParams.get('at')).toMatch(/^a:[0-9a-f]{16}$/);
  await page.reload();
  await panel.getByRole('heading', { name: 'send mail' }).waitFor();
  expect(await currentRow(page)).toBe('shop-web send mail');
  await panel.getByRole('link', { name: 'Open in A' }).press('Enter');
  await page.waitForURL(/\/trace\/.*span=/);
  await page.goBack();
  await panel.getByRole('heading', { name: 'send mail' }).waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => panel.count()).toBe(0);
});

test('side by side the same spans stand in the same rows, and a panel tells each one’s place in time', async () => {
  const page = await ui.open(`${BOTH}&view=sides`);
  await expect
    .poll(() => rowsOf(page))
    .toContain('shop-web /Stock/Reserve | call 2 | Not in A | B: 20 ms | new | 0 → 1 errors');
  await treeOf(page).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const panel = panelOf(page);
  await panel.getByRole('row', { name: 'Starts after 2 ms 2 ms 0' }).waitFor();
  await panel.getByRole('row', { name: 'Duration 22 ms 60 ms +38 ms' }).waitFor();
});

test('the table has each operation’s totals in both traces, sorted by any column', async () => {
  const page = await ui.open(`${BOTH}&view=table`);
  const grid = page.getByRole('grid', { name: 'Operations of both traces' });
  await grid.waitFor();
  const cells = async (position: number) =>
    (await page.locator(`[data-position="${position}"] > *`).allInnerTexts()).map(oneLine);
  await expect
    .poll(() => cells(0))
    .toEqual([
      ...['stock-srv', '/Stock/Reserve', 'slower', '+44 ms (5.4×)'],
      ...['10 ms', '54 ms', '10 ms', '54 ms', '1', '3', '0', '2'],
    ]);
  await page.getByRole('button', { name: 'Duration B' }).click();
  await expect.poll(async () => (await cells(0))[1]).toBe('POST /checkout');
  expect(new URL(page.url()).searchParams.get('order')).toBe('totalB,desc');
  await grid.focus();
  await page.keyboard.press('Enter');
  await panelOf(page).getByRole('heading', { name: 'POST /checkout' }).waitFor();
});

test('traces are picked by their ids; what is wrong with one is told beside it', async () => {
  const page = await ui.open('/search');
  await page.getByRole('link', { name: 'Compare' }).click();
  const [a, b] = [fieldOf(page, 'A'), fieldOf(page, 'B')];
  await a.fill('000');
  await b.fill(SLOW);
  await b.press('Enter');
  await page.getByText('Put in a trace ID; zeros alone are none.').waitFor();
  await a.fill(FAST);
  await a.press('Enter');
  await treeOf(page).waitFor();
  await page.getByRole('link', { name: 'Choose another trace B' }).click();
  await expect.poll(() => a.inputValue()).toBe(FAST);
  expect(await b.inputValue()).toBe('');
});

test('a trace’s page leads to its comparison with another', async () => {
  const page = await ui.open(`/trace/${FAST}`);
  await page.getByRole('link', { name: 'Compare with…' }).click();
  const b = fieldOf(page, 'B');
  await b.fill(SLOW);
  expect(await fieldOf(page, 'A').inputValue()).toBe(FAST.padStart(16, '0'));
  await b.press('Enter');
  await treeOf(page).waitFor();
  expect(new URL(page.url()).search).toBe(`?a=${FAST.padStart(16, '0')}&b=${SLOW}`);
});

test('a trace of a file is compared with a stored one, and links lead back into the file', async () => {
  const page = await ui.open(`/trace/${FAST}`);
  const text = await page.evaluate(async (path) => (await fetch(path)).text(), JAEGER_FILE);
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Open files' }).first().click(),
  ]);
  await chooser.setFiles({
    ...{ name: 'slow.json', mimeType: 'application/json' },
    buffer: Buffer.from(text.replaceAll(/("traceID":\s*"0*)510e"/g, '$1f11e"')),
  });
  await page.waitForURL(/file=slow\.json/);
  await page.getByRole('link', { name: 'Compare with…' }).click();
  await fieldOf(page, 'B').fill(SLOW);
  await fieldOf(page, 'B').press('Enter');
  await expect
    .poll(() => rowsOf(page))
    .toContain('shop-web POST /checkout | A: 220 ms | B: 220 ms | as before');
  await page.getByRole('link', { name: /shop-web POST \/checkout f11e/ }).click();
  await page.waitForURL(/file=slow\.json/);
});

test('a trace that is not there is told, and the other one is kept', async () => {
  const page = await ui.open(`/compare?a=${FAST}&b=dead`);
  await page.getByText('There is no such trace.').waitFor();
  expect(await fieldOf(page, 'A').inputValue()).toBe(FAST);
  // What the browser says of the answer.
  ui.complaints.splice(0);
});

test('one trace twice has no difference', async () => {
  const page = await ui.open(`/compare?a=${FAST}&b=${FAST}`);
  await page.getByText('A and B are the same trace, so nothing differs.').waitFor();
  await page.getByRole('combobox', { name: 'Show' }).selectOption('Changed');
  await page.getByText('Nothing is left to show').waitFor();
  await page.getByRole('button', { name: 'Show all' }).click();
  await expect.poll(async () => (await rowsOf(page)).length).toBe(9);
});

test('with the keyboard alone the last of 20,000 spans is reached; few rows are in the page', async () => {
  const page = await ui.open(`/compare?a=${BIG}&b=${OTHER_BIG}`);
  await treeOf(page).waitFor();
  const count = Number(await treeOf(page).getAttribute('aria-rowcount'));
  expect(count).toBeGreaterThanOrEqual(BIG_SPANS);
  await treeOf(page).focus();
  await page.keyboard.press('End');
  await page.locator(`[aria-rowindex="${count}"]`).waitFor();
  expect(await page.locator('[role=treegrid] tr').count()).toBeLessThan(80);
});

test('in Chinese', async () => {
  const page = await ui.open(BOTH, { locale: 'zh-CN' });
  await page.getByRole('treegrid').waitFor();
  await expect
    .poll(() => rowsOf(page))
    .toContain('goods-srv SELECT goods | A：9 ms | B：47 ms | 变慢 +38 ms (5.2×)');
  await page.getByRole('region', { name: '差异来源' }).getByText('调用 1 → 3 次').waitFor();
});

test.each([
  ['light', 'en-US', 'merged', undefined],
  ['dark', 'zh-CN', 'merged', { width: 390, height: 844 }],
  ['dark', 'en-US', 'sides', undefined],
  ['light', 'zh-CN', 'sides', { width: 390, height: 844 }],
  ['light', 'en-US', 'table', { width: 390, height: 844 }],
  ['dark', 'zh-CN', 'table', undefined],
] as const)('axe finds nothing wrong: %s, %s, %s', async (colorScheme, locale, view, viewport) => {
  const page = await ui.open(`${BOTH}&view=${view}`, {
    colorScheme,
    locale,
    ...(viewport !== undefined && { viewport }),
  });
  await page.locator('[role=treegrid], [role=grid]').waitFor();
  if (view !== 'table') {
    await page.locator('[role=treegrid]').focus();
    await page.keyboard.press('Enter');
    await panelOf(page).waitFor();
    // What has the focus may have been scrolled to, with other things half under the header.
    await page.evaluate(() => window.scrollTo(0, 0));
  }
  expect(await axeViolations(page)).toEqual([]);
});

test('axe finds nothing wrong with the fields for the ids', async () => {
  const page = await ui.open('/compare?a=000', { colorScheme: 'dark' });
  await page.getByText('Put in a trace ID; zeros alone are none.').waitFor();
  expect(await axeViolations(page)).toEqual([]);
});

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
