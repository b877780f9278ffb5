import { StatusCode } from '@clew/model';
import type { Histogram, SpanReader } from '@clew/storage';
import { manyTraces } from '@clew/ui/testing/many-traces.ts';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { startUiServer } from '../support/ui-server.ts';
import { uiSuite } from './ui-suite.ts';

const HOUR_MICROS = 3_600_000_000;

/** Many small traces, as one batch, and how many of them have errors. */
function hourOf(count: number) {
  const now = Date.now() * 1000;
  const traces = manyTraces(count, now - 0.95 * HOUR_MICROS, (0.9 * HOUR_MICROS) / count);
  const failed = traces.filter((spans) => spans.some(({ status }) => status === StatusCode.error));
  return { spans: traces.flat(), count, errors: failed.length };
}

/** What becomes of the next counts. */
let change = (count: () => Promise<Histogram>, _signal?: AbortSignal) => count();

/** A store whose counts are changed and, however slow the machine is, not cut short. */
function changing(store: SpanReader): SpanReader {
  return new Proxy(store, {
    get: (target, name: keyof SpanReader) =>
      name === 'histogram'
        ? (...[query, context]: Parameters<SpanReader['histogram']>) => {
            const { deadline: _, ...patient } = context;
            return change(() => target.histogram(query, patient), context.signal);
          }
        : target[name].bind(target),
  });
}

const some = hourOf(800);
const ui = uiSuite([some.spans], { reader: changing });

const gridOf = (page: Page) => page.getByRole('grid', { name: 'Durations over time' });
const addressOf = (page: Page) => new URL(page.url()).searchParams;

/** Waits until the heatmap tells a total, and gives it. */
async function totalOf(page: Page): Promise<number> {
  const total = page.getByRole('status').filter({ hasText: /^All matches/ });
  await total.waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  return numberIn(await total.innerText());
}

/** The first number of a text, with its commas. */
function numberIn(text: string): number {
  return Number(/\d[\d,]*/.exec(text)?.[0].replaceAll(',', ''));
}

/** The sums of the columns of the table beside the canvas. */
async function tableSums(page: Page): Promise<{ traces: number; errors: number }> {
  const sum = async (column: number) => {
    const table = page.getByRole('table', { name: 'Traces by time and duration' });
    const cells = await table.locator(`tbody td:nth-of-type(${column})`).allInnerTexts();
    return cells.map(numberIn).reduce((before, count) => before + count, 0);
  };
  return { traces: await sum(1), errors: await sum(2) };
}

/** Drags over the plot, from one place to another in shares of its size. */
async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]) {
  const box = await gridOf(page).boundingBox();
  if (box === null) throw new Error('there is no plot');
  await page.mouse.move(box.x + from[0] * box.width, box.y + from[1] * box.height);
  await page.mouse.down();
  await page.mouse.move(box.x + to[0] * box.width, box.y + to[1] * box.height, { steps: 4 });
}

test('of 10,000 matches a page shows 20 and the heatmap all', async () => {
  const many = hourOf(10_000);
  const server = await startUiServer([many.spans], { reader: changing });
  const counted: Histogram[] = [];
  change = async (count) => {
    const histogram = await count();
    counted.push(histogram);
    return histogram;
  };
  const page = await ui.open('/search', {}, server);
  expect(await totalOf(page)).toBe(many.count);
  expect(counted).toHaveLength(1);
  expect(counted[0]?.cells.reduce((sum, cell) => sum + cell[2], 0)).toBe(many.count);
  await page.getByText(`${many.errors} with errors`).waitFor();
  await page.getByText('20 of 10,000 traces', { exact: true }).waitFor();
  expect(await page.getByRole('list', { name: 'Traces' }).getByRole('listitem').count()).toBe(20);
  expect(await tableSums(page)).toEqual({ traces: many.count, errors: many.errors });
  await page.getByRole('combobox', { name: 'Order' }).selectOption('Longest first');
  await page.waitForURL(/order=duration/);
  expect(await totalOf(page)).toBe(many.count);
  // It is the same search, and was counted already.
  expect(counted).toHaveLength(1);
  change = (count) => count();
  await server.close();
});

test('a drag narrows the search to what it covers, and that can be taken back', async () => {
  const page = await ui.open('/search');
  await totalOf(page);
  await drag(page, [0.3, 0.02], [0.302, 0.4]);
  const text = page.getByText(/^[\d,]+ traces, \d+ with errors$/);
  const covered = numberIn(await text.innerText());
  await page.mouse.up();
  await expect.poll(() => addressOf(page).get('q')).toMatch(/^{ trace:duration >= \d+ms }$/);
  expect(addressOf(page).get('lookback')).toBe('1h');
  await expect.poll(() => totalOf(page)).toBe(covered);

  await drag(page, [0.25, 0.5], [0.5, 0.51]);
  await page.mouse.up();
  await expect.poll(() => addressOf(page).get('start')).not.toBe(null);
  const [start, end] = ['start', 'end'].map((name) => Number(addressOf(page).get(name)));
  expect(((end ?? 0) - (start ?? 0)) / HOUR_MICROS).toBeCloseTo(0.25, 1);
  await page.reload();
  const part = await totalOf(page);
  expect(part).toBeLessThan(covered);
  expect(part).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Undo narrowing' }).click();
  await expect.poll(() => totalOf(page)).toBe(covered);
  await page.getByRole('button', { name: 'Undo narrowing' }).click();
  await expect.poll(() => totalOf(page)).toBe(some.count);
  expect(addressOf(page).has('q')).toBe(false);
  await page.getByRole('button', { name: 'Undo narrowing' }).waitFor({ state: 'detached' });
  await page.goBack();
  await expect.poll(() => totalOf(page)).toBe(covered);
});

