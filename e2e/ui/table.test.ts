import { readFile } from 'node:fs/promises';
import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const BIG = 'b16';
const BIG_SPANS = 20_000;
const ui = uiSuite([...shopTraces(), bigTrace(BIG, Date.now() * 1000 - 50_000_000, BIG_SPANS)]);

const gridOf = (page: Page) => page.getByRole('grid', { name: 'Spans of the trace' });

/** The cells of a column in view, by its head. */
async function columnOf(page: Page, head: string): Promise<readonly string[]> {
  const heads = await gridOf(page).getByRole('columnheader').allInnerTexts();
  const index = heads.findIndex((text) => text.trim() === head);
  return page
    .locator(`tbody tr > :nth-child(${index + 1})`)
    .evaluateAll((cells) => cells.map((cell) => cell.textContent ?? ''));
}

test('the table has all spans, is sorted by any column, and its address keeps the order', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('link', { name: 'Table' }).click();
  await gridOf(page).waitFor();
  expect(await gridOf(page).getAttribute('aria-rowcount')).toBe('17');
  await page.getByRole('button', { name: 'Duration', exact: true }).click();
  await expect.poll(async () => (await columnOf(page, 'Duration'))[0]).toBe('387 ms');
  expect(await page.getByRole('columnheader', { name: 'Duration' }).getAttribute('aria-sort')).toBe(
    'descending',
  );
  expect(new URL(page.url()).searchParams.get('by')).toBe('duration,desc');
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  await expect.poll(async () => (await columnOf(page, 'Service'))[0]).toBe('goods-srv');
  const services = await columnOf(page, 'Service');
  expect(services).toEqual([...services].sort());
  await page.reload();
  await expect.poll(() => columnOf(page, 'Service')).toEqual(services);
});

test('spans are left out by errors, duration, service and what is found; count and sums follow', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=table`);
  const summary = page.locator('main').getByRole('status');
  await summary.getByText('16 spans').waitFor();
  await page.getByRole('button', { name: 'Errors', exact: true }).click();
  await summary.getByText('5 of 16 spans').waitFor();
  await page.getByRole('textbox', { name: 'At least' }).fill('370ms');
  await summary.getByText('2 of 16 spans · durations 758 ms, self 14 ms together').waitFor();
  await page.getByRole('textbox', { name: 'At least' }).fill('');
  await page.getByRole('combobox', { name: 'Service' }).selectOption('goods-srv');
  await summary.getByText('1 of 16 spans').waitFor();
  await page.getByRole('button', { name: 'Errors', exact: true }).click();
  await page.getByRole('combobox', { name: 'Service' }).selectOption('all services');
  await page.getByLabel('Find in this trace').fill('rocketmq');
  await page.getByRole('button', { name: 'Found' }).click();
  await summary.getByText('2 of 16 spans').waitFor();
  await page.getByRole('textbox', { name: 'At least' }).fill('1h');
  await page.getByText('No span is left').waitFor();
  await page.getByRole('button', { name: 'Show all spans' }).click();
  await summary.getByText('16 spans').waitFor();
});

test('attributes become columns, which sort and go away again', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=table`);
  await page.getByRole('combobox', { name: 'Add a column' }).selectOption('component');
  await expect.poll(() => columnOf(page, 'component')).toContain('gRPC');
  await page.getByRole('button', { name: 'component', exact: true }).click();
  await expect
    .poll(async () => (await columnOf(page, 'component')).slice(0, 2))
    .toEqual(['gRPC', 'gRPC']);
  await page.reload();
  await expect.poll(async () => (await columnOf(page, 'component'))[0]).toBe('gRPC');
  await page.getByRole('button', { name: 'Remove the column component' }).click();
  await expect.poll(() => page.getByRole('columnheader', { name: 'component' }).count()).toBe(0);
});

test('with the keyboard alone the last of 20,000 spans is reached and opened; few rows are in the page', async () => {
  const page = await ui.open(`/trace/${BIG}?view=table`);
  const grid = gridOf(page);
  await grid.focus();
  await page.keyboard.press('End');
  await page.locator(`[aria-rowindex="${BIG_SPANS + 1}"]`).waitFor();
  await page.keyboard.press('PageUp');
  await page.keyboard.press('ArrowDown');
  const active = async () => {
    const id = await grid.getAttribute('aria-activedescendant');
    return Number(await page.locator(`[id="${id}"]`).getAttribute('aria-rowindex'));
  };
  expect(await active()).toBeGreaterThan(BIG_SPANS - 60);
  expect(await page.locator('tbody tr').count()).toBeLessThan(80);
  await page.keyboard.press('End');
  await expect.poll(active).toBe(BIG_SPANS + 1);
  await page.keyboard.press('Enter');
  await panelOf(page).getByRole('heading', { name: 'import row 19999' }).waitFor();
  await page.keyboard.press('Home');
  await page.locator('[aria-rowindex="2"]').waitFor();
});

test('a found span comes into view, and an open panel follows the keyboard', async () => {
  const page = await ui.open(`/trace/${BIG}?view=table&by=duration,desc`);
  await gridOf(page).waitFor();
  await page.getByLabel('Find in this trace').fill('import row 12345');
  await page.keyboard.press('Enter');
  await page.locator('tr[data-match]', { hasText: 'import row 12345' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await gridOf(page).focus();
  await page.keyboard.press('Enter');
  await panelOf(page).getByRole('heading', { name: 'import row 12345' }).waitFor();
  await page.keyboard.press('ArrowDown');
  await panelOf(page).getByRole('heading', { name: 'import row 12345' }).waitFor({
    state: 'detached',
  });
  expect(await panelOf(page).count()).toBe(1);
});

test('what is shown is downloaded whole as CSV and copied as TSV', async () => {
  const page = await ui.open(`/trace/${BIG}?view=table&by=duration,desc;row.key;!errors`, {
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const summary = page.locator('main p[role="status"]').getByText(/ of 20,000 spans/);
  const text = await summary.innerText();
  const count = Number(/^(\d+) of/.exec(text)?.[1]);
  expect(count).toBeGreaterThan(10);
  await page.getByText('Export').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
  expect(lines.length).toBe(count + 1);
  expect(lines[0]).toBe(
    '\uFEFFservice,operation,row.key,startNanos,durationNanos,selfNanos,criticalPathShare,kind,status,host,depth,events,spanId',
  );
  const durations = lines.slice(1).map((line) => Number(line.split(',')[4]));
  expect(durations).toEqual([...durations].sort((a, b) => b - a));
  await page.getByText('Export').click();
  await page.getByRole('button', { name: 'Copy as TSV' }).click();
  await page.getByText(`${count} rows copied`).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.trimEnd().split('\n').length).toBe(count + 1);
  expect(copied).toMatch(/\tkey-\d+\t/);
});

test.each([
  ['light', 'en-US', undefined],
  ['dark', 'zh-CN', { width: 390, height: 844 }],
] as const)(
  'axe finds nothing wrong with the table: %s, %s',
  async (colorScheme, locale, viewport) => {
    const page = await ui.open(
      `/trace/${ORDER}?view=table&by=duration,desc;component;!service=goods-srv`,
      {
        colorScheme,
        locale,
        ...(viewport !== undefined && { viewport }),
      },
    );
    await page.getByRole('grid').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  },
);
