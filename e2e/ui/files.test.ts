// Files of traces: real clients' and real servers' JSON, dropped and chosen, listed, shown, and downloaded again.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Download, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ORDER, shopTraces } from './shop.ts';
import { panelOf, uiSuite } from './ui-suite.ts';

const ui = uiSuite(shopTraces());

interface GivenFile {
  readonly name: string;
  readonly text: string | Buffer;
}

function fixture(path: string): Buffer {
  return readFileSync(new URL(`../../packages/protocols/src/${path}`, import.meta.url));
}

/** What a real Jaeger answered for some clients, as one answer. */
function jaegerAnswer(...clients: readonly string[]): string {
  const data = clients.flatMap(
    (client) =>
      (
        JSON.parse(fixture(`jaeger/fixtures/expected/${client}.json`).toString()) as {
          readonly data: readonly unknown[];
        }
      ).data,
  );
  return JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null });
}

const OTLP = fixture('otlp/fixtures/node-otel-otlp-http.bin');
const ZIPKIN = fixture('zipkin/fixtures/go-zipkin-json.json');
const SPANS = ['checkout', 'query-stock', 'select-stock', 'audit'];

/** Drops files on the page as a person does. */
async function drop(page: Page, ...files: readonly GivenFile[]): Promise<void> {
  const given = files.map(
    ({ name, text }) => [name, Buffer.from(text).toString('base64')] as const,
  );
  const data = await page.evaluateHandle((list) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of list) {
      const bytes = Uint8Array.from(atob(base64), (unit) => unit.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    return transfer;
  }, given);
  await page.getByRole('banner').waitFor();
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: data });
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
}

/** Chooses files behind a button. */
async function choose(page: Page, button: string, ...files: readonly GivenFile[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).first().click(),
  ]);
  await chooser.setFiles(
    files.map(({ name, text }) => ({
      ...{ name, mimeType: 'application/json' },
      buffer: Buffer.from(text),
    })),
  );
}

/** The spans that the timeline shows, from top to bottom, as a screen reader has them. */
async function shownSpans(page: Page): Promise<readonly string[]> {
  const grid = page.getByRole('treegrid');
  const rows = grid.getByRole('row');
  await rows.first().waitFor();
  const count = Number(await grid.getAttribute('aria-rowcount'));
  await expect.poll(() => rows.count()).toBe(count);
  return rows.allInnerTexts();
}

/** Opens the only span of a name in the panel. */
async function openSpan(page: Page, name: string): Promise<void> {
  const box = page.getByLabel('Find in this trace');
  await box.fill(name);
  await box.press('Enter');
  await page.getByText('1/1').waitFor();
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('Enter');
  await panelOf(page).getByRole('heading', { name }).waitFor();
}

async function textOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

/** Downloads the trace that is shown. */
async function download(page: Page, format: string): Promise<Download> {
  await page.getByRole('button', { name: 'Download' }).click();
  const item = page.getByRole('listitem').filter({ hasText: format }).locator('a, button');
  const [file] = await Promise.all([page.waitForEvent('download'), item.click()]);
  return file;
}

test.each([
  ['an answer of Jaeger', 'jaeger.json', jaegerAnswer('go-jaeger-http'), 'Jaeger JSON'],
  ['what a client posted as OTLP', 'otlp.json', OTLP, 'OTLP JSON'],
  ['lines of OTLP', 'traces.jsonl', `${OTLP}\n${OTLP}\n`, 'OTLP JSON'],
  ['gzip of it, whatever its name', 'traces', gzipSync(OTLP), 'OTLP JSON'],
])('%s is opened where it is dropped, and nothing of it is sent', async (_, name, text, format) => {
  const page = await ui.open('/search');
  await page.getByRole('list', { name: 'Traces' }).getByRole('listitem').first().waitFor();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET' || request.url().includes('/api/clew/v1/traces')) {
      sent.push(`${request.method()} ${request.url()}`);
    }
  });
  await drop(page, { name, text });
  const spans = (await shownSpans(page)).join('\n');
  for (const span of SPANS) expect(spans).toContain(span);
  const strip = page.getByRole('complementary', { name: 'Where the trace comes from' });
  expect(await strip.innerText()).toContain(name);
  expect(await strip.innerText()).toContain(format);
  expect(await strip.innerText()).toContain('nothing was uploaded');
  await openSpan(page, 'select-stock');
  await panelOf(page)
    .getByText(/^db\.(type|system)$/)
    .waitFor();
  await page.getByRole('link', { name: 'Statistics' }).click();
  await page.getByRole('combobox', { name: 'Group by' }).waitFor();
  expect(new URL(page.url()).searchParams.get('file')).toBe(name);
  expect(sent).toEqual([]);
});

