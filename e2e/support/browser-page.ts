// Pages in the tests' Chromium that remember what must not happen in them.
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** What `browser.ts` provides. */
export interface ChromiumSetup {
  readonly path: string;
  readonly args: string[];
  readonly fontconfig: string;
}

/** A page and what went wrong in it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors and warnings of the console, and exceptions nobody caught. */
  readonly complaints: string[];
  /** Requests to any other origin. */
  readonly strangers: string[];
}

/** Starts Chromium with a font for Chinese. */
export async function launchChromium({ path, args, fontconfig }: ChromiumSetup): Promise<Browser> {
  const start = () =>
    chromium.launch({
      executablePath: path,
      args,
      env: { ...process.env, FONTCONFIG_FILE: fontconfig },
    });
  // This build dies at its start once in some hundred times, before any page is there.
  return await start().catch(start);
}

/** Opens a page of its own context that watches for complaints and for requests that leave `origin`. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-US', ...options });
  // Sooner than the test's own end, so that a failure names the line.
  context.setDefaultTimeout(8_000);
  const page = await context.newPage();
  const complaints: string[] = [];
  const strangers: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(origin).origin) strangers.push(request.url());
  });
  return { page, complaints, strangers };
}
