// Every view over what real clients sent, in both languages.
import { assembleTrace, parseTraceId, SpanBatch } from '@clew/model';
import { clients, expectedTraces, replay } from '@clew/server/testing/captures.ts';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { uiSuite } from './ui-suite.ts';

const ui = uiSuite([]);
/** One of each kind: Go, Python, Node; Jaeger's clients and OpenTelemetry's; 64 and 128 bits. */
const SHOWN = [
  'seed-go-gin',
  'go-jaeger-udp',
  'py-jaeger-client-128',
  'node-otel-otlp-proto',
  'node-otel-shim',
];

beforeAll(async () => {
  for (const client of SHOWN) await replay(client, ui.server.store);
});

/** The rows that `model` makes of the largest trace that a client sent. */
async function largestTrace(client: string) {
  const [trace] = expectedTraces(client).toSorted((a, b) => b.spans.length - a.spans.length);
  const id = trace?.traceID ?? '';
  const response = await fetch(`${ui.server.url}/api/clew/v1/traces/${id}/skeleton`);
  const skeleton = new SpanBatch(new Uint8Array(await response.arrayBuffer()));
  expect(parseTraceId(id)).toBeDefined();
  return { id, rows: assembleTrace(id.padStart(32, '0'), skeleton) };
}

async function show(page: Page, view: string): Promise<void> {
  const link = page.locator(`nav a[href*="view=${view}"]`);
  await link.click();
  await expect.poll(() => link.getAttribute('aria-current')).toBe('page');
}

test.each(
  SHOWN.flatMap((client) => [
    { client, locale: 'en-US' },
    { client, locale: 'zh-CN' },
  ]),
)('every view shows what $client sent, in $locale', async ({ client, locale }) => {
  expect(clients).toContain(client);
  const { id, rows } = await largestTrace(client);
  const page = await ui.open(`/trace/${id}`, { locale });
  const grid = page.getByRole('treegrid');
  await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe(String(rows.count));

  await show(page, 'statistics');
  const counts = () => page.locator('main tbody tr td:nth-of-type(1)').allInnerTexts();
  await expect
    .poll(async () => (await counts()).map(Number).reduce((sum, count) => sum + count, 0))
    .toBe(rows.count);

  await show(page, 'table');
  await expect
    .poll(() => page.locator('main [aria-rowcount]').first().getAttribute('aria-rowcount'))
    .toMatch(new RegExp(`^(${rows.count}|${rows.count + 1})$`));

  await show(page, 'flame');
  await page.locator('main canvas').first().waitFor();
  await expect
    .poll(() => page.locator('main [role="treeitem"], main [role="row"]').count())
    .toBeGreaterThan(0);

  await show(page, 'graph');
  const nodes = page.getByRole('application').getByRole('button');
  await expect.poll(() => nodes.count()).toBe(rows.services.length);
  for (const service of rows.services) {
    expect(await nodes.filter({ hasText: service }).count(), service).toBeGreaterThan(0);
  }

  await show(page, 'events');
  await page.locator('main').getByText(/\d/).first().waitFor();
});