test('what a Zipkin client posted is opened, with its host', async () => {
  const page = await ui.open('/search');
  await drop(page, { name: 'zipkin.json', text: ZIPKIN });
  const spans = (await shownSpans(page)).join('\n');
  expect(spans).toContain('get /checkout');
  expect(spans).toContain('select stock');
  await page.getByText('127.0.0.1').first().waitFor();
});

test('several traces and files are listed, each leads to its trace, and files can be closed', async () => {
  const page = await ui.open('/search');
  await choose(
    page,
    'Open files with traces',
    { name: 'jaeger.json', text: jaegerAnswer('seed-go-gin', 'seed-python-grpc') },
    { name: 'zipkin.json', text: ZIPKIN },
  );
  await page.getByRole('heading', { name: 'Traces in files' }).waitFor();
  expect(await page.title()).toBe('Traces in files · Clew');
  await page.getByText('Jaeger JSON · 4 traces').waitFor();
  const rows = page.getByRole('list', { name: 'Traces of jaeger.json' }).getByRole('listitem');
  expect(await rows.count()).toBe(4);
  await rows.filter({ hasText: 'mxshop-grpc' }).getByRole('link').click();
  expect((await shownSpans(page)).join('\n')).toContain('/helloworld.Greeter/SayHello');
  await page.goBack();
  await page.getByRole('list', { name: 'Traces of zipkin.json' }).getByRole('link').click();
  expect((await shownSpans(page)).join('\n')).toContain('get /checkout');
  await page.getByRole('link', { name: 'All open files' }).click();
  await page.getByRole('button', { name: 'Close jaeger.json' }).click();
  await rows.first().waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Close zipkin.json' }).click();
  await page.getByText('No file is open').waitFor();
});

test.each([
  [
    'en-US',
    'The file is not JSON.',
    'Line 3, column 5:',
    'left out, at data[0].spans[1]',
    'It holds',
  ],
  ['zh-CN', '文件不是 JSON。', '第 3 行，第 5 列：', '第一处在 data[0].spans[1]', '内容为'],
])('in %s a file that is no trace says what is wrong and where', async (locale, ...texts) => {
  const [notJson, place, leftOut, unknown] = texts;
  const page = await ui.open('/search', { locale });
  const span = { spanID: '1', operationName: 'good', startTime: 1, processID: 'p' };
  const trace = { traceID: '5', spans: [span, { ...span, spanID: 'zz' }], processes: {} };
  await drop(
    page,
    { name: 'cut.json', text: '{\n  "data": [\n    spans' },
    { name: 'package.json', text: '{"name":"clew"}' },
    { name: 'empty.json', text: '' },
    { name: 'answer.json', text: '{"data":null,"errors":[{"code":404,"msg":"trace not found"}]}' },
    { name: 'half.json', text: JSON.stringify({ data: [trace] }) },
  );
  await page.getByText(notJson).waitFor();
  await page.getByText(place).waitFor();
  await page.getByText('spans', { exact: true }).waitFor();
  await page.getByText(unknown).waitFor();
  await page.getByText('an object with "name"').waitFor();
  await page.getByText('trace not found').waitFor();
  expect(await page.getByRole('alert').count()).toBe(4);
  // What can be read of the last is listed.
  await page.getByText(leftOut).waitFor();
  await page.getByText('jaeger: spanID is not 1 to 16 hex digits').waitFor();
  await page.getByRole('link', { name: 'good' }).waitFor();
});

