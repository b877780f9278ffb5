// Every page of the app in the states that a reader meets: looked at by axe, in pictures, and by people.
import type { Span } from '@clew/model';
import { bigTrace } from '@clew/ui/testing/big-trace.ts';
import { orderTrace } from '@clew/ui/testing/shop-traces.ts';
import type { Page } from 'playwright-core';
import { startUiServer, type UiServer } from '../support/ui-server.ts';
import { agentTraces, BATCH, CALLED } from '../ui/agents.ts';
import { GOODS, ORDER, ROOTLESS, shopTraces } from '../ui/shop.ts';

/** A page in a state. */
export interface PageState {
  /** For a file's name. */
  readonly name: string;
  readonly path: string;
  /** Which of the servers it is shown by. */
  readonly server: 'full' | 'empty';
  /** Brings it into the state; resolves when it is there. */
  readonly ready: (page: Page) => Promise<void>;
  /** Prepares the page before it goes to its path. */
  readonly prepare?: (page: Page) => Promise<void>;
}

const LARGE = 'b20';
/** The order again: one call takes longer, one is not there. */
const SLOWER = '104a41e92ef1cd2e5b1f0c3a7d9e8f61';
const SPAN = '7d9e8f6000000001';
const order = `/trace/${ORDER}`;

/** Resolves when something that a selector names is there. */
function shows(selector: string): PageState['ready'] {
  return (page) => page.locator(selector).first().waitFor();
}

function full(name: string, path: string, ready: PageState['ready'] | string): PageState {
  return {
    name,
    path,
    server: 'full',
    ready: typeof ready === 'string' ? shows(ready) : ready,
  };
}

/** A page whose questions to the API are never answered, or as if there were no server. */
function unanswered(
  name: string,
  path: string,
  how: 'wait' | 'away',
  ready: PageState['ready'],
): PageState {
  const prepare = async (page: Page): Promise<void> => {
    await page.route('**/api/**', (route) => (how === 'away' ? route.abort() : undefined));
  };
  return { name, path, server: 'full', ready, prepare };
}

const rows = '[role="treegrid"] [role="row"], [role="treegrid"] tr';

/** Resolves when the panel of the first span is there, and what it links to in view. */
async function opensFirstSpan(page: Page): Promise<void> {
  await page.getByRole('treegrid').focus();
  await page.keyboard.press('Enter');
  await page.locator('aside li a').first().scrollIntoViewIfNeeded();
}

/** All of them, in the order in which a reader may come by. */
export const PAGE_STATES: readonly PageState[] = [
  full('search', '/search', 'a[href*="/trace/"]'),
  full(
    'search-query',
    `/search?q=${encodeURIComponent('{ status = error && duration > 20ms }')}&order=duration`,
    'a[href*="/trace/"]',
  ),
  full(
    'search-nothing',
    `/search?q=${encodeURIComponent('{ name = "nothing" }')}`,
    'main h2:visible, main h1:visible',
  ),
  full(
    'search-wrong',
    `/search?q=${encodeURIComponent('{ duration > }')}`,
    '[aria-invalid="true"]',
  ),
  { name: 'first-trace', path: '/search', server: 'empty', ready: shows('main pre') },
  full('timeline', order, rows),
  full('timeline-span', `${order}?span=${SPAN}`, 'aside [role="rowheader"], aside th'),
  full('timeline-find', `${order}?uiFind=goods`, rows),
  full('timeline-one-span', `/trace/${GOODS}ff`, rows),
  full('timeline-batch', `/trace/${BATCH}`, opensFirstSpan),
  full('timeline-caller', `/trace/${CALLED}`, opensFirstSpan),
  full('timeline-rootless', `/trace/${ROOTLESS}`, rows),
  full('timeline-large', `/trace/${LARGE}`, rows),
  full('flame', `${order}?view=flame`, 'main canvas'),
  full('flame-left', `${order}?view=flame&by=left`, 'main canvas'),
  full('flame-sandwich', `${order}?view=flame&by=sandwich`, 'main canvas'),
  full('graph', `${order}?view=graph`, 'main svg [tabindex], main svg a, main svg g'),
  full('graph-spans', `${order}?view=graph&by=spans`, 'main svg g'),
  full('table', `${order}?view=table`, 'main [role="row"], main tr'),
  full('events', `${order}?view=events`, 'main li:visible, main [role="row"]:visible'),
  full('statistics', `${order}?view=statistics`, 'main table tbody tr'),
  full('trace-missing', '/trace/abc', 'main h2:visible, main h1:visible'),
  full('compare', `/compare?a=${ORDER}&b=${SLOWER}`, 'main h1, main h2'),
  full('compare-empty', '/compare', 'main h1, main h2'),
  full('system', '/system', 'main table, main section'),
  full('file', '/file', 'main h1, main h2'),
  unanswered('search-loading', '/search', 'wait', shows('main [role="status"]')),
  unanswered('search-away', '/search', 'away', shows('main [role="alert"]')),
  unanswered('trace-loading', order, 'wait', shows('main [role="status"]')),
  unanswered('trace-away', order, 'away', shows('main [role="alert"]')),
  unanswered('system-away', '/system', 'away', shows('main [role="alert"], main [role="status"]')),
  full('no-page', '/no/such/page', 'main h2, main h1'),
  full('commands', '/search', async (page) => {
    await page.locator('a[href*="/trace/"]').first().waitFor();
    await page.keyboard.press('Control+k');
    await page.locator('dialog [role="option"]').first().waitFor();
  }),
  full('keys', order, async (page) => {
    await page.locator(rows).first().waitFor();
    await page.keyboard.press('?');
    await page.locator('dialog dl').first().waitFor();
  }),
];

/** The browser itself reports what the server refuses, and that there is none. */
export const REFUSED = /status of 40[04]|net::ERR_FAILED/;

/** Starts the servers that the states need. */
export async function startPageServers(): Promise<Readonly<Record<PageState['server'], UiServer>>> {
  const now = Date.now() * 1000;
  const [one] = shopTraces()[1] ?? [];
  if (one === undefined) throw new Error('the shop has no traces');
  const single = { ...one, traceId: `${GOODS}ff`.padStart(32, '0') };
  return {
    full: await startUiServer([
      ...shopTraces(),
      ...agentTraces(),
      [single],
      slowerOrder(now - 70_000_000),
      bigTrace(LARGE, now - 50_000_000, 20_000),
    ]),
    empty: await startUiServer([]),
  };
}

/** A trace to compare the order with. */
function slowerOrder(start: number): readonly Span[] {
  return orderTrace(SLOWER, start)
    .filter(({ name }) => name !== 'select_shopcart')
    .map((span) =>
      span.name === 'select_goods' ? { ...span, duration: span.duration * 3n } : span,
    );
}
