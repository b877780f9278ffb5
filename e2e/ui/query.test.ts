import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { GOODS, ORDER, shopTraces } from './shop.ts';
import { uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

const barOf = (page: Page) => page.getByRole('textbox', { name: 'Query' });
const textOf = (page: Page) => barOf(page).innerText();
const optionsOf = (page: Page) => page.getByRole('listbox').getByRole('option');
const queryOf = (page: Page) => new URL(page.url()).searchParams.get('q');

/** The bar with the focus, in the editor. */
async function editorOf(page: Page) {
  await barOf(page).click();
  await page.locator('.cm-content').waitFor();
  return barOf(page);
}

test('a query is written with the completion alone: field, operator, value, and what follows', async () => {
  const page = await ui.open('/search');
  await barOf(page).waitFor();
  await page.keyboard.press('/');
  await page.locator('.cm-content').waitFor();
  await page.keyboard.type('serv');
  await optionsOf(page).filter({ hasText: 'resource.service.name' }).click();
  await optionsOf(page).first().waitFor();
  expect(await optionsOf(page).allInnerTexts()).toEqual(['=', '!=', '=~', '!~']);
  await page.keyboard.press('Enter');
  await optionsOf(page).filter({ hasText: 'goods-web' }).waitFor();
  await page.keyboard.type('"order-w');
  await expect.poll(() => optionsOf(page).count()).toBe(1);
  await page.keyboard.press('Enter');
  await expect.poll(() => textOf(page)).toBe('{ resource.service.name = "mxshop-order-web" }');
  await page.keyboard.type(' &');
  await optionsOf(page).first().waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('nam');
  await optionsOf(page).filter({ hasText: 'operation' }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('= ');
  await optionsOf(page).filter({ hasText: '/o/v1/orders' }).click();
  const query = '{ resource.service.name = "mxshop-order-web" && name = "/o/v1/orders" }';
  await expect.poll(() => textOf(page)).toBe(query);
  await page.keyboard.press('Enter');
  await page.getByText('1 trace', { exact: true }).waitFor();
  expect(queryOf(page)).toBe(query);
});

test('values come from the store and have their type', async () => {
  const page = await ui.open('/search');
  await editorOf(page);
  await page.keyboard.type('{ span.http.status_code = ');
  await optionsOf(page).filter({ hasText: '500' }).waitFor();
  await page.keyboard.press('Escape');
  await optionsOf(page).first().waitFor({ state: 'detached' });
  await page.keyboard.press('Control+Space');
  await optionsOf(page).filter({ hasText: '500' }).click();
  await expect.poll(() => textOf(page)).toBe('{ span.http.status_code = 500 }');
});

test('a query is checked while it is written, asked for, and kept in the address', async () => {
  const page = await ui.open('/search');
  const bar = await editorOf(page);
  await bar.fill('{ duration > }');
  await expect.poll(() => bar.getAttribute('aria-invalid')).toBe('true');
  await page.getByText(/A value belongs here/).waitFor();
  await bar.press('Enter');
  expect(queryOf(page)).toBeNull();
  const query = '{ duration > 20ms && .http.status_code >= 500 }';
  await bar.fill(query);
  const asked = page.waitForRequest((request) => request.url().includes('/v1/search'));
  await bar.press('Enter');
  expect(new URL((await asked).url()).searchParams.get('q')).toBe(query);
  expect(queryOf(page)).toBe(query);
  await page.reload();
  await expect.poll(() => textOf(page)).toBe(query);
  await bar.fill('{ status = error }');
  await bar.press('Enter');
  await expect.poll(() => queryOf(page)).toBe('{ status = error }');
  await page.goBack();
  await expect.poll(() => textOf(page)).toBe(query);
});

test('the editor takes the place of the plain field, and nothing moves', async () => {
  const page = await ui.open('/search');
  const bar = barOf(page);
  await bar.waitFor();
  expect(await page.locator('.cm-content').count()).toBe(0);
  const boxOf = () => page.getByRole('search').last().boundingBox();
  const before = await boxOf();
  await bar.focus();
  await page.keyboard.type('ord');
  await page.locator('.cm-content').waitFor();
  await page.keyboard.type('er');
  await expect.poll(() => textOf(page)).toBe('order');
  await bar.fill('');
  expect(await boxOf()).toEqual(before);
});

test('a request that nobody waits for any more is given up', async () => {
  const page = await ui.open('/search');
  await page.route(/attribute-values/, () => undefined);
  const given = page.waitForEvent('requestfailed', (request) =>
    request.url().includes('key=http.method'),
  );
  await editorOf(page);
  const asked = page.waitForRequest(/attribute-values/);
  await page.keyboard.type('{ span.http.method = ');
  await asked;
  await page.keyboard.press('Control+A');
  await page.keyboard.type('{ resource.service.name = ');
  await optionsOf(page).filter({ hasText: 'goods-web' }).waitFor();
  expect((await given).failure()?.errorText).toContain('ABORTED');
});

test('the bar shows what the form says, and the form what the bar says', async () => {
  const page = await ui.open('/search');
  await page.getByRole('combobox', { name: 'Service' }).fill('goods-web');
  await page.getByLabel('server', { exact: true }).check();
  await page.getByRole('combobox', { name: 'Attribute 1', exact: true }).fill('http.status_code');
  await page.getByRole('combobox', { name: 'Value of attribute 1' }).fill('200');
  await page.getByLabel('Min duration').fill('1ms');
  const bar = await editorOf(page);
  await expect
    .poll(() => textOf(page))
    .toBe(
      '{ resource.service.name = "goods-web" && kind = server && duration >= 1ms' +
        ' && (.http.status_code = 200 || .http.status_code = "200") }',
    );
  await bar.fill('{ resource.service.name = "user-srv" && status = error && rootName != "x" }');
  const service = page.getByRole('combobox', { name: 'Service' });
  await expect.poll(() => service.inputValue()).toBe('user-srv');
  expect(await page.getByLabel('With errors').isChecked()).toBe(true);
  expect(await page.getByLabel('Min duration').inputValue()).toBe('');
  await page.getByText(/asks for more than these fields/).waitFor();
  await page.getByRole('button', { name: 'Clear: Service' }).click();
  await expect.poll(() => textOf(page)).toBe('{ status = error && rootName != "x" }');
});

test('what is no duration says so, and asks for nothing', async () => {
  const page = await ui.open('/search');
  await page.getByLabel('Min duration').fill('soon');
  await page.getByText('Such as 1.5s, 20ms, 100us').waitFor();
  await page.getByLabel('Min duration').press('Enter');
  expect(page.url()).not.toContain('soon');
});

test.each([
  ['an id with blanks', `${ORDER.slice(0, 16)} ${ORDER.slice(16)}`],
  ['an address', `http://elsewhere:16686/trace/${ORDER}?span=1`],
])('%s opens the trace', async (_, text) => {
  const page = await ui.open('/search');
  const bar = await editorOf(page);
  await bar.fill(text);
  await page.getByText(/Enter opens the trace/).waitFor();
  await bar.press('Enter');
  await page.getByRole('heading', { name: /mxshop-order-web/ }).waitFor();
});

test('a short id that is a word as well is offered by the completion', async () => {
  const page = await ui.open('/search');
  await editorOf(page);
  await page.keyboard.type(GOODS);
  await optionsOf(page).filter({ hasText: 'open the trace with this ID' }).click();
  await page.getByRole('heading', { name: /goods-web/ }).waitFor();
});

test('words find the traces that say them all in one span, whatever the case', async () => {
  const page = await ui.open('/search');
  const bar = await editorOf(page);
  await bar.fill('GOODS-srv 商品不存在');
  await page.getByText(/Enter looks for these words/).waitFor();
  await bar.press('Enter');
  await page.getByText('1 trace', { exact: true }).waitFor();
  await page.getByRole('link', { name: /\/o\/v1\/orders/ }).waitFor();
  const said = (pattern: string) =>
    ['resource.service.name', 'name', 'statusMessage']
      .map((field) => `${field} =~ "(?i).*${pattern}.*"`)
      .join(' || ');
  const query = `{ (${said('GOODS-srv')}) && (${said('商品不存在')}) }`;
  expect(queryOf(page)).toBe(query);
  await expect.poll(() => textOf(page)).toBe(query);
  await bar.fill('v1.goods');
  await bar.press('Enter');
  await page.getByText('No traces match').waitFor();
});

test('what the server does not take is told at the bar', async () => {
  const page = await ui.open('/search');
  const bar = await editorOf(page);
  await bar.fill('{ name =~ "(goods" }');
  await bar.press('Enter');
  await page
    .getByRole('search')
    .getByText(/parameter 'q'/)
    .waitFor();
  expect(await bar.getAttribute('aria-invalid')).toBe('true');
  await bar.fill('{ name =~ ".*goods" }');
  await page
    .getByRole('search')
    .getByText(/parameter 'q'/)
    .waitFor({ state: 'detached' });
  await expect.poll(() => ui.complaints.splice(0).join()).toContain('400');
});

test('another length of time is asked for at once, with the query as it stands', async () => {
  const page = await ui.open('/search');
  const bar = await editorOf(page);
  await bar.fill('{ status = error }');
  await page.getByLabel('Time', { exact: true }).selectOption('6h');
  await expect.poll(() => new URL(page.url()).searchParams.get('lookback')).toBe('6h');
  expect(queryOf(page)).toBe('{ status = error }');
});

test('the form folds away, and stays so on the next visit; on a phone it waits for its button', async () => {
  const page = await ui.open('/search');
  const service = page.getByRole('combobox', { name: 'Service' });
  await service.waitFor();
  await page.getByRole('button', { name: 'Hide the filters' }).click();
  await service.waitFor({ state: 'hidden' });
  await page.reload();
  await page.getByRole('button', { name: 'Show the filters' }).waitFor();
  expect(await service.isVisible()).toBe(false);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('button', { name: 'More filters' }).click();
  await service.waitFor();
});

test.each(['light', 'dark'] as const)(
  'nothing is wrong with it for assistive technology: %s',
  async (colorScheme) => {
    const page = await ui.open('/search', { colorScheme });
    const bar = await editorOf(page);
    await bar.fill('{ name = 1 && status = error && .http.status_code > 12x');
    await bar.press('Enter');
    await page.getByText(/12x is no number/).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await bar.fill('{ ');
    await page.keyboard.type('s');
    await optionsOf(page).first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
  },
);