test('after a reload the file is asked for again, and then shows the same span', async () => {
  const page = await ui.open('/search');
  await drop(page, { name: 'shop.json', text: OTLP });
  await openSpan(page, 'audit');
  await panelOf(page).getByRole('heading', { name: 'audit' }).waitFor();
  const address = page.url();
  await page.reload();
  await page.getByText('shop.json is not open').waitFor();
  // Another file of the name has not got the trace.
  const other = jaegerAnswer('seed-python-single');
  await choose(page, 'Open files…', { name: 'shop.json', text: other });
  await page.getByRole('treegrid').getByText('TestSpan').waitFor();
  await page.goBack();
  await page.getByText('There is no such trace in shop.json').waitFor();
  await choose(page, 'Open files…', { name: 'shop.json', text: OTLP });
  await panelOf(page).getByRole('heading', { name: 'audit' }).waitFor();
  expect(page.url()).toBe(address);
});

test.each(['Jaeger JSON', 'OTLP JSON'])(
  'a trace of the store that is downloaded as %s is the same when it is opened',
  async (format) => {
    const page = await ui.open(`/trace/${ORDER}`, { viewport: { width: 1280, height: 1000 } });
    const stored = await shownSpans(page);
    const file = await download(page, format);
    const name = `trace-${ORDER}.${format === 'OTLP JSON' ? 'otlp' : 'jaeger'}.json`;
    expect(file.suggestedFilename()).toBe(name);
    await drop(page, { name, text: await textOf(file) });
    await page.getByText('nothing was uploaded').waitFor();
    // OTLP has no place for warnings, and Jaeger adds some of its own.
    const withoutWarnings = (rows: readonly string[]) =>
      rows.map((row) => row.replace('Has warnings, ', ''));
    expect(withoutWarnings(await shownSpans(page))).toEqual(withoutWarnings(stored));
  },
);

test.each(['Jaeger JSON', 'OTLP JSON'])(
  'a trace of a file that is downloaded as %s is the same when it is opened',
  async (format) => {
    const page = await ui.open('/search');
    await drop(page, { name: 'zipkin.json', text: ZIPKIN });
    const before = await shownSpans(page);
    const file = await download(page, format);
    await page.reload();
    await drop(page, { name: 'again.json', text: await textOf(file) });
    await page.getByText('again.json').first().waitFor();
    expect(await shownSpans(page)).toEqual(before);
  },
);

test('a large file is read while the page goes on, and can be given up', async () => {
  const page = await ui.open('/search');
  await page.getByRole('banner').waitFor();
  // 40 MB of lines, made in the page.
  const data = await page.evaluateHandle((line) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(new Array(11_000).fill(`${line}\n`), 'large.jsonl'));
    return transfer;
  }, OTLP.toString());
  await page.dispatchEvent('body', 'drop', { dataTransfer: data });
  await page.getByRole('status').getByText('Reading large.jsonl…').waitFor();
  await page.keyboard.press('Escape');
  await page.getByText('Reading large.jsonl…').waitFor({ state: 'detached' });
  expect(new URL(page.url()).pathname).toBe('/search');
  await drop(page, { name: 'small.json', text: OTLP });
  await page.getByRole('treegrid').waitFor();
  expect(await page.getByText('large.jsonl').count()).toBe(0);
});

test('a trace of a file is compared with one of the store', async () => {
  const page = await ui.open('/search');
  await drop(page, { name: 'otlp.json', text: OTLP });
  await page.getByRole('link', { name: 'Compare with…' }).click();
  const other = page.getByRole('textbox', { name: 'Trace B', exact: true });
  await other.fill(ORDER);
  await other.press('Enter');
  const both = page.getByRole('treegrid', { name: /^Spans of both traces/ });
  await both.waitFor();
  await page.getByText('node-otel-otlp-http').first().waitFor();
  await page.getByText('mxshop-order-web').first().waitFor();
});

test('on paper a trace of a file is as long as it is', async () => {
  const page = await ui.open('/search', { viewport: { width: 1000, height: 500 } });
  const spans = Array.from({ length: 100 }, (_, index) => ({
    ...{
      traceId: '5',
      id: (index + 1).toString(16),
      name: `row ${index}`,
      timestamp: 1000 + index,
    },
    ...{ parentId: index === 0 ? undefined : '1', localEndpoint: { serviceName: 'long' } },
  }));
  await drop(page, { name: 'long.json', text: JSON.stringify(spans) });
  await page.getByRole('treegrid').waitFor();
  const height = () => page.evaluate(() => document.documentElement.scrollHeight);
  expect(await height()).toBe(500);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect.poll(height).toBeGreaterThan(2600);
  expect(await page.getByRole('button', { name: 'Download' }).isVisible()).toBe(false);
});

