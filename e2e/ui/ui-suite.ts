// What every test file of the web app has: a browser, a server with traces, and a watch over each page.
import type { Span } from '@clew/model';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import { launchChromium, openPage, type WatchedPage } from '../support/browser-page.ts';
import { startUiServer, type UiServer, type UiServerOptions } from '../support/ui-server.ts';

/** The browser and the server of a test file. */
export interface UiSuite {
  /** Opens a path of the app in a page of its own, which closes with the test. */
  open(path: string, options?: BrowserContextOptions, server?: UiServer): Promise<Page>;
  /** What the page of this test complained of, so that a test may expect it and take it out. */
  readonly complaints: string[];
  readonly server: UiServer;
}

/** Declares the browser and the server; call it at the top of a test file. */
export function uiSuite(
  traces: readonly (readonly Span[])[],
  options: UiServerOptions = {},
): UiSuite {
  let browser: Browser | undefined;
  let server: UiServer | undefined;
  let watched: WatchedPage | undefined;
  beforeAll(async () => {
    [browser, server] = await Promise.all([
      launchChromium(inject('chromium')),
      startUiServer(traces, options),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });
  afterEach(async () => {
    const { page, complaints = [], strangers = [] } = watched ?? {};
    await page?.context().close();
    watched = undefined;
    // Whatever a test does, the page neither complains nor calls elsewhere.
    expect(strangers).toEqual([]);
    expect(complaints).toEqual([]);
  });
  return {
    async open(path, contextOptions, at = server) {
      if (browser === undefined || at === undefined) throw new Error('the suite has not begun');
      await watched?.page.context().close();
      watched = await openPage(browser, at.url, contextOptions);
      await watched.page.goto(at.url + path);
      return watched.page;
    },
    get complaints() {
      return watched?.complaints ?? [];
    },
    get server() {
      if (server === undefined) throw new Error('the suite has not begun');
      return server;
    },
  };
}

/** The span panel. */
export const panelOf = (page: Page) => page.getByRole('complementary');

/** Tells the page that it is in view, or not, as the browser does when tabs are switched. */
export async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  }, state);
}
