import { hexEncode } from '@clew/model';
import { skyWalkingSpanId, skyWalkingTraceId } from '@clew/protocols/skywalking-ids';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { agentTraces, BATCH, CALLED, FIRST_ORDER, LOST_ORDER, SECOND_ORDER } from './agents.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const ui = uiSuite(agentTraces());

/** The id in hex. */
function hashOf(text: string): string {
  return hexEncode(skyWalkingTraceId(text) ?? new Uint8Array(), 0, 16);
}

/** The span that sent an order. */
const SENDER = hexEncode(skyWalkingSpanId(`${FIRST_ORDER}/shop`, 0), 0, 8);

/** Opens the first row's panel. */
async function openFirstSpan(page: Page): Promise<void> {
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('Enter');
  await panelOf(page).waitFor();
}

/** What the header's button copies. */
async function copiedId(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy the trace ID' }).click();
  await page.getByRole('button', { name: 'Copied' }).waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

test.each([
  ['its text', FIRST_ORDER],
  ['its id in hex', hashOf(FIRST_ORDER)],
])(
  'a trace that was opened by %s is shown, copied and titled by its text',
  async (_name, address) => {
    const page = await ui.open(`/trace/${encodeURIComponent(address)}`, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const header = page.locator('main header');
    await header.getByText(FIRST_ORDER, { exact: true }).waitFor();
    await header.getByText(hashOf(FIRST_ORDER), { exact: true }).waitFor();
    expect(await copiedId(page)).toBe(FIRST_ORDER);
    await expect.poll(() => page.title()).toContain(FIRST_ORDER);
    // What stands in the address stays a text from view to view.
    await page.getByRole('link', { name: 'Table', exact: true }).click();
    await page.waitForURL(`**/trace/${FIRST_ORDER}?view=table`);
    await header.getByText(FIRST_ORDER, { exact: true }).waitFor();
  },
);

test('a text of letters and digits is an id wherever one is asked for', async () => {
  const page = await ui.open('/search');
  const isOpen = async () => {
    await page.locator('main header').getByText(SECOND_ORDER, { exact: true }).waitFor();
    await page.goto(`${ui.server.url}/search`);
    await page.locator('a[href*="/trace/"]').first().waitFor();
  };
  const box = page.getByRole('textbox', { name: 'Open a trace by its ID' });
  await box.fill(SECOND_ORDER);
  await box.press('Enter');
  await isOpen();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Commands' }).fill(SECOND_ORDER);
  await page.getByRole('option', { name: `Open trace ${SECOND_ORDER}` }).click();
  await isOpen();
  await page.goto(`${ui.server.url}/compare`);
  await page.getByRole('textbox', { name: 'Trace A', exact: true }).fill(FIRST_ORDER);
  await page.getByRole('textbox', { name: 'Trace B', exact: true }).fill(SECOND_ORDER);
  await page.keyboard.press('Enter');
  await page.getByRole('treegrid').waitFor();
  expect(new URL(page.url()).searchParams.get('b')).toBe(SECOND_ORDER);
  await page.goto(`${ui.server.url}/trace/${BATCH}`);
  await page.locator('main header').getByText(BATCH, { exact: true }).waitFor();
});

test('each message of a batch leads to the span that sent it, by the text of its trace', async () => {
  const page = await ui.open(`/trace/${BATCH}`);
  await openFirstSpan(page);
  const links = panelOf(page).getByRole('listitem').filter({ hasText: 'CrossProcess' });
  await expect.poll(() => links.count()).toBe(3);
  for (const [index, traceId] of [FIRST_ORDER, SECOND_ORDER, LOST_ORDER].entries()) {
    const link = links.nth(index);
    await link.getByRole('link', { name: `shop: POST:/orders ${traceId}` }).waitFor();
    expect(await link.getByRole('row', { name: /Address used/ }).innerText()).toContain(
      'kafka:9092',
    );
  }
  expect(await axeViolations(page)).toEqual([]);
  await links.nth(0).getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/trace/${FIRST_ORDER}?span=${SENDER}`);
  await panelOf(page).getByRole('heading', { name: 'Kafka/orders/Producer' }).waitFor();
});

test.each(['a click', 'a command'])('the traces that link to one are found by %s', async (how) => {
  const page = await ui.open(`/trace/${FIRST_ORDER}`);
  const link = page.getByRole('link', { name: 'Traces that link here' });
  await link.waitFor();
  if (how === 'a click') await link.click();
  else {
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands' }).fill('link here');
    await page.keyboard.press('Enter');
  }
  await page.waitForURL('**/search?*');
  await page.getByRole('link', { name: /Kafka.orders.Consumer/ }).waitFor();
  expect(await page.locator('main a[href*="/trace/"]').count()).toBe(1);
  expect(new URL(page.url()).searchParams.get('q')).toBe(`{ link:traceID = "${FIRST_ORDER}" }`);
});

test('a link to a trace that is not stored says so', async () => {
  const page = await ui.open(`/trace/${BATCH}`);
  await openFirstSpan(page);
  await panelOf(page).getByRole('link', { name: LOST_ORDER }).click();
  await page.getByRole('heading', { name: 'There is no such trace' }).waitFor();
  await page.getByText(`Nothing is stored of ${LOST_ORDER}.`).waitFor();
  // The browser itself reports the 404.
  expect(ui.complaints.splice(0)).toEqual([expect.stringContaining('404')]);
  await page.goBack();
  await panelOf(page).waitFor();
});

test.each([
  ['en-US', 'caller by the header sw8'],
  ['zh-CN', '请求头 sw8 中的调用方'],
] as const)('a header that was kept leads to the caller, in %s', async (locale, words) => {
  const page = await ui.open(`/trace/${CALLED}`, { locale });
  await openFirstSpan(page);
  const caller = panelOf(page).getByRole('listitem').filter({ hasText: words });
  await caller.getByRole('link', { name: `shop: POST:/orders ${FIRST_ORDER}` }).click();
  await page.waitForURL(`**/trace/${FIRST_ORDER}?span=${SENDER}`);
  await panelOf(page).getByRole('heading', { name: 'Kafka/orders/Producer' }).waitFor();
});

test.each([
  ['light', 'en-US', { width: 1440, height: 900 }],
  ['dark', 'zh-CN', { width: 390, height: 844 }],
] as const)('axe finds nothing wrong: %s, %s', async (colorScheme, locale, viewport) => {
  const page = await ui.open(`/trace/${CALLED}`, { colorScheme, locale, viewport });
  await openFirstSpan(page);
  await panelOf(page).getByRole('link', { name: FIRST_ORDER }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await panelOf(page).getByRole('link', { name: FIRST_ORDER }).click();
  await page.locator('main header').getByText(FIRST_ORDER, { exact: true }).waitFor();
  expect(await axeViolations(page)).toEqual([]);
});