test('a drag of files is told over the whole page until it leaves; one of text is not', async () => {
  const page = await ui.open('/search');
  const dragged = (isFile: boolean) =>
    page.evaluateHandle((file) => {
      const transfer = new DataTransfer();
      if (file) transfer.items.add(new File(['x'], 'x'));
      else transfer.setData('text/plain', 'x');
      return transfer;
    }, isFile);
  const hint = page.getByText('Drop to open');
  await page.getByRole('banner').waitFor();
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: await dragged(false) });
  expect(await hint.count()).toBe(0);
  await page.dispatchEvent('body', 'dragenter', { dataTransfer: await dragged(true) });
  await hint.waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.dispatchEvent('body', 'dragleave', { dataTransfer: await dragged(true) });
  await hint.waitFor({ state: 'detached' });
});

test('with the keyboard alone: a file is chosen, its trace opened and downloaded', async () => {
  const page = await ui.open('/file');
  await page.getByText('No file is open').waitFor();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    (async () => {
      await page.getByRole('button', { name: 'Open files…' }).focus();
      await page.keyboard.press('Enter');
    })(),
  ]);
  await chooser.setFiles([
    { name: 'a.json', mimeType: '', buffer: OTLP },
    { name: 'b.json', mimeType: '', buffer: ZIPKIN },
  ]);
  await page.getByRole('list', { name: 'Traces of a.json' }).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.getByRole('treegrid').waitFor();
  await page.getByRole('button', { name: 'Download' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toMatch(/^trace-[0-9a-f]{32}\.otlp\.json$/);
});

test('the command palette opens files and downloads', async () => {
  const page = await ui.open('/search');
  const command = async (text: string) => {
    await page.getByRole('banner').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /command/i }).fill(text);
    await page.keyboard.press('Enter');
  };
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    command('open files with traces'),
  ]);
  await chooser.setFiles([{ name: 'a.json', mimeType: '', buffer: OTLP }]);
  await page.getByRole('treegrid').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), command('as jaeger')]);
  expect(file.suggestedFilename()).toMatch(/\.jaeger\.json$/);
  await page.goto(`${ui.server.url}/trace/${ORDER}`);
  await page.getByRole('treegrid').waitFor();
  const [stored] = await Promise.all([page.waitForEvent('download'), command('as otlp')]);
  expect(stored.suggestedFilename()).toBe(`trace-${ORDER}.otlp.json`);
});

const LOOKS = (['en-US', 'zh-CN'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [
      { width: 1280, height: 900 },
      { width: 390, height: 844 },
    ].map((viewport) => ({ locale, colorScheme, viewport })),
  ),
);

test.each(LOOKS)('everybody can use it: $locale, $colorScheme, $viewport.width', async (look) => {
  const page = await ui.open('/file', look);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const fits = async () => {
    expect(await axeViolations(page)).toEqual([]);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBe(look.viewport.width);
  };
  await fits();
  await drop(
    page,
    { name: 'a-file-with-a-very-long-name-that-has-nowhere-to-break.json', text: OTLP },
    { name: 'broken.json', text: '{"data":[{"spans' },
    { name: 'half.json', text: `${ZIPKIN.toString().slice(0, -1)},{"traceId":"1","id":"0"}]` },
  );
  await page.getByRole('alert').waitFor();
  await fits();
  await page.getByRole('listitem').getByRole('link').first().click();
  await page.getByRole('treegrid').waitFor();
  const strip = page.getByRole('complementary').first();
  expect(await axeViolations(page, 'aside')).toEqual([]);
  expect(await axeViolations(page, 'main header')).toEqual([]);
  await page.getByRole('button', { name: /Download|下载/ }).click();
  expect(await axeViolations(page, '[aria-expanded="true"] + div')).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look.viewport.width);
  await page.keyboard.press('Escape');
  await strip.getByRole('link').click();
  await page.getByRole('alert').waitFor();
});
