import { type Span, traceStatistics } from '@clew/model';
import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import { processOf, TraceMaker } from '@clew/ui/testing/span-maker.ts';
import { traceOf } from '@clew/ui/testing/trace-of.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, ROOTLESS, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const BIG = 'b16';
const BIG_SPANS = 20_000;
const MANY = 'aa03';
const ALONE = 'aa02';
const now = Date.now() * 1000;
const ui = uiSuite([
  ...shopTraces(),
  bigTrace(BIG, now - 50_000_000, BIG_SPANS),
  manySelects(),
  oneSpan(),
]);

/** A request that asks a database 450 times in place of once. */
function manySelects(): readonly Span[] {
  const maker = new TraceMaker(MANY, now - 55_000_000);
  const shop = processOf('shop', { 'host.name': 'web-1' });
  const mysql = processOf('mysql', { 'host.name': 'db-1' });
  const root = maker.add('', { name: 'GET /orders', resource: shop, at: 0, lasts: 900_000 });
  for (let i = 0; i < 450; i++) {
    const call = { at: i * 1900, lasts: 1800 };
    const select = maker.add(root, { name: `SELECT order ${i}`, resource: shop, ...call });
    maker.add(select, { name: 'query', resource: mysql, at: i * 1900 + 100, lasts: 1500 });
  }
  return maker.spans;
}

function oneSpan(): readonly Span[] {
  const maker = new TraceMaker(ALONE, now - 56_000_000);
  maker.add('', { name: 'tick', resource: processOf('cron', {}), at: 0, lasts: 1200 });
  return maker.spans;
}

/** The drawing, and a node of it by the beginning of what it says. */
const graphOf = (page: Page) => page.getByRole('application');
const nodeOf = (page: Page, name: string) =>
  graphOf(page).getByRole('button', { name: new RegExp(`^${name} `) });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

test('services are nodes with the figures of model, and the table has their calls', async () => {
  const page = await ui.open(`/trace/${ORDER}`);
  await page.getByRole('link', { name: 'Graph', exact: true }).click();
  await nodeOf(page, 'goods-srv').waitFor();
  const trace = await traceOf(shopTraces()[0] ?? []);
  const { count, errors, self } = traceStatistics({
    times: trace.timeUse.times,
    group: Int32Array.from(trace.service),
    groupCount: trace.services.length,
    isError: trace.marks.map((mark) => mark & 1),
    selfTime: trace.timeUse.self,
    path: trace.timeUse.path,
  });
  const allSelf = self.reduce((sum, one) => sum + one, 0);
  const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
  for (const [service, name] of trace.services.entries()) {
    const text = await nodeOf(page, name).innerText();
    expect(text).toMatch(new RegExp(`^${count[service]} spans?$`, 'm'));
    expect(text).toContain(`(${percent.format((self[service] ?? 0) / allSelf)})`);
    expect(/\d+ errors?/.exec(text)?.[0] ?? '0 errors').toMatch(new RegExp(`^${errors[service]} `));
  }
  expect(await graphOf(page).getByRole('button').count()).toBe(trace.services.length);

  await page.getByRole('button', { name: 'Table of calls' }).click();
  const rows = page.getByRole('table', { name: 'Calls' }).getByRole('row');
  await expect.poll(() => rows.count()).toBe(6);
  const cells = (row: number) => rows.nth(row).getByRole('cell').allInnerTexts();
  const times = ['362 ms', '362 ms'];
  expect(await cells(1)).toEqual([
    'mxshop-order-web',
    'mxshop-order-srv',
    'call',
    '1',
    '1',
    ...times,
  ]);
  await page.getByRole('button', { name: 'Kind' }).click();
  const follows = ['mxshop-order-srv', 'inventory-srv', 'FollowsFrom', '1', '0', '33 ms', '33 ms'];
  await expect.poll(() => cells(5)).toEqual(follows);
});

test('a host is a node with its services, in Chinese as well', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=graph`, { locale: 'zh-CN' });
  await page.getByRole('radio', { name: '主机' }).check();
  const host = nodeOf(page, 'srv-b');
  await host.waitFor();
  expect(await host.innerText()).toContain('goods-srv, user-srv');
  expect(await host.innerText()).toContain('3 个 Span');
  expect(new URL(page.url()).searchParams.get('by')).toBe('hosts');
  await page.getByText('4 个节点，共 16 个 Span').waitFor();
});

test('with the keyboard alone: along the calls, to a span, and into its panel', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=graph&by=spans`);
  await nodeOf(page, '/o/v1/orders').focus();
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toMatch(/^\/(order.Order\/CreateOrder|User\/CheckToken)/);
  await page.keyboard.press('ArrowLeft');
  expect(await focused(page)).toMatch(/^\/o\/v1\/orders/);
  for (let i = 1; i < 16; i++) await page.keyboard.press('ArrowDown');
  const last = await focused(page);
  await page.keyboard.press('End');
  expect(await focused(page)).toBe(last);
  await page.keyboard.press('Enter');
  const heading = panelOf(page).getByRole('heading', { level: 2 });
  await heading.waitFor();
  expect(last.startsWith(await heading.innerText())).toBe(true);
});