test('with the keyboard alone: a cell is told, cells are selected, and the search narrowed', async () => {
  const page = await ui.open('/search');
  await totalOf(page);
  const grid = gridOf(page);
  await grid.focus();
  const cell = grid.getByRole('gridcell');
  await page.keyboard.press('Home');
  await page.keyboard.press('PageDown');
  await expect.poll(() => cell.getAttribute('aria-colindex')).toBe('1');
  for (let i = 0; i < 49; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+PageUp');
  await expect.poll(() => cell.innerText()).toMatch(/any duration: [\d,]+ traces, \d+ with errors/);
  expect(await cell.getAttribute('aria-selected')).toBe('true');
  const selected = numberIn((await cell.innerText()).split(': ').at(-1) ?? '');
  expect(selected).toBeGreaterThan(some.count / 3);
  await page.keyboard.press('Escape');
  await expect.poll(() => cell.getAttribute('aria-selected')).toBe('false');
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Shift+PageDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => addressOf(page).get('lookback')).toBe('custom');
  await page.goBack();
  await expect.poll(() => totalOf(page)).toBe(some.count);
});

test('with a finger: a tap tells of a cell, a swipe to the side narrows', async () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
  const page = await ui.open('/search', phone);
  await totalOf(page);
  const box = await gridOf(page).boundingBox();
  if (box === null) throw new Error('there is no plot');
  await page.touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2);
  await page
    .getByRole('tooltip')
    .getByText(/^[A-Z][a-z]{2} \d+, \d\d:\d\d:\d\d/)
    .waitFor();
  const touch = await page.context().newCDPSession(page);
  const at = (share: number) => ({ x: box.x + box.width * share, y: box.y + box.height / 2 });
  await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at(0.4)] });
  for (const share of [0.5, 0.6, 0.7]) {
    await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [at(share)] });
  }
  await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await expect.poll(() => addressOf(page).get('lookback')).toBe('custom');
  expect(await totalOf(page)).toBeLessThan(some.count);
});

test('a count that nobody waits for any more is given up', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const signals: (AbortSignal | undefined)[] = [];
  change = async (count, signal) => {
    signals.push(signal);
    await promise;
    return count();
  };
  const page = await ui.open('/search');
  await expect.poll(() => signals.length).toBe(1);
  await page.getByRole('button', { name: 'Search again' }).click();
  await expect.poll(() => signals[0]?.aborted).toBe(true);
  change = (count) => count();
  resolve();
  expect(await totalOf(page)).toBe(some.count);
});

test('errors can be seen alone', async () => {
  const page = await ui.open('/search');
  await totalOf(page);
  await page.getByRole('img', { name: /^Traces in a cell/ }).waitFor();
  await page.getByRole('button', { name: 'Errors', exact: true }).click();
  await page.getByRole('img', { name: /^Traces in a cell/ }).waitFor({ state: 'detached' });
  await page.getByRole('img', { name: /^Failed traces in a cell/ }).waitFor();
  // How many pixels are painted, once the canvas is: red ones, and others.
  const painted = await page.locator('canvas').evaluate(async (canvas: HTMLCanvasElement) => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    const { width, height } = canvas;
    const data = canvas.getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const counts = { red: 0, other: 0 };
    for (let at = 0; at < data.length; at += 4) {
      if (data[at + 3] === 0) continue;
      counts[(data[at] ?? 0) > (data[at + 2] ?? 0) ? 'red' : 'other'] += 1;
    }
    return counts;
  });
  expect(painted.red).toBeGreaterThan(300);
  expect(painted.other).toBe(0);
});

test('a count that was cut short says so, and one that failed can be asked for again', async () => {
  change = async (count) => ({ ...(await count()), partial: true });
  const page = await ui.open('/search');
  await page.getByText('Not everything counted').waitFor();
  await page.getByText('20 of at least 800 traces').waitFor();
  change = () => Promise.reject(new Error('no count today'));
  await page.reload();
  await page.getByText(/Durations could not be counted/).waitFor();
  await page.getByText('The first 20 traces', { exact: true }).waitFor();
  change = (count) => count();
  await page.getByRole('button', { name: 'Try again' }).click();
  expect(await totalOf(page)).toBe(some.count);
  // The browser itself reports the 500.
  expect(ui.complaints.splice(0)).toEqual([expect.stringContaining('500')]);
});

test('rows are there before all is counted', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  change = async (count) => {
    await promise;
    return count();
  };
  const page = await ui.open('/search');
  await page.getByText('Counting…').waitFor();
  await page.getByText('The first 20 traces', { exact: true }).waitFor();
  resolve();
  await page.getByText('20 of 800 traces', { exact: true }).waitFor();
  change = (count) => count();
});

test.each([
  ['en-US', 'light'],
  ['zh-CN', 'dark'],
] as const)('axe finds nothing wrong with it: %s, %s', async (locale, colorScheme) => {
  const page = await ui.open('/search', { locale, colorScheme });
  await page.getByRole('grid').waitFor();
  await page.getByRole('grid').focus();
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await axeViolations(page, 'main section')).toEqual([]);
});
