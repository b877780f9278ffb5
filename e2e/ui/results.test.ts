import type { Span } from '@clew/model';
import type { SpanReader } from '@clew/storage';
import { goodsTrace } from '@clew/ui/testing/shop-traces.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { startUiServer } from '../support/ui-server.ts';
import { ORDER, shopTraces } from './shop.ts';
import { setVisibility, uiSuite } from './ui-suite.ts';

/** While it is set, searches wait for it. */
let gate: Promise<void> | undefined;
/** How the searches that waited went on. */
const given: AbortSignal[] = [];

const ui = uiSuite(shopTraces(), {
  reader: (store) =>
    new Proxy(store, {
      get: (target, name: keyof SpanReader) =>
        name === 'search'
          ? async (...call: Parameters<SpanReader['search']>) => {
              const { signal } = call[1];
              if (gate !== undefined && signal !== undefined) given.push(signal);
              await gate;
              return target.search(...call);
            }
          : target[name].bind(target),
    }),
});

const rowsOf = (page: Page) => page.getByRole('list', { name: 'Traces' }).getByRole('listitem');
const addressOf = (page: Page) => new URL(page.url()).searchParams;

/** Goods that were asked for just now. */
function goodsNow(id: string): readonly Span[] {
  return goodsTrace(id, Date.now() * 1000 - 10_000);
}

test('the server puts the traces in order, and the order is in the address', async () => {
  const page = await ui.open('/search');
  await rowsOf(page).first().waitFor();
  const order = page.getByRole('combobox', { name: 'Order' });
  const asked = page.waitForRequest((request) => request.url().includes('order=duration'));
  await order.selectOption('Longest first');
  await asked;
  await expect.poll(() => rowsOf(page).nth(1).innerText()).toContain('no root');
  expect(addressOf(page).get('order')).toBe('duration');
  await page.reload();
  await expect.poll(() => rowsOf(page).nth(1).innerText()).toContain('no root');
  expect(await order.inputValue()).toBe('duration');
  await page.goBack();
  await expect.poll(() => order.inputValue()).toBe('start');
});

test('a row names the hosts that its trace reached, those with errors apart', async () => {
  const page = await ui.open('/search');
  const hosts = rowsOf(page).first().locator('[title^="Hosts:"]');
  await expect.poll(() => hosts.getAttribute('title')).toMatch(/srv-a \(\d+\), .*srv-b/);
  expect(await hosts.innerText()).toContain('+1');
  expect(await hosts.locator('[data-error]').allInnerTexts()).toContain('srv-b');
});

