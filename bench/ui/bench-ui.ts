// How the web app copes with large traces, in Chromium: how long a trace takes to be seen once its data is there, how
// evenly it scrolls and zooms, and how much memory it takes.
//   npm run bench:ui -- [--spans 100000,1000000] [--runs 3] [--json FILE]
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { bigTraceParts } from '@clew/ui/testing/big-trace.ts';
import type { Browser } from 'playwright-core';
import { launchChromium, openPage } from '../../e2e/support/browser-page.ts';
import { unpackChromium } from '../../e2e/support/chromium.ts';
import { startUiServer, type UiServer } from '../../e2e/support/ui-server.ts';
import { tableOf } from '../tracer/table.ts';
import { type FrameFigures, framesDuring } from './frames.ts';
import { peakRendererBytes } from './renderer-memory.ts';

const SPANS_A_PART = 10_000;
const PATIENCE_MILLIS = 120_000;

/** What was measured of one trace in one run. */
interface Figures {
  readonly spans: number;
  /** From the skeleton's last byte to the first frame that shows rows. */
  readonly openMs: number;
  readonly scroll: FrameFigures;
  readonly zoom: FrameFigures;
  /** The flame graph by time: zooming in and out. */
  readonly flame: FrameFigures;
  /** From the navigation to a link of the trace's last span to its attributes in the panel. */
  readonly deepLinkMs: number;
  readonly peakMb: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      spans: { type: 'string', default: '100000,1000000' },
      runs: { type: 'string', default: '3' },
      json: { type: 'string' },
    },
  });
  const browser = await launchChromium(await unpackChromium());
  const figures: Figures[] = [];
  for (const spans of values.spans.split(',').map(Number)) {
    const server = await startUiServer([]);
    const lastSpan = await fill(server, spans);
    for (let run = 0; run < Number(values.runs); run++) {
      figures.push(await measure(browser, server, spans, lastSpan));
    }
    await server.close();
  }
  await browser.close();
  console.log(tableOf([HEADING, ...figures.map(rowOf)]));
  if (values.json !== undefined) {
    const machine = { cpu: cpus()[0]?.model, cores: cpus().length, node: process.version };
    writeFileSync(values.json, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
  }
}

const TRACE_ID = 'b16';

/** Stores the trace and says which span is its last. */
async function fill(server: UiServer, spans: number): Promise<string> {
  const start = Date.now() * 1000 - 60_000_000;
  let last = '';
  for (const part of bigTraceParts(TRACE_ID, start, spans, SPANS_A_PART)) {
    await server.write(part);
    last = part.at(-1)?.spanId ?? last;
  }
  return last;
}

async function measure(
  browser: Browser,
  server: UiServer,
  spans: number,
  lastSpan: string,
): Promise<Figures> {
  const { page } = await openPage(browser, server.url, { viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MILLIS);
  const memory = peakRendererBytes();
  await page.goto(`${server.url}/trace/${TRACE_ID}`);
  await page.getByRole('treegrid').waitFor();
  const openMs = await page.evaluate(async () => {
    const painted = () => performance.getEntriesByName('clew.timeline.painted')[0];
    while (painted() === undefined) await new Promise((done) => requestAnimationFrame(done));
    const skeleton = performance
      .getEntriesByType('resource')
      .find(({ name }) => name.endsWith('/skeleton')) as PerformanceResourceTiming;
    return (painted()?.startTime ?? Number.NaN) - skeleton.responseEnd;
  });
  await page.mouse.move(900, 600);
  const scroll = await framesDuring(page, async (step) => {
    await page.mouse.wheel(0, step < 60 ? 180 : -180);
  });
  const zoom = await framesDuring(page, async (step) => {
    await page.keyboard.press(step % 40 < 20 ? 'w' : 's');
    if (step % 8 === 0) await page.keyboard.press('d');
  });
  await page.goto(`${server.url}/trace/${TRACE_ID}?view=flame`);
  await page.getByRole('tree').hover({ position: { x: 600, y: 200 } });
  const flame = await framesDuring(page, async (step) => {
    await page.mouse.wheel(0, step % 80 < 40 ? -60 : 60);
  });
  const began = Date.now();
  await page.goto(`${server.url}/trace/${TRACE_ID}?span=${lastSpan}`);
  await page.getByRole('complementary').getByText('row.key').waitFor();
  const deepLinkMs = Date.now() - began;
  const peakMb = (await memory.stop()) / 1e6;
  await page.context().close();
  return { spans, openMs, scroll, zoom, flame, deepLinkMs, peakMb };
}

const HEADING = [
  'spans',
  'open ms',
  'scroll p95 ms',
  'longest task',
  'zoom p95 ms',
  'longest task',
  'flame p95 ms',
  'longest task',
  'deep link ms',
  'peak MB',
];

function rowOf(figures: Figures): readonly string[] {
  const { spans, openMs, scroll, zoom, flame, deepLinkMs, peakMb } = figures;
  return [
    spans.toLocaleString('en'),
    openMs.toFixed(0),
    scroll.p95Ms.toFixed(1),
    scroll.longestTaskMs.toFixed(0),
    zoom.p95Ms.toFixed(1),
    zoom.longestTaskMs.toFixed(0),
    flame.p95Ms.toFixed(1),
    flame.longestTaskMs.toFixed(0),
    deepLinkMs.toFixed(0),
    peakMb.toFixed(0),
  ];
}

await main();
