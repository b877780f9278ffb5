import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { axeViolations } from './axe.ts';
import { launchChromium } from './browser-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium(inject('chromium'));
});
afterAll(() => browser.close());

/** What is found on a page with this in its body. */
async function found(body: string): Promise<readonly string[]> {
  const page = await browser.newPage();
  await page.setContent(
    `<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>${body}</main>`,
  );
  const violations = await axeViolations(page);
  await page.close();
  return violations;
}

test('a page that everybody can use has no violations', async () => {
  expect(await found('<button>Save</button>')).toEqual([]);
});

test('what is wrong is named, with the element', async () => {
  const [name, contrast, ...rest] = await found(
    '<button id="bare"></button><p style="color: #aaa">Pale</p>',
  );
  expect(name).toMatch(/^button-name \(critical\): #bare: .*text/);
  expect(contrast).toMatch(/^color-contrast \(serious\): p: .*contrast of 2\.32/);
  expect(rest).toEqual([]);
});

test('a colour that is fading in is waited for', async () => {
  const fading =
    '<style>@keyframes fade { from { color: #fff } to { color: #000 } }</style><p style="animation: fade 200ms both">Text</p>';
  expect(await found(fading)).toEqual([]);
});
