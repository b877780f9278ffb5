import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startUiServer } from '../support/ui-server.ts';
import { GOODS, ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

test('an id in the header opens its trace, also unpadded; zeros are told to be none', async () => {
  const page = await ui.open('/search');
  const box = page.getByRole('textbox', { name: 'Open a trace by its ID' });
  await box.fill('000');
  await box.press('Enter');
  await page.getByText('Zeros alone are no trace ID.').waitFor();
  await box.fill(` ${GOODS.toUpperCase()} `);
  await box.press('Enter');
  await page.getByRole('heading', { name: /goods-web/ }).waitFor();
});

test('language and theme can be switched, and stay', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByText('Service and operation').waitFor();
  await page.getByLabel('Language').selectOption('zh-CN');
  await page.getByText('服务与操作').waitFor();
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await background();
  await page.getByLabel('主题').selectOption('dark');
  expect(await background()).not.toBe(light);
  await page.reload();
  await page.getByText('服务与操作').waitFor();
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  expect(await background()).not.toBe(light);
});

test('a browser that speaks Chinese sees Chinese, in letters and not in boxes', async () => {
  const page = await ui.open('/search', { locale: 'zh-CN' });
  await page.getByRole('button', { name: '搜索链路' }).waitFor();
  // A missing letter is drawn as the same box or blank whatever it is; real ones differ.
  const drawn = await page.evaluate(() => {
    const draw = (letter: string) => {
      const canvas = document.createElement('canvas');
      canvas.width = 40;
      canvas.height = 40;
      const context = canvas.getContext('2d');
      if (context === null) return '';
      context.font = `30px ${getComputedStyle(document.body).fontFamily}`;
      context.fillText(letter, 4, 32);
      return canvas.toDataURL();
    };
    return ['链', '路', ' '].map(draw);
  });
  expect(new Set(drawn).size).toBe(3);
});

test('works under a path of its own', async () => {
  const nested = await startUiServer(shopTraces(), { basePath: '/observe/clew/' });
  const page = await ui.open(`/trace/${ORDER}?span=7d9e8f6000000001`, {}, nested);
  await panelOf(page).getByText('创建订单失败：商品不存在').first().waitFor();
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  await page.getByText('20 of 32 traces').waitFor();
  expect(page.url()).toContain('/observe/clew/search');
  await nested.close();
});

test.each(['/search', `/trace/${ORDER}?span=7d9e8f6000000001`])(
  'on a phone nothing of %s hangs over the edge',
  async (path) => {
    const page = await ui.open(path, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    await page.getByText('mxshop-order-web').first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
  },
);

test("the first page's JavaScript is less than 200 kB, compressed", async () => {
  const page = await ui.open('/system');
  await page.waitForLoadState('networkidle');
  const sizes = new Map<string, number>();
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (!pathname.endsWith('.js')) return;
    const file = new URL(`../../packages/ui/dist${pathname}`, import.meta.url);
    sizes.set(pathname, gzipSync(readFileSync(file)).length);
  });
  await page.goto(`${ui.server.url}/search`, { waitUntil: 'networkidle' });
  await page.getByRole('link', { name: /\/o\/v1\/orders/ }).waitFor();
  expect(sizes.size).toBeGreaterThan(3);
  expect([...sizes.values()].reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
});
