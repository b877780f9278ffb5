// A trace of 100,000 spans, by keyboard alone.
import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { panelOf, uiSuite } from './ui-suite.ts';

const SPANS = 100_000;
/** The store may still be busy with what it was given. */
const PATIENCE = 20_000;
const trace = bigTrace('b19', Date.now() * 1000 - 60_000_000, SPANS);
const ui = uiSuite([trace]);

/** Goes with Tab to what has a name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 60; presses++) {
    await page.keyboard.press('Tab');
    const label = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    if (label === name) return;
  }
  throw new Error(`Tab does not come to ${name}`);
}

test('with the keyboard alone the last of 100,000 spans is reached, opened, and its link copied', async () => {
  const page = await ui.open('/trace/b19', { permissions: ['clipboard-read', 'clipboard-write'] });
  await page.getByRole('treegrid').waitFor({ timeout: PATIENCE });
  await expect
    .poll(() => page.getByRole('treegrid').getAttribute('aria-rowcount'))
    .toBe(String(SPANS));
  await page.keyboard.press('End');
  const last = page.locator(`[aria-rowindex="${SPANS}"]`);
  await last.waitFor();
  const id = await page.getByRole('treegrid').getAttribute('aria-activedescendant');
  expect(await last.getAttribute('id')).toBe(id);
  await page.keyboard.press('Enter');
  await panelOf(page).getByText('row.key').waitFor();
  const name = await panelOf(page).getByRole('heading').first().innerText();
  expect(await last.innerText()).toContain(name);

  await tabTo(page, 'Copy a link to this span');
  await page.keyboard.press('Enter');
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(page.url());
  await page.goto('about:blank');
  await page.goto(link);
  await panelOf(page).getByRole('heading', { name }).waitFor();
  await panelOf(page).getByText('row.key').waitFor();
});

test('every span of 100,000 is found by what it says, and folding leaves few', async () => {
  const page = await ui.open('/trace/b19');
  await page.getByRole('treegrid').waitFor({ timeout: PATIENCE });
  await page.keyboard.press('/');
  await page.keyboard.type('import row 99999');
  await page.keyboard.press('Enter');
  await page.getByText('1/1').waitFor();
  await page.getByRole('row', { name: /import row 99999/ }).waitFor();
  await page.getByLabel('Find in this trace').fill('row=');
  const matches = SPANS.toLocaleString('en');
  await page.getByText(new RegExp(`/${matches}$`)).waitFor();
  await page.getByRole('button', { name: 'Fold all', exact: true }).click();
  await expect
    .poll(async () => Number(await page.getByRole('treegrid').getAttribute('aria-rowcount')))
    .toBeLessThan(SPANS / 4);
});
