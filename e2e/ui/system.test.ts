import { systemAnswer } from '@clew/server/testing/system-answer.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from '../support/axe.ts';
import { ClewProcess, type RunningClew } from '../support/clew-process.ts';
import { startUiServer, type UiServer } from '../support/ui-server.ts';
import { setVisibility, uiSuite } from './ui-suite.ts';

const NOW = 1_795_451_160_000;
const nanos = (millis: number): string => String(BigInt(millis) * 1_000_000n);

/** A system in trouble: writes fail, and every kind of refusal has happened. */
const sick = systemAnswer({
  health: {
    status: 'unhealthy',
    findings: [
      {
        code: 'write-failed',
        severity: 'critical',
        message: 'the last 12 writes failed',
        ...{ since: nanos(NOW - 60_000), count: 12, reason: 'EIO: i/o error' },
      },
      {
        code: 'disk-smaller-than-limit',
        severity: 'notice',
        message: 'the disk may be full first',
        ...{ bytes: 5e9, limitBytes: 20e9, option: '--max-disk' },
      },
    ],
  },
  receivers: [
    {
      ...{
        name: 'otlp-http',
        protocol: 'otlp',
        transport: 'http',
        encodings: ['protobuf', 'json'],
      },
      address: 'http://127.0.0.1:4318/v1/traces',
      ...{ requests: 1200, bytes: 3_100_000, spans: 24_000, resentRequests: 3 },
      refusedRequests: [{ reason: 'malformed', count: 1 }],
      refusedSpans: [{ reason: 'otlp: trace_id is zero', count: 57 }],
      droppedDatagrams: [],
    },
    {
      ...{ name: 'jaeger-udp-compact', protocol: 'jaeger', transport: 'udp' },
      ...{ encodings: ['thrift-compact'], address: '127.0.0.1:6831' },
      ...{ requests: 10, bytes: 1000, spans: 10, resentRequests: 0 },
      refusedRequests: [],
      refusedSpans: [],
      droppedDatagrams: [{ reason: 'kernel', count: 1873 }],
    },
  ],
  recent: {
    end: nanos(NOW),
    interval: '5000000000',
    stored: [500, 250, 0, 1000],
    failed: [0, 0, 750, 0],
  },
  storage: {
    kind: 'embedded',
    dataDir: '/var/lib/clew',
    segments: 12,
    spans: { segments: 24_000, heads: 10 },
    bytes: { segments: 4_000_000, heads: 300_000, logs: 1_000_000 },
    oldestArrival: nanos(NOW - 86_400_000),
    newestArrival: nanos(NOW - 1000),
    retention: nanos(7 * 86_400_000),
    usedBytes: 5_000_000_000,
    limitBytes: 20_000_000_000,
    disk: { freeBytes: 5e9, sizeBytes: 100e9 },
    droppedSpans: [{ reason: 'age', count: 1000 }],
    pendingBatches: 3,
    pendingHeads: 1,
  },
  query: [{ endpoint: '/api/clew/v1/search', requests: 40, meanDuration: '12000000' }],
});

const ui = uiSuite([], { system: async () => sick });
const section = (page: Page, name: string) => page.getByRole('region', { name });

test('what is wrong is said first, since when, and what to do', async () => {
  const page = await ui.open('/search');
  await page.getByRole('link', { name: 'System' }).click();
  const health = section(page, 'Something is wrong');
  await health.getByText('Spans can’t be stored').waitFor();
  const findings = health.getByRole('listitem');
  expect(await findings.count()).toBe(2);
  expect(await findings.first().innerText()).toMatch(
    /since Nov \d+, \d\d:\d\d:\d\d\s[\s\S]*EIO: i\/o error.*can be written to/,
  );
  expect(await findings.last().innerText()).toContain('--max-disk is 20 GB, and the disk has 5 GB');
  expect(await page.title()).toBe('System · Clew');
});

test('what was refused is told in words, with what to do, in both languages', async () => {
  const page = await ui.open('/system');
  const refused = section(page, 'Refused and dropped, and why').getByRole('listitem');
  await refused.first().waitFor();
  const [kernel = '', zero = '', malformed = '', ...rest] = await refused.allInnerTexts();
  expect(rest).toEqual([]);
  expect(kernel).toMatch(/^1,873 datagrams[\s\S]*dropped datagrams[\s\S]*net\.core\.rmem_max/);
  expect(zero).toMatch(/^57 spans[\s\S]*trace ID is zero[\s\S]*only this span/i);
  expect(malformed).toMatch(/^1 request\b[\s\S]*body can’t be read[\s\S]*otlp-http/);
  await page.getByLabel('Language').selectOption('zh-CN');
  await page.getByText('57 个 Span').waitFor();
  expect(await page.getByRole('main').innerText()).toContain('Trace ID 为零');
});

test('receivers, storage and the last minutes stand in tables that can be read aloud', async () => {
  const page = await ui.open('/system');
  const receivers = section(page, 'Receivers').getByRole('row');
  await receivers.first().waitFor();
  expect(await receivers.nth(1).innerText()).toMatch(
    /OTLP over HTTP[\s\S]*24,000[\s\S]*1,200[\s\S]*3 sent again[\s\S]*3\.1[0 ]* MB[\s\S]*58$/,
  );
  const storage = section(page, 'Storage');
  await storage.getByRole('meter', { name: 'Used of --max-disk: 5 GB of 20 GB' }).waitFor();
  expect(await storage.innerText()).toMatch(
    /7 d \(--retention\)[\s\S]*1,000 spans that were too old/,
  );
  const recent = section(page, 'Spans stored a second, the last 10 minutes');
  const picture = await recent.getByRole('img').getAttribute('aria-label');
  expect(picture).toContain('now 200/s, most 200/s at');
  expect(picture).toContain('750 spans could not be stored');
  expect(await recent.getByRole('row').allInnerTexts()).toMatchObject([
    expect.stringContaining('Not stored'),
    expect.stringMatching(/87\/s\s+37\/s|88\/s\s+38\/s/),
  ]);
});

