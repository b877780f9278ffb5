import { readFile } from 'node:fs/promises';
import { traceStatistics } from '@clew/model';
import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import { eventTrace } from '@clew/ui/testing/event-trace.ts';
import { orderTrace } from '@clew/ui/testing/shop-traces.ts';
import { traceOf } from '@clew/ui/testing/trace-of.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, shopTraces } from './shop.ts';
import { uiSuite } from './ui-suite.ts';

const BIG = 'b16';
const BIG_SPANS = 20_000;
const STEPS = 'e7e';
const now = Date.now() * 1000;
const ui = uiSuite([
  ...shopTraces(),
  bigTrace(BIG, now - 50_000_000, BIG_SPANS),
  eventTrace(STEPS, now - 50_000_000, 300),
]);

const gridOf = (page: Page) => page.getByRole('grid', { name: 'Statistics of the spans' });
const summaryOf = (page: Page) => page.locator('main p[role="status"]');
const namesOf = (page: Page) => page.locator('tbody th').allInnerTexts();

/** The rows of the file that the page offers, by the first column. */
async function downloaded(page: Page): Promise<ReadonlyMap<string, readonly string[]>> {
  await page.getByText('Export').click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download CSV' }).click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  const lines = text.replace('\uFEFF', '').trimEnd().split('\r\n');
  return new Map(
    lines.map((line) => {
      const [name = '', ...values] = line.split(',');
      return [name, values];
    }),
  );
}

test('the numbers of each service are those that the model computes for the trace', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('link', { name: 'Statistics' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('service');
  await summaryOf(page).getByText('5 groups').waitFor();
  const trace = await traceOf(orderTrace(ORDER, now));
  const expected = traceStatistics({
    times: trace.timeUse.times,
    group: Int32Array.from(trace.service),
    groupCount: trace.services.length,
    isError: Uint8Array.from(trace.marks, (_, row) => (trace.statusOf(row) === 2 ? 1 : 0)),
    selfTime: trace.timeUse.self,
    path: trace.timeUse.path,
  });
  const rows = await downloaded(page);
  const head = rows.get('service') ?? [];
  expect(rows.size).toBe(trace.services.length + 1);
  const columns = {
    count: expected.count,
    errors: expected.errors,
    totalNanos: expected.total,
    selfNanos: expected.self,
    criticalPathShare: expected.pathShare,
    meanNanos: expected.mean,
    minimumNanos: expected.minimum,
    p50Nanos: expected.p50,
    p75Nanos: expected.p75,
    p95Nanos: expected.p95,
    p99Nanos: expected.p99,
    maximumNanos: expected.maximum,
  };
  expect(head).toEqual(Object.keys(columns));
  for (const [group, service] of trace.services.entries()) {
    const values = Object.values(columns).map((column) => column[group]);
    expect(rows.get(service)?.map(Number), service).toEqual(values);
  }
  // Each span is counted once.
  expect(await summaryOf(page).innerText()).toContain('16 spans');
  const cells = await page.locator('tbody tr > :nth-child(2)').allInnerTexts();
  expect(cells.map(Number).reduce((sum, count) => sum + count, 0)).toBe(16);
});

test('groups are sorted by any column, and the address keeps the grouping and the order', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=statistics&by=service`);
  await gridOf(page).waitFor();
  await page.getByRole('button', { name: 'Service', exact: true }).click();
  const sorted = (await namesOf(page)).toSorted();
  await expect.poll(() => namesOf(page)).toEqual(sorted);
  await page.getByRole('button', { name: 'Longest', exact: true }).click();
  await expect.poll(async () => (await namesOf(page))[0]).toBe('mxshop-order-web');
  await page.reload();
  await expect.poll(async () => (await namesOf(page))[0]).toBe('mxshop-order-web');
  expect(new URL(page.url()).searchParams.get('by')).toBe('service;!sort=maximum%2Cdesc');
});

test('by two things at once every span is in one group, and a group leads to its spans', async () => {
  const page = await ui.open(`/trace/${STEPS}?view=statistics&by=service`);
  await summaryOf(page).getByText('3 groups').waitFor();
  await page.getByRole('combobox', { name: 'then by' }).selectOption({ label: 'step.even' });
  await summaryOf(page).getByText('6 groups · 300 spans').waitFor();
  const row = page.getByRole('row', { name: /^payment true/ });
  await expect.poll(() => row.innerText()).toMatch(/^payment\s+true\s+50\s/);
  await row.click();
  await summaryOf(page).getByText('50 of 300 spans').waitFor();
  expect(await page.getByRole('link', { name: 'Table' }).getAttribute('aria-current')).toBe('page');
  await page.getByText('step.even = true').waitFor();
  await page.getByRole('button', { name: 'No longer only step.even = true' }).click();
  await summaryOf(page).getByText('100 of 300 spans').waitFor();
  await page.goBack();
  await gridOf(page).waitFor();
});

test('spans without an attribute are a group of their own, which leads to them', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=statistics&by=attribute:component`);
  await expect.poll(() => namesOf(page)).toEqual(expect.arrayContaining(['gRPC', '(not set)']));
  expect(await summaryOf(page).innerText()).toContain('16 spans');
  await gridOf(page).focus();
  await page.keyboard.press('Home');
  const at = (await namesOf(page)).indexOf('(not set)');
  for (let i = 0; i < at; i++) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByText('component = (not set)').waitFor();
  await summaryOf(page).getByText('10 of 16 spans').waitFor();
});

test('an attribute with thousands of values has them all, with few rows in the page', async () => {
  const page = await ui.open(`/trace/${BIG}?view=statistics&by=attribute:row`);
  await summaryOf(page).getByText('20,000 groups · 20,000 spans').waitFor();
  await gridOf(page).focus();
  await page.keyboard.press('End');
  await page.locator(`[aria-rowindex="${BIG_SPANS + 1}"]`).waitFor();
  expect(await page.locator('tbody tr').count()).toBeLessThan(80);
});

test.each([
  ['light', 'en-US', undefined],
  ['dark', 'zh-CN', { width: 390, height: 844 }],
] as const)(
  'axe finds nothing wrong with the statistics: %s, %s',
  async (colorScheme, locale, viewport) => {
    const page = await ui.open(`/trace/${ORDER}?view=statistics&by=service;attribute:component`, {
      colorScheme,
      locale,
      ...(viewport !== undefined && { viewport }),
    });
    await page.getByRole('grid').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  },
);
