import { hexEncode } from '@clew/model';
import { skyWalkingTraceId } from '@clew/protocols/skywalking-ids';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { agentTraces, BATCH, FIRST_ORDER, SECOND_ORDER } from './agents.ts';
import { uiSuite } from './ui-suite.ts';

const ui = uiSuite(agentTraces());

/** The id in hex. */
function hashOf(text: string): string {
  return hexEncode(skyWalkingTraceId(text) ?? new Uint8Array(), 0, 16);
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