test('a bar tells its figures to who points at it', async () => {
  const page = await ui.open('/system');
  const recent = section(page, 'Spans stored a second, the last 10 minutes');
  const picture = recent.getByRole('img');
  const box = await picture.boundingBox();
  if (box === null) throw new Error('the picture is not there');
  await page.mouse.move(box.x + box.width - box.width / 80, box.y + 20);
  await recent.getByText(/· 0\/s · Not stored 150\/s/).waitFor();
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
  const page = await ui.open('/system', look);
  await page.getByText('/api/clew/v1/search').waitFor();
  expect(await axeViolations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look.viewport.width);
});

test('the page asks while it is in view, and only then', async () => {
  let asked = 0;
  const server = await startUiServer([], {
    system: async () => {
      asked += 1;
      return { ...systemAnswer(), uptime: `${asked}000000000` };
    },
  });
  const page = await ui.open('/search', {}, server);
  await page.clock.install();
  await page.getByRole('link', { name: 'System' }).click();
  const upFor = (seconds: number) => page.getByText(`up for ${seconds} s`).waitFor();
  await upFor(1);
  await page.clock.fastForward(1_100);
  await upFor(2);
  await page.clock.fastForward(5_100);
  await upFor(3);
  await setVisibility(page, 'hidden');
  await page.clock.runFor(60_000);
  expect(asked).toBe(3);
  await setVisibility(page, 'visible');
  await upFor(4);
  await page.close();
  await server.close();
});

describe('a server that goes away', () => {
  let server: UiServer;
  beforeAll(async () => {
    server = await startUiServer([], { system: async () => sick });
  });

  test('leaves its last figures, in grey, with the time they are from', async () => {
    const page = await ui.open('/system', { colorScheme: 'dark' }, server);
    await page.getByText('/var/lib/clew').waitFor();
    await server.close();
    const note = page.getByRole('alert');
    await note.waitFor();
    expect(await note.innerText()).toMatch(/has not answered since .*\d\d:\d\d:\d\d/);
    await page.getByRole('heading', { name: 'Last known: Something is wrong' }).waitFor();
    await page.getByText('/var/lib/clew').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    // A request that was under way is cut off, later ones are refused.
    const others = ui.complaints.splice(0).filter((one) => !/ERR_(CONNECTION|EMPTY)_/.test(one));
    expect(others).toEqual([]);
  });
});

describe('a server that fails', () => {
  let isBroken = true;
  let server: UiServer;
  beforeAll(async () => {
    server = await startUiServer([], {
      system: async () => {
        if (isBroken) throw new Error('broken');
        return systemAnswer();
      },
    });
  });
  afterAll(() => server.close());

  /** What the browser says of it in its console. */
  const expectComplaints = () =>
    expect(new Set(ui.complaints.splice(0))).toEqual(
      new Set([expect.stringContaining('status of 500')]),
    );

  test('is told to everybody', async () => {
    const page = await ui.open('/system', {}, server);
    await page.getByText('an internal error; see the log of Clew').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expectComplaints();
  });

  test('is asked again', async () => {
    const page = await ui.open('/system', {}, server);
    await page.getByText('an internal error; see the log of Clew').waitFor();
    isBroken = false;
    // Sooner than the page asks by itself.
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('All is well').waitFor();
    expectComplaints();
  });
});

describe('a real server', () => {
  let clew: RunningClew;
  beforeAll(async () => {
    clew = await ClewProcess.start('--storage', 'memory');
  });
  afterAll(() => clew.process.stop());

  const send = (body: string) =>
    fetch(clew.addresses.otlpHttp, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
  const span = (traceId: string) => ({
    traceId,
    spanId: '0123456789abcdef',
    name: 'buy',
    startTimeUnixNano: '1795451101190030000',
    endTimeUnixNano: '1795451101190040000',
  });
  const request = (...spans: readonly object[]) =>
    JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

  test('tells while one looks what came in, what did not, and why', async () => {
    const page = await ui.open('/system', {}, { ...ui.server, url: clew.addresses.ui });
    await page.getByText('Nothing has come in yet.').waitFor();
    await page.getByText('Nothing was refused since the start.').waitFor();
    const [good, bad] = [
      await send(request(span('1'.repeat(32)), span('0'.repeat(32)))),
      await send('no JSON'),
    ];
    expect([good.status, bad.status]).toEqual([200, 400]);
    const refused = section(page, 'Refused and dropped, and why');
    await refused.getByText('The body can’t be read').waitFor();
    await refused.getByText('The trace ID is zero').waitFor();
    const row = section(page, 'Receivers').getByRole('row', { name: /^OTLP over HTTP/ });
    const cells = await row.getByRole('cell').allInnerTexts();
    expect(cells[1]).toBe('1');
    expect(cells[2]).toBe('2');
    expect(cells[4]).toBe('2');
    expect(await row.innerText()).toContain(clew.addresses.otlpHttp);
  });

  test('says how to send a first trace where nothing came in', async () => {
    const quiet = await ClewProcess.start('--storage', 'memory');
    const page = await ui.open('/system', {}, { ...ui.server, url: quiet.addresses.ui });
    await page.getByRole('link', { name: 'How to send a first trace' }).click();
    await page.getByText('Waiting for the first trace').waitFor();
    await page.close();
    await quiet.process.stop();
  });
});
