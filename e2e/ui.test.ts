import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { bigTrace } from '../packages/ui/src/test-server/big-trace.ts';
import { FakeApi } from '../packages/ui/src/test-server/fake-api.ts';
import {
  goodsTrace,
  orderTrace,
  rootlessTrace,
} from '../packages/ui/src/test-server/shop-traces.ts';
import { launchChromium, openPage, type WatchedPage } from './support/browser-page.ts';
import { startUiServer, type UiServer } from './support/ui-server.ts';

const ORDER = '104a41e92ef1cd2e5b1f0c3a7d9e8f60';
const GOODS = '4bb5b8be7e6b0c';
const BIG = 'b16';
const BIG_SPANS = 20_000;
const now = Date.now() * 1000;

let browser: Browser;
let server: UiServer;
let watched: WatchedPage | undefined;
const shop = new FakeApi([
  orderTrace(ORDER, now - 30_000_000),
  ...Array.from({ length: 29 }, (_, index) =>
    goodsTrace(`${GOODS}${index.toString(16).padStart(2, '0')}`, now - (index + 1) * 60_000_000),
  ),
  goodsTrace(GOODS, now - 40_000_000),
  rootlessTrace('7caa23b212329b16', now - 45_000_000),
  bigTrace(BIG, now - 50_000_000, BIG_SPANS),
]);

