import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { GOODS, ORDER, shopTraces } from './shop.ts';
import { uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

test('the command palette does what is typed: another view, a service, a trace', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const field = palette.getByRole('combobox');
  const ask = async (text: string) => {
    await page.keyboard.press('Control+k');
    await field.fill(text);
  };

  await ask('stat');
  await expect
    .poll(() => palette.getByRole('option', { selected: true }).innerText())
    .toContain('Statistics');
  expect(await axeViolations(page, 'dialog')).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('combobox', { name: 'Group by' }).first().waitFor();
  await expect.poll(() => palette.count()).toBe(0);

  await ask('goods-w');
  await palette.getByRole('option', { name: /Traces of goods-web/ }).waitFor();
  await page.keyboard.press('Enter');
  await expect
    .poll(() => new URL(page.url()).searchParams.get('q'))
    .toBe('{ resource.service.name = "goods-web" }');

  await ask(GOODS);
  await palette.getByRole('option', { name: /Open trace/ }).click();
  await page.getByRole('heading', { name: /goods-web/ }).waitFor();

  await ask('no such thing');
  await palette.getByText('There is no such command.').waitFor();
  await page.keyboard.press('Escape');
  await expect.poll(() => palette.count()).toBe(0);
});

test('the palette changes language and theme', async () => {
  const page = await ui.open('/search');
  await page.getByRole('navigation').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('简体');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog', { name: '命令' }).getByRole('combobox').fill('深色');
  await page.keyboard.press('Enter');
  await expect
    .poll(() => page.evaluate(() => document.documentElement.dataset['theme']))
    .toBe('dark');
});

test('a question mark lists the keys, but not within a field', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await help.getByText('Look closer, less close').first().waitFor();
  expect(await axeViolations(page, 'dialog')).toEqual([]);
  await page.keyboard.press('Escape');
  await expect.poll(() => help.count()).toBe(0);
  const find = page.getByLabel('Find in this trace');
  await page.keyboard.press('/');
  await expect.poll(() => find.evaluate((field) => field === document.activeElement)).toBe(true);
  await page.keyboard.press('?');
  await expect.poll(() => find.inputValue()).toBe('?');
  expect(await help.count()).toBe(0);
});

test('a key that follows the end of a dialog at once is for the page', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  await page.keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard' });
  await help.waitFor();
  // In one go, so that the browser has not drawn the page without the dialog yet.
  await help.evaluate((dialog: HTMLDialogElement) => {
    dialog.requestClose();
    const key = new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true });
    document.activeElement?.dispatchEvent(key);
  });
  const find = page.getByLabel('Find in this trace');
  await expect.poll(() => find.evaluate((field) => field === document.activeElement)).toBe(true);
  await expect.poll(() => help.count()).toBe(0);
  expect(await find.evaluate((field) => field === document.activeElement)).toBe(true);
});

test('what is skipped to is the page that is shown, as it is', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  await page.getByRole('link', { name: 'Table', exact: true }).click();
  await page.getByRole('grid').waitFor();
  await page.evaluate(() => document.documentElement.setAttribute('data-same', ''));
  await page.getByRole('link', { name: 'Skip to content' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/trace/${ORDER}?view=table#main`);
  await page.getByRole('grid').waitFor();
  expect(await page.locator('html[data-same]').count()).toBe(1);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
});

test('numbers go from view to view', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  const current = () => page.locator('nav [aria-current="page"]').last().innerText();
  const names = await page
    .getByRole('navigation', { name: 'Views of the trace' })
    .getByRole('link')
    .allInnerTexts();
  for (const [index, name] of names.entries()) {
    await page.keyboard.press(String(index + 1));
    await expect.poll(current).toBe(name);
  }
});
