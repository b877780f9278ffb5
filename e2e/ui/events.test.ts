import { eventTrace } from '@clew/ui/testing/event-trace.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { GOODS, ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const STEPS = 'e7e';
/** Two pages of spans; two events each, and one more for every fiftieth. */
const STEP_SPANS = 6_000;
const STEP_EVENTS = 12_120;
const ui = uiSuite([
  ...shopTraces(),
  eventTrace(STEPS, Date.now() * 1000 - 50_000_000, STEP_SPANS),
]);

const gridOf = (page: Page) => page.getByRole('grid', { name: 'Events of the trace' });
const summaryOf = (page: Page) => page.locator('main p[role="status"]');
const rowsOf = (page: Page) => page.locator('tbody tr[aria-rowindex]');

test('events of all spans stand in the order of time, with what they say and the gap before', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('link', { name: 'Events' }).click();
  await summaryOf(page).getByText('3 events').waitFor();
  await expect.poll(() => rowsOf(page).nth(1).innerText()).toContain('库存扣减失败，开始回滚');
  const texts = await rowsOf(page).allInnerTexts();
  expect(texts[0]).toMatch(/\+1\.200 ms/);
  expect(texts[1]).toMatch(/\+300\.000 ms\s+299 ms\s+mxshop-order-srv\s/);
  expect(texts[2]).toMatch(/\+386\.000 ms\s+86 ms\s+mxshop-order-web\s+\/o\/v1\/orders\s+error\s/);
  expect(await rowsOf(page).nth(2).getByRole('img', { name: 'Error' }).count()).toBe(1);
  expect(await rowsOf(page).nth(1).getByRole('img', { name: 'Warning' }).count()).toBe(1);
});

test('an event shows all of its attributes, by key and by mouse, and opens its span', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=events`);
  await gridOf(page).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowRight');
  await page.getByText('order.CreateOrder').waitFor();
  await page.keyboard.press('ArrowLeft');
  await page.getByText('order.CreateOrder').waitFor({ state: 'detached' });
  await rowsOf(page).nth(1).getByRole('button', { name: 'Show all of the event' }).click();
  await page.getByRole('button', { name: 'Copy the value of message' }).waitFor();
  await rowsOf(page).nth(1).click();
  await panelOf(page).getByRole('heading', { name: '/order.Order/CreateOrder' }).waitFor();
  await page.keyboard.press('Escape');
  await panelOf(page).waitFor({ state: 'detached' });
});

test('events are left out by text, service and severity, and the address keeps it', async () => {
  const page = await ui.open(`/trace/${STEPS}?view=events`);
  await summaryOf(page).getByText('12,120 events').waitFor();
  await page.getByRole('button', { name: 'Errors and exceptions' }).click();
  await summaryOf(page).getByText('120 of 12,120 events').waitFor();
  await page.getByRole('combobox', { name: 'Service' }).selectOption('payment');
  await summaryOf(page).getByText('40 of 12,120 events').waitFor();
  await page.getByRole('textbox', { name: 'Text' }).fill('payment 5899');
  await summaryOf(page).getByText('1 of 12,120 events').waitFor();
  await expect.poll(() => rowsOf(page).first().innerText()).toContain('CardDeclinedError');
  await page.reload();
  await summaryOf(page).getByText('1 of 12,120 events').waitFor();
  await page.getByRole('textbox', { name: 'Text' }).fill('nowhere');
  await page.getByRole('button', { name: 'Show all events' }).click();
  await summaryOf(page).getByText('12,120 events').waitFor();
});

test('the last of thousands of events is reached by the keyboard, and only then its attributes are fetched', async () => {
  const page = await ui.open(`/trace/${STEPS}?view=events`);
  await expect.poll(() => rowsOf(page).first().innerText()).toContain('step 0 began');
  const fetched = page.waitForRequest(/\/spans\?from=4096/);
  await gridOf(page).focus();
  await page.keyboard.press('End');
  await fetched;
  const last = page.locator(`[aria-rowindex="${STEP_EVENTS + 1}"]`);
  await expect.poll(() => last.innerText()).toMatch(/\+6,003\.000 ms\s.*\s响应缓慢，已重试/s);
  expect(await rowsOf(page).count()).toBeLessThan(80);
});

test('a trace without events says so', async () => {
  const page = await ui.open(`/trace/${GOODS}?view=events`);
  await page.getByText('No span of this trace has an event').waitFor();
});

test.each([
  ['light', 'en-US', undefined],
  ['dark', 'zh-CN', { width: 390, height: 844 }],
] as const)(
  'axe finds nothing wrong with the events: %s, %s',
  async (colorScheme, locale, viewport) => {
    const page = await ui.open(`/trace/${ORDER}?view=events`, {
      colorScheme,
      locale,
      ...(viewport !== undefined && { viewport }),
    });
    await rowsOf(page).nth(2).getByRole('button').click();
    await page.getByText('order.CreateOrder').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  },
);
