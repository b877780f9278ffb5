import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import * as clew from './index.ts';

test('everything that jaeger-client exports is here, but for the bridge to TChannel', () => {
  const jaeger = createRequire(import.meta.url)('jaeger-client') as object;
  const missing = Object.keys(jaeger).filter((name) => !(name in clew));
  expect(missing).toEqual(['TChannelBridge']);
});

test('its version is that of the package', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  expect(clew.VERSION).toBe(JSON.parse(manifest).version);
});