test('with the keyboard alone: through the rows, and into a trace', async () => {
  const page = await ui.open('/search');
  await rowsOf(page).first().waitFor();
  await page.keyboard.press('j');
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
  expect(await focused()).toContain('/o/v1/orders');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toContain('/g/v1/goods');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toContain('no root');
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/trace/${ORDER}*`);
});

test('the command palette puts results in order, and follows what comes in', async () => {
  const page = await ui.open('/search');
  await rowsOf(page).first().waitFor();
  for (const [text, name, value] of [
    ['longest', 'order', 'duration'],
    ['as they come in', 'live', 'true'],
  ] as const) {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await palette.getByRole('combobox').fill(text);
    await page.keyboard.press('Enter');
    await expect.poll(() => addressOf(page).get(name)).toBe(value);
    await palette.waitFor({ state: 'detached' });
  }
  expect(addressOf(page).has('order')).toBe(false);
});

test('live, new traces come in on top, and wait while somebody reads', async () => {
  const server = await startUiServer(shopTraces());
  const page = await ui.open('/search', {}, server);
  await rowsOf(page).first().waitFor();
  const live = page.getByRole('button', { name: 'Live' });
  await live.click();
  await expect.poll(() => addressOf(page).get('live')).toBe('true');
  await server.write(goodsNow('a1'));
  await expect.poll(() => rowsOf(page).count()).toBe(21);
  await page.getByText('Live: 1 new trace', { exact: true }).waitFor();
  expect(await rowsOf(page).first().innerText()).toContain('/g/v1/goods');

  await rowsOf(page).nth(2).hover();
  await server.write(goodsNow('a2'));
  await server.write(goodsNow('a3'));
  const held = page.getByRole('button', { name: '2 new traces' });
  await held.waitFor();
  expect(await axeViolations(page, 'main section')).toEqual([]);
  expect(await rowsOf(page).count()).toBe(21);
  await held.click();
  await expect.poll(() => rowsOf(page).count()).toBe(23);

  await live.click();
  await expect.poll(() => addressOf(page).has('live')).toBe(false);
  await server.close();
});

test('live, a page that nobody sees does not ask, and asks at once when it is back', async () => {
  const page = await ui.open('/search');
  await rowsOf(page).first().waitFor();
  let asked = 0;
  page.on('requestfinished', (request) => {
    if (request.url().includes('/v1/search')) asked += 1;
  });
  await page.clock.install();
  await page.getByRole('button', { name: 'Live' }).click();
  await expect.poll(() => asked).toBe(1);
  await page.clock.runFor(2_100);
  await expect.poll(() => asked).toBe(2);
  await setVisibility(page, 'hidden');
  await page.clock.runFor(60_000);
  expect(asked).toBe(2);
  await setVisibility(page, 'visible');
  await expect.poll(() => asked).toBe(3);
});

test('a link can open a search that is live, and other orders are not', async () => {
  const page = await ui.open('/search?lookback=1h&live=true');
  await page.getByRole('button', { name: 'Live', pressed: true }).waitFor();
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Most spans first');
  await page.getByRole('button', { name: 'Live', pressed: false }).waitFor();
  expect(addressOf(page).has('live')).toBe(false);
});

test('searches made before are offered again, each once, and can be cleared', async () => {
  const one = '{ .http.status_code = 500 }';
  const two = '{ name = "/o/v1/orders" }';
  const page = await ui.open(`/search?q=${encodeURIComponent(one)}`);
  await rowsOf(page).first().waitFor();
  for (const query of [two, one]) {
    await page.goto(`${ui.server.url}/search?lookback=6h&q=${encodeURIComponent(query)}`);
    await rowsOf(page).first().waitFor();
  }
  await page.reload();
  await rowsOf(page).first().waitFor();
  const menu = page.getByRole('button', { name: 'Recent' });
  await menu.click();
  const links = page.getByRole('link', { name: /Last (6 hours|hour)/ });
  await expect
    .poll(() => links.allInnerTexts())
    .toEqual([`${one}\nLast 6 hours`, `${two}\nLast 6 hours`, `${one}\nLast hour`]);
  expect(await axeViolations(page, 'main section')).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => addressOf(page).get('q')).toBe(two);
  await menu.click();
  await page.getByRole('button', { name: 'Clear', exact: true }).click();
  await page.getByText('What you search for is remembered here').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('What you search for is remembered here').waitFor({ state: 'hidden' });
});

test('who moves on to another search leaves no work behind: the one before is given up', async () => {
  const page = await ui.open('/search');
  await rowsOf(page).first().waitFor();
  const { promise, resolve } = Promise.withResolvers<void>();
  gate = promise;
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Longest first');
  await expect.poll(() => given.length).toBe(1);
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Most spans first');
  await expect.poll(() => given[0]?.aborted).toBe(true);
  await expect.poll(() => given.length).toBe(2);
  expect(given[1]?.aborted).toBe(false);
  // The same search in another order: what was there stays in view.
  expect(await rowsOf(page).count()).toBe(20);
  gate = undefined;
  resolve();
  await page.getByText('16 spans').waitFor();
});

test('two traces are chosen to be compared, by mouse or keys', async () => {
  const page = await ui.open('/search');
  await rowsOf(page).first().waitFor();
  await rowsOf(page).nth(2).getByRole('checkbox').check();
  await page.getByText('Choose another trace to compare it with').waitFor();
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  await page.keyboard.press('k');
  await page.keyboard.press('x');
  const boxes = page.getByRole('list', { name: 'Traces' }).getByRole('checkbox', { checked: true });
  // Two can be compared: the first choice made room for the third.
  await expect.poll(() => boxes.count()).toBe(2);
  expect(await axeViolations(page, 'main section')).toEqual([]);
  await page.getByRole('button', { name: 'Drop the choice' }).click();
  await expect.poll(() => boxes.count()).toBe(0);
  await rowsOf(page).nth(1).getByRole('checkbox').check();
  await rowsOf(page).nth(0).getByRole('checkbox').check();
  await page.getByRole('link', { name: 'Compare the two' }).click();
  await page.waitForURL(/\/compare\?/);
  expect(addressOf(page).get('a')).toContain('4bb5b8be7e6b0c');
  expect(addressOf(page).get('b')).toBe(ORDER);
});
