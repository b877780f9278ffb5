// Chromium for tests and benchmarks: unpacked once, with a font for Chinese.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ChromiumSetup } from './browser-page.ts';
import { installChineseFont } from './chinese-font.ts';

/** Made for functions in a cloud: one process dies with its first closed page, and pages here should meet a browser's usual rules. */
const UNWANTED_ARGS = new Set(['--single-process', '--no-zygote', '--disable-web-security']);

/** Unpacks Chromium, into a folder of its own version, and gives it a font. */
export async function unpackChromium(): Promise<ChromiumSetup> {
  const manifest = new URL('../../node_modules/@sparticuz/chromium/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const folder = fileURLToPath(
    new URL(`../../node_modules/.cache/chromium-${version}`, import.meta.url),
  );
  mkdirSync(folder, { recursive: true });
  process.env['TMPDIR'] = folder;
  const { default: chromium } = await import('@sparticuz/chromium');
  const path = await chromium.executablePath();
  const fontconfig = installChineseFont(join(folder, 'chinese-font'), [
    join(folder, 'fonts'),
    '/usr/share/fonts',
  ]);
  const args = chromium.args.filter((arg) => !UNWANTED_ARGS.has(arg));
  return { path, args, fontconfig };
}
