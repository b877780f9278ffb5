import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import * as clew from './index.ts';

test('everything that jaeger-client exports is here, but for the bridge to TChannel', () => {
  const jaeger = createRequire(import.meta.url)('jaeger-client') as object;
  const missing = Object.keys(jaeger).filter((name) => !(name in clew));
  expect(missing).toEqual(['TChannelBridge']);
});

test('what jaeger-client has inside of its exports is here, too', () => {
  const jaeger = createRequire(import.meta.url)('jaeger-client');
  const ours: Readonly<Record<string, unknown>> = { ...clew };
  for (const name of ['Configuration', 'TestUtils', 'experimental', 'SpanContext', 'opentracing']) {
    const names = Object.getOwnPropertyNames(jaeger[name]).filter(
      (member) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(member),
    );
    expect(names.length).toBeGreaterThan(0);
    for (const member of names) {
      if (member.startsWith('_')) continue;
      expect(ours[name], `${name}.${member}`).toHaveProperty([member]);
    }
  }
});

test('nothing happens when it is imported: no timer, no listener, no handle', () => {
  const code = `
    import { createRequire } from 'node:module';
    const before = process.eventNames().length;
    await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    console.log(JSON.stringify([process.eventNames().length - before, process.getActiveResourcesInfo()]));
  `;
  const args = ['--input-type=module', '--eval', code];
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' });
  expect(JSON.parse(output)[0]).toBe(0);
  expect(JSON.parse(output)[1].filter((name: string) => !/Pipe|TTY/.test(name))).toEqual([]);
});

test('its version is that of the package', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  expect(clew.VERSION).toBe(JSON.parse(manifest).version);
});
