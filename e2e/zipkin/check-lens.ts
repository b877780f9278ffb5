// Looks at Clew with Zipkin's web app, in a real browser.
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { launchChromium, openPage } from '../support/browser-page.ts';
import type { Checks } from '../support/checks.ts';
import { unpackChromium } from '../support/chromium.ts';
import type { Servers } from './comparison.ts';
import { openLensServer } from './lens-server.ts';
import type { ReportedSpan } from './reported-span.ts';
import type { SentTraces } from './sent-traces.ts';

const PATIENCE_MILLIS = 15_000;
const LIMIT = 20;
/** A fault of the app's own texts, which it warns of with a Zipkin, too. */
const OWN_WARNING = /^react-i18next::/;

/** Checks what the app shows; pictures go to a folder, where one is given. */
export async function checkLens(
  checks: Checks,
  servers: Servers,
  sent: SentTraces,
  pictures: string | undefined,
): Promise<void> {
  const lens = await openLensServer(servers);
  const browser = await launchChromium(await unpackChromium());
  try {
    const viewport = { width: 1400, height: 900 };
    const { page, complaints, strangers } = await openPage(browser, lens.address, { viewport });
    page.setDefaultTimeout(PATIENCE_MILLIS);
    const picture = async (name: string): Promise<void> => {
      if (pictures !== undefined) await page.screenshot({ path: `${pictures}/lens-${name}.png` });
    };
    const app = `${lens.address}/zipkin`;
    const check = (what: string, run: () => Promise<void>): Promise<void> =>
      checks.check(`Zipkin’s web app ${what}`, run);
    const [first, , last] = sent.times;

    await check('lists the traces of a search', async () => {
      await page.goto(`${app}/?endTs=${last}&lookback=15m&limit=${LIMIT}`);
      const traces = page.getByRole('button', { name: 'Show' });
      await traces.nth(LIMIT - 1).waitFor();
      equal(await traces.count(), LIMIT);
      await picture('search');
    });
    await check('opens a trace with all of its spans', async () => {
      // It counts both sides of a call under one id once.
      const [id, spans] = await largestTrace(servers, sent);
      await page.goto(`${app}/traces/${id}`);
      await page.getByText('Total Spans').first().waitFor();
      const shown = await page.getByRole('main').innerText();
      equal(
        Number(/Total Spans\s*(\d+)/.exec(shown)?.[1]),
        new Set(spans.map((span) => span.id)).size,
      );
      for (const { name = '' } of spans.slice(0, 3)) {
        await page.getByText(name).first().waitFor();
      }
      await picture('trace');
    });
    await check('draws the dependencies', async () => {
      await page.goto(`${app}/dependency?startTime=${first}&endTime=${last}`);
      await page.locator('canvas').first().waitFor();
      deepEqual(await offeredServices(page), await linkedServices(servers, sent));
      await picture('dependencies');
    });
    await check('has no error in its console and asks nobody else', async () => {
      deepEqual(
        complaints.filter((text) => !OWN_WARNING.test(text)),
        [],
      );
      deepEqual(strangers, []);
      ok(lens.answers.length > 5);
      deepEqual(
        lens.answers.filter((answer) => !answer.startsWith('200 ')),
        [],
      );
    });
  } finally {
    await browser.close();
    await lens.close();
  }
}

/** The services that the filter of the dependencies offers. */
async function offeredServices(page: Page): Promise<readonly string[]> {
  await page.getByRole('combobox').first().click();
  const options = page.getByRole('option');
  await options.first().waitFor();
  // One that calls itself is there twice.
  return [...new Set(await options.allInnerTexts())].sort();
}

async function linkedServices(
  { clew }: Servers,
  { times }: SentTraces,
): Promise<readonly string[]> {
  const [first, , last] = times;
  const url = `${clew}/api/v2/dependencies?endTs=${last}&lookback=${last - first}`;
  const links = (await (await fetch(url)).json()) as readonly { parent: string; child: string }[];
  return [...new Set(links.flatMap(({ parent, child }) => [parent, child]))].sort();
}

/** Of the first few traces the one with the most spans. */
async function largestTrace(
  { clew }: Servers,
  { traceIds }: SentTraces,
): Promise<readonly [id: string, spans: readonly ReportedSpan[]]> {
  let largest: readonly [string, readonly ReportedSpan[]] = ['', []];
  for (const id of traceIds.slice(0, 20)) {
    const answer = await fetch(`${clew}/api/v2/trace/${id}`);
    const spans = (await answer.json()) as readonly ReportedSpan[];
    if (spans.length > largest[1].length) largest = [id, spans];
  }
  return largest;
}