test('a node of many spans shows its figures, gives the focus back, and leads on', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=graph`);
  const node = nodeOf(page, 'mxshop-order-srv');
  await node.focus();
  await page.keyboard.press('Enter');
  const figures = page.getByRole('region', { name: 'Figures of mxshop-order-srv' });
  await figures.waitFor();
  expect(await figures.innerText()).toMatch(/Total\s+652 ms/);
  await page.keyboard.press('Escape');
  await figures.waitFor({ state: 'detached' });
  expect(await focused(page)).toMatch(/^mxshop-order-srv/);
  await page.keyboard.press('Enter');
  await figures.getByRole('button', { name: 'Open the longest span' }).click();
  await panelOf(page).getByRole('heading', { name: '/order.Order/CreateOrder' }).waitFor();
  await figures.getByRole('link', { name: 'Find in the timeline' }).click();
  await page.getByRole('treegrid').waitFor();
  expect(await page.getByLabel('Find in this trace').inputValue()).toBe('mxshop-order-srv');
});

test('what is looked for is marked in the nodes that have it', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=graph&uiFind=select_goods`);
  await expect.poll(() => nodeOf(page, 'goods-srv').innerText()).toContain('1 match');
  expect(await nodeOf(page, 'user-srv').innerText()).not.toContain('match');
});

test('the drawing is moved by dragging, and made larger by keys, buttons and the wheel', async () => {
  const page = await ui.open(`/trace/${ORDER}?view=graph`);
  const node = nodeOf(page, 'goods-srv');
  await node.waitFor();
  const box = async () => (await node.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const before = await box();
  await page.mouse.move(before.x + 20, before.y + 20);
  await page.mouse.down();
  await page.mouse.move(before.x - 80, before.y + 60, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => Math.round((await box()).x - before.x)).toBe(-100);
  expect(await page.getByRole('region', { name: /Figures/ }).count()).toBe(0);
  await page.keyboard.press('+');
  await expect.poll(async () => (await box()).width / before.width).toBeCloseTo(1.3, 2);
  await page.getByRole('button', { name: 'Smaller' }).click();
  await expect.poll(async () => (await box()).width / before.width).toBeCloseTo(1, 2);
  await graphOf(page).hover({ position: { x: 20, y: 20 } });
  await page.mouse.wheel(0, 400);
  await expect.poll(async () => (await box()).width).toBeLessThan(before.width * 0.7);
  await page.keyboard.press('0');
  await expect.poll(box).toEqual(before);
});

test('calls of one operation are one node where there are too many spans for one each', async () => {
  const page = await ui.open(`/trace/${MANY}?view=graph&by=spans`);
  await nodeOf(page, 'SELECT order # ×450').waitFor();
  await page.getByText('3 nodes for 901 spans').waitFor();
});

test.each(['services', 'operations', 'hosts', 'spans'])(
  '20,000 spans are a graph of %s, of which each node is in the page once',
  async (by) => {
    const page = await ui.open(`/trace/${BIG}?view=graph&by=${by}`);
    await nodeOf(page, by === 'hosts' ? 'node-1' : 'batch-9|nightly-import')
      .first()
      .waitFor();
    const size = await page.getByText(/nodes for 20,000 spans/).innerText();
    const nodes = Number(/^\d+/.exec(size)?.[0]);
    expect(nodes).toBeLessThan(130);
    expect(await graphOf(page).getByRole('button').count()).toBe(nodes);
  },
);

test('a trace of one span, and one without its root, are graphs too', async () => {
  const page = await ui.open(`/trace/${ALONE}?view=graph`);
  await nodeOf(page, 'cron').waitFor();
  await page.getByRole('button', { name: 'Table of calls' }).click();
  await page.getByText('Nothing called anything else.').waitFor();
  await page.goto(`${ui.server.url}/trace/${ROOTLESS}?view=graph&by=spans`);
  await nodeOf(page, 'select_goods').waitFor();
  expect(await graphOf(page).getByRole('button').count()).toBe(2);
});

test.each([
  ['light', 'en-US', { width: 1280, height: 800 }],
  ['dark', 'zh-CN', { width: 1280, height: 800 }],
  ['dark', 'en-US', { width: 390, height: 844 }],
] as const)(
  'nothing is in the way of a reader: %s, %s, %o',
  async (colorScheme, locale, viewport) => {
    const page = await ui.open(`/trace/${ORDER}?view=graph`, { colorScheme, locale, viewport });
    await page.getByRole('button', { name: /Table of calls|调用列表/ }).click();
    await page.getByRole('table').waitFor();
    await nodeOf(page, 'mxshop-order-web').focus();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: /Figures of|的数据/ }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  },
);