beforeAll(async () => {
  [browser, server] = await Promise.all([launchChromium(inject('chromium')), startUiServer(shop)]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  shop.partial = false;
  const { page, complaints, strangers } = watched ?? {};
  await page?.context().close();
  watched = undefined;
  // Whatever a test does, the page neither complains nor calls elsewhere.
  expect(strangers ?? []).toEqual([]);
  expect(complaints ?? []).toEqual([]);
});

async function open(path: string, options?: BrowserContextOptions): Promise<Page> {
  watched = await openPage(browser, server.url, options);
  await watched.page.goto(server.url + path);
  return watched.page;
}

/** The span panel. */
const panelOf = (page: Page) => page.getByRole('complementary');

test('from a search to a span, its host, its attributes and its logs', async () => {
  const page = await open('/');
  await page.getByRole('combobox', { name: 'Service' }).fill('order-w');
  await page.getByRole('option', { name: 'mxshop-order-web' }).click();
  await page.getByLabel('With errors').check();
  await page.getByRole('button', { name: 'Find traces' }).click();
  await page.getByText('1 trace', { exact: true }).waitFor();
  expect(new URL(page.url()).searchParams.get('service')).toBe('mxshop-order-web');

  await page.getByRole('link', { name: /\/o\/v1\/orders/ }).click();
  await page.getByRole('heading', { name: /mxshop-order-web/ }).waitFor();
  await page.getByRole('row', { name: /goods-srv\s*\/Goods\/BatchGetGoods/ }).click();
  const panel = panelOf(page);
  await panel.getByText('商品不存在').waitFor();
  const text = await panel.innerText();
  expect(text).toContain('srv-b');
  expect(text).toContain('10.0.4.22');
  expect(text).toContain('6a1177e0b52c90fd');
  expect(text).toContain('response_code');

  await panel.getByRole('button', { name: /query_goods/ }).click();
  await panel.getByRole('button', { name: /CreateOrder/ }).click();
  await panel.getByText('库存扣减失败，开始回滚').waitFor();
  await page.goBack();
});

test('the next page of results comes when asked, and a partial answer says so', async () => {
  shop.partial = true;
  const page = await open('/search');
  await page.getByText('The newest 20 traces').waitFor();
  await page.getByText(/Not everything was searched/).waitFor();
  await page.getByRole('button', { name: 'Load more' }).click();
  await page.getByText('33 traces', { exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Load more' }).count()).toBe(0);
});

test("a link to Jaeger's search asks for the same here", async () => {
  const tags = encodeURIComponent('{"http.status_code":"500","error":"true"}');
  const page = await open(`/search?service=mxshop-order-web&lookback=2d&limit=50&tags=${tags}`);
  await page.getByText('1 trace', { exact: true }).waitFor();
  expect(await page.getByLabel('Attributes').inputValue()).toBe('http.status_code=500');
  expect(await page.getByLabel('With errors').isChecked()).toBe(true);
  expect(await page.getByLabel('Time', { exact: true }).inputValue()).toBe('2d');
});

test('what is no duration is refused before it is asked', async () => {
  const page = await open('/search');
  await page.getByLabel('Min duration').fill('soon');
  await page.getByLabel('Min duration').press('Enter');
  await page.getByText('Such as 1.5s, 20ms, 100us').waitFor();
  expect(page.url()).not.toContain('soon');
});

test('a filter in TraceQL is checked while it is written, asked for, and kept in the address', async () => {
  const page = await open('/search');
  const field = page.getByRole('textbox', { name: 'TraceQL' });
  await field.fill('{ duration > }');
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  await field.press('Enter');
  expect(new URL(page.url()).searchParams.has('q')).toBe(false);
  const query = '{ duration > 20ms && .http.status_code >= 500 }';
  await field.fill(query);
  await field.press('Enter');
  await expect.poll(() => shop.lastSearch.get('q')).toBe(query);
  expect(new URL(page.url()).searchParams.get('q')).toBe(query);
  await page.reload();
  expect(await field.inputValue()).toBe(query);
});

test('an id in the header opens its trace, also unpadded; what is no id is told', async () => {
  const page = await open('/search');
  const box = page.getByRole('textbox', { name: 'Open a trace by its ID' });
  await box.fill('not an id');
  await box.press('Enter');
  await page.getByText('A trace ID is 1 to 32 hexadecimal digits.').waitFor();
  await box.fill(` ${GOODS.toUpperCase()} `);
  await box.press('Enter');
  await page.getByRole('heading', { name: /goods-web/ }).waitFor();
});

test.each([
  ['?span=', 'light'],
  ['#span=', 'dark'],
] as const)('a link to a span by %s opens it', async (link, colorScheme) => {
  const page = await open(`/trace/${ORDER}${link}7d9e8f6000000008`, { colorScheme });
  await panelOf(page).getByRole('heading', { name: '/Goods/BatchGetGoods' }).waitFor();
  expect(await page.locator('[aria-selected="true"]').innerText()).toContain('BatchGetGoods');
});

test('language and theme can be switched, and stay', async () => {
  const page = await open(`/trace/${ORDER}`);
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
  const page = await open('/search', { locale: 'zh-CN' });
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

test('with the keyboard alone: move, fold, find, open, close', async () => {
  const page = await open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  const current = async () => {
    const id = await page.getByRole('treegrid').getAttribute('aria-activedescendant');
    return page.locator(`#${id}`).innerText();
  };
  await page.keyboard.press('j');
  expect(await current()).toContain('/User/CheckToken');
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => page.getByRole('row').count()).toBe(15);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => page.getByRole('row').count()).toBe(16);
  await page.keyboard.press('/');
  await page.keyboard.type('rocketmq');
  await page.getByText('–/2').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('1/2').waitFor();
  expect(await current()).toContain('order_reback send');
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('n');
  await page.getByText('2/2').waitFor();
  await page.keyboard.press('Enter');
  await panelOf(page).getByRole('heading', { name: 'order_reback process' }).waitFor();
  await page.keyboard.press('Escape');
  await panelOf(page).waitFor({ state: 'detached' });
});

test('what is special about spans is told in words', async () => {
  const page = await open(`/trace/${ORDER}`);
  await page.getByRole('row').first().waitFor();
  expect(await page.getByRole('img', { name: /clock differs/ }).count()).toBe(3);
  expect(await page.getByRole('img', { name: /Follows from/ }).count()).toBe(1);
  await page.goto(`${server.url}/trace/7caa23b212329b16`);
  await page.getByRole('img', { name: 'Its parent is not in the trace' }).waitFor();
});

test('the critical path lies under the bars it goes through, can be hidden, and stays so', async () => {
  const page = await open(`/trace/${ORDER}?span=7d9e8f6000000003`);
  const panel = panelOf(page);
  await expect.poll(() => panel.innerText()).toContain('100% of the span');
  await expect.poll(() => panel.innerText()).toMatch(/Critical path\s+7\.80 ms/);
  const toggle = page.getByRole('button', { name: 'Critical path' });
  const parts = page.locator('[class*="path"]');
  expect(await parts.count()).toBeGreaterThan(10);
  await toggle.click();
  await expect.poll(() => parts.count()).toBe(0);
  await page.reload();
  await expect.poll(() => toggle.getAttribute('aria-pressed')).toBe('false');
  expect(await parts.count()).toBe(0);
});

test('statistics group the spans of a trace by what is asked, and their numbers are those of the trace', async () => {
  const page = await open(`/trace/${ORDER}`);
  await page.getByRole('link', { name: 'Statistics' }).click();
  await expect
    .poll(() => page.getByRole('link', { name: 'Statistics' }).getAttribute('aria-current'))
    .toBe('page');
  expect(
    await page.getByRole('link', { name: 'Timeline' }).getAttribute('aria-current'),
  ).toBeNull();
  await page.getByRole('combobox', { name: 'Group by' }).selectOption('service');
  const rowOf = (name: string) => page.getByRole('row', { name: new RegExp(`^${name} `) });
  await expect
    .poll(() => rowOf('mxshop-order-srv').innerText())
    .toMatch(/^mxshop-order-srv\s+6\s+2\s/);
  const counts = await page.locator('tbody td:nth-of-type(1)').allInnerTexts();
  expect(counts.map(Number).reduce((sum, count) => sum + count, 0)).toBe(16);
  expect(new URL(page.url()).searchParams.get('by')).toBe('service');
  await page.getByRole('button', { name: 'Group', exact: true }).click();
  const names = await page.locator('tbody th').allInnerTexts();
  expect(names).toEqual([...names].sort());
  await page.getByRole('combobox', { name: 'Group by' }).selectOption({ label: 'component' });
  await expect.poll(() => page.locator('tbody th').allInnerTexts()).toContain('gRPC');
  await page.reload();
  await rowOf('gRPC').waitFor();
});

test('a trace of 20,000 spans scrolls to its end with few rows in the page', async () => {
  const page = await open(`/trace/${BIG}`);
  const grid = page.getByRole('treegrid');
  await grid.waitFor();
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(BIG_SPANS));
  await grid.focus();
  await page.keyboard.press('End');
  await page.locator(`[aria-rowindex="${BIG_SPANS}"]`).waitFor();
  expect(await page.getByRole('row').count()).toBeLessThan(80);
  await page.mouse.move(300, 500);
  await page.mouse.wheel(0, -200_000);
  await expect.poll(() => page.locator(`[aria-rowindex="${BIG_SPANS}"]`).count()).toBe(0);
  await page.getByLabel('Find in this trace').fill('import row 19999');
  await page.keyboard.press('Enter');
  await page.getByText('1/1').waitFor();
  await page.getByRole('row', { name: /import row 19999/ }).waitFor();
  await page.getByRole('button', { name: 'Fold all', exact: true }).click();
  await expect
    .poll(async () => Number(await grid.getAttribute('aria-rowcount')))
    .toBeLessThan(BIG_SPANS);
});

test('an empty store shows how to send a first trace, and the trace when it comes', async () => {
  const api = new FakeApi([]);
  const empty = await startUiServer(api);
  watched = await openPage(browser, empty.url);
  const { page } = watched;
  await page.goto(`${empty.url}/search`);
  await page.getByText('Send your first trace').waitFor();
  await page.getByLabel('Python').check();
  await page.getByText('opentelemetry-instrument python app.py').waitFor();
  await page.getByLabel('Jaeger', { exact: true }).check();
  await page.getByText("'reporting_port': 6831").waitFor();
  api.traces = [goodsTrace(GOODS, Date.now() * 1000 - 1_000_000)];
  await page.getByRole('link', { name: /\/g\/v1\/goods/ }).waitFor();
  await empty.close();
});

test('works under a path of its own', async () => {
  const nested = await startUiServer(shop, '/observe/clew/');
  watched = await openPage(browser, nested.url);
  const { page } = watched;
  await page.goto(`${nested.url}/trace/${ORDER}?span=7d9e8f6000000001`);
  await panelOf(page).getByText('创建订单失败：商品不存在').first().waitFor();
  await page.getByRole('link', { name: 'Search', exact: true }).click();
  await page.getByText('The newest 20 traces').waitFor();
  expect(page.url()).toContain('/observe/clew/search');
  await nested.close();
});

test('a trace that is not there is told of in plain words', async () => {
  const page = await open('/trace/abc');
  await page.getByText('There is no such trace').waitFor();
  // The browser itself reports the 404.
  expect(watched?.complaints.splice(0)).toEqual([expect.stringContaining('404')]);
});

test.each(['/search', `/trace/${ORDER}?span=7d9e8f6000000001`])(
  'on a phone nothing of %s hangs over the edge',
  async (path) => {
    const page = await open(path, {
      viewport: { width: 390, height: 844 },
      isMobile: true,
      hasTouch: true,
    });
    await page.getByText('mxshop-order-web').first().waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(390);
  },
);
