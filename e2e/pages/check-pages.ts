// Every page and state in both languages, light and dark, on a phone and a desk: axe finds nothing, nothing is asked of others, no
// message is missing, nothing hangs over the edge.
//   npm run e2e:pages -- [--only NAME,NAME] [--pictures FOLDER] [--quick]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { axeViolations } from '../support/axe.ts';
import { launchChromium, openPage } from '../support/browser-page.ts';
import { Checks } from '../support/checks.ts';
import { unpackChromium } from '../support/chromium.ts';
import type { UiServer } from '../support/ui-server.ts';
import { PAGE_STATES, type PageState, REFUSED, startPageServers } from './pages.ts';

interface Look {
  readonly name: string;
  readonly options: BrowserContextOptions;
}

const DESK = { viewport: { width: 1440, height: 900 } } as const;
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

/** Every language in every theme on every device. */
const LOOKS: readonly Look[] = (['en-US', 'zh-CN'] as const).flatMap((locale) =>
  (['light', 'dark'] as const).flatMap((colorScheme) => [
    { name: `${locale} ${colorScheme} desk`, options: { locale, colorScheme, ...DESK } },
    { name: `${locale} ${colorScheme} phone`, options: { locale, colorScheme, ...PHONE } },
  ]),
);
const PAGES_AT_ONCE = 3;
/** Those of which each language, theme and device is one. */
const QUICK_LOOKS = ['en-US light desk', 'zh-CN dark phone'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      pictures: { type: 'string' },
      quick: { type: 'boolean', default: false },
    },
  });
  const only = values.only?.split(',');
  const checks = new Checks();
  const [browser, servers] = await Promise.all([
    launchChromium(await unpackChromium()),
    startPageServers(),
  ]);
  const looks = LOOKS.filter(({ name }) => !values.quick || QUICK_LOOKS.includes(name));
  const wanted = PAGE_STATES.filter(({ name }) => only?.includes(name) ?? true).flatMap((state) =>
    looks.map((look) => ({ state, look })),
  );
  const next = wanted[Symbol.iterator]();
  // A page waits more than it works.
  await Promise.all(
    Array.from({ length: PAGES_AT_ONCE }, async () => {
      for (const { state, look } of next) {
        await checks.check(`${state.name}, ${look.name}`, () =>
          checkPage(browser, servers[state.server], state, look, values.pictures),
        );
      }
    }),
  );
  await browser.close();
  await Promise.all(Object.values(servers).map((server) => server.close()));
  checks.finish();
}

async function checkPage(
  browser: Browser,
  server: UiServer,
  state: PageState,
  look: Look,
  pictures: string | undefined,
): Promise<void> {
  const { page, complaints, strangers } = await openPage(browser, server.url, look.options);
  page.setDefaultTimeout(20_000);
  try {
    await state.prepare?.(page);
    await page.goto(server.url + state.path);
    await state.ready(page);
    // What is never answered is never idle.
    if (state.prepare === undefined) await page.waitForLoadState('networkidle');
    if (pictures !== undefined) {
      mkdirSync(pictures, { recursive: true });
      const file = `${state.name} ${look.name}`.replaceAll(' ', '-');
      await page.screenshot({ path: join(pictures, `${file}.png`) });
    }
    const faults = [
      ...(await axeViolations(page)),
      ...complaints.filter((text) => !REFUSED.test(text)),
      ...strangers.map((url) => `asked elsewhere: ${url}`),
    ];
    const { wide, room } = await page.evaluate(() => ({
      wide: document.documentElement.scrollWidth,
      room: document.documentElement.clientWidth,
    }));
    if (wide > room) faults.push(`${wide} pixels of page in ${room} pixels of window`);
    if (faults.length > 0) throw new Error(faults.join('\n'));
  } finally {
    await page.context().close();
  }
}

await main();
