// The examples of the package's pages and of the guide for users of jaeger-client run, and their tables are complete.
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { runInThisContext } from 'node:vm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { BaseTracer } from './base-tracer.ts';
import * as clew from './index.ts';
import * as testing from './testing.ts';

const page = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const readmes = ['../README.md', '../README.zh-CN.md'] as const;
const guides = [
  '../../../docs/from-jaeger-client.md',
  '../../../docs/from-jaeger-client.zh-CN.md',
] as const;

/** The code of a page in one language, block by block. */
function blocksOf(path: string, languages: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`(?:${languages})\\n(.*?)^\`\`\`$`, 'gms');
  return [...page(path).matchAll(fence)].map(([, code = '']) => code);
}

/** What an example has done. */
interface Run {
  readonly spans: readonly clew.Span[];
  readonly tracers: readonly BaseTracer[];
  readonly output: readonly string[];
  readonly handlers: ReadonlyMap<string, () => unknown>;
  readonly middlewares: readonly ((...args: unknown[]) => void)[];
  readonly server: Promise<http.Server>;
}

const nodeRequire = createRequire(import.meta.url);

/** Runs an example to its end, with spans kept in memory and servers on a free port. */
async function run(code: string): Promise<Run> {
  const reporter = new clew.InMemoryReporter();
  const tracers: BaseTracer[] = [];
  const output: string[] = [];
  const handlers = new Map<string, () => unknown>();
  const middlewares: ((...args: unknown[]) => void)[] = [];
  const server = Promise.withResolvers<http.Server>();
  const write = (...args: unknown[]): unknown => output.push(args.map(String).join(' '));
  const console = { log: write, info: write, warn: write, error: write };
  const made = <T extends BaseTracer>(tracer: T): T => {
    tracers.push(tracer);
    onTestFinished(() => tracer.close());
    return tracer;
  };
  const initTracer: typeof clew.initTracer = (config, options) =>
    made(clew.initTracer(config, { reporter, logger: console, ...options }));
  const environment = {
    JAEGER_SERVICE_NAME: 'shop',
    JAEGER_SAMPLER_TYPE: 'const',
    JAEGER_SAMPLER_PARAM: '1',
  };
  const initTracerFromEnv: typeof clew.initTracerFromEnv = (config, options) =>
    made(clew.initTracerFromEnv(config, { reporter, logger: console, ...options }, environment));
  const modules: Readonly<Record<string, unknown>> = {
    '@clew/tracer': { ...clew, initTracer, initTracerFromEnv },
    '@clew/tracer/testing': testing,
    'node:http': {
      createServer(listener: http.RequestListener) {
        const created = http.createServer(listener);
        onTestFinished(() => {
          created.closeAllConnections();
          created.close();
        });
        const listen = created.listen.bind(created);
        const onFreePort = (): http.Server => listen(0, '127.0.0.1', () => server.resolve(created));
        return Object.assign(created, { listen: onFreePort });
      },
    },
  };
  const require = (name: string): unknown => modules[name] ?? nodeRequire(name);
  const process = {
    once: (event: string, handler: () => unknown) => handlers.set(event, handler),
    exit: () => output.push('exit'),
  };
  const app = { use: (middleware: (...args: unknown[]) => void) => middlewares.push(middleware) };
  const script = code.replace(/^import (\{.*\}) from ('.*');$/gm, 'const $1 = require($2);');
  const main = runInThisContext(
    `(async ({ require, console, process, app, tracer }) => {{\n${script}\n}})`,
  );
  const tracer = made(new clew.Tracer('shop', reporter, new clew.ConstSampler(true)));
  await main({ require, console, process, app, tracer });
  return {
    ...{ tracers, output, handlers, middlewares, server: server.promise },
    get spans() {
      return reporter.spans;
    },
  };
}

/** The example that has a text in it. */
function blockWith(path: string, text: string): string {
  const found = blocksOf(path, 'js').filter((code) => code.includes(text));
  expect(found).toHaveLength(1);
  return found[0] as string;
}

const namesOf = (spans: readonly clew.Span[]): string[] =>
  spans.map(({ operationName }) => operationName);

describe.each([...readmes, ...guides])('%s', (path) => {
  const examples = blocksOf(path, 'js|ts').map((code, i) => ({ code, number: i + 1 }));

  test.each(examples)('example $number runs', async ({ code }) => {
    const { output } = await run(code);
    expect(output.filter((line) => line.includes('unknown keys'))).toEqual([]);
  });
});

describe.each(readmes)('%s', (path) => {
  test('the first trace has both spans, one in the other', async () => {
    const { spans } = await run(blockWith(path, 'tracer.close();\n'));
    expect(namesOf(spans)).toEqual(['select stock', 'checkout']);
    const [stock, checkout] = spans as [clew.Span, clew.Span];
    expect(stock.context().parentIdStr).toBe(checkout.context().toSpanId());
  });

  test('the server continues the trace of its caller, and ends on SIGTERM', async () => {
    const { server, spans, tracers, handlers } = await run(blockWith(path, 'createServer'));
    const listening = await server;
    const { port } = listening.address() as AddressInfo;
    const headers = { 'uber-trace-id': 'abc:1:0:1' };
    const response = await fetch(`http://127.0.0.1:${port}/checkout`, { headers });
    expect(await response.text()).toBe('Checked out, 7 left');
    await vi.waitUntil(() => spans.length === 3);
    const [stock, get, checkout] = spans as [clew.Span, clew.Span, clew.Span];
    expect(namesOf(spans)).toEqual(['HTTP GET', 'GET', 'HTTP GET']);
    expect([stock, checkout].map((span) => clew.tagsOf(span)['http.url'])).toEqual([
      '/stock',
      '/checkout',
    ]);
    expect(checkout.context().toTraceId()).toBe('abc');
    expect(checkout.context().parentIdStr).toBe('1');
    expect(get.context().parentIdStr).toBe(checkout.context().toSpanId());
    expect(stock.context().parentIdStr).toBe(get.context().toSpanId());
    expect(clew.tagsOf(get)).toMatchObject({ 'span.kind': 'client', 'http.status_code': 200 });
    const close = vi.spyOn(tracers.at(-1) as BaseTracer, 'close');
    listening.closeAllConnections();
    handlers.get('SIGTERM')?.();
    await vi.waitUntil(() => close.mock.calls.length === 1);
  });

  test('the middleware has a span that is active in what follows', async () => {
    const { middlewares, spans, tracers } = await run(blockWith(path, 'app.use'));
    const response = Object.assign(new EventEmitter(), { statusCode: 404 });
    const headers = { 'uber-trace-id': 'abc:1:0:1' };
    const route = { path: '/stock/:id' };
    const request = { method: 'GET', originalUrl: '/stock/7', route, headers };
    middlewares[0]?.(request, response, () => {
      tracers[0]?.startSpan('select stock').finish();
    });
    response.emit('close');
    const [inner, outer] = spans as [clew.Span, clew.Span];
    expect(namesOf(spans)).toEqual(['select stock', 'GET /stock/:id']);
    expect(inner.context().parentIdStr).toBe(outer.context().toSpanId());
    expect(clew.tagsOf(outer)).toMatchObject({ 'http.status_code': 404, 'span.kind': 'server' });
  });

  test('the reporter sees what is on a span', async () => {
    const { output } = await run(blockWith(path, 'report(span)'));
    expect(output.some((line) => line.startsWith('checkout '))).toBe(true);
  });

  test('the tests of an application show a tree', async () => {
    expect((await run(blockWith(path, 'tree()'))).output).toEqual(['checkout\n  select stock']);
  });

  test('the metrics are those of jaeger-client, in the namespace', async () => {
    await run(blockWith(path, 'prom-client'));
    const { register } = nodeRequire('prom-client') as { register: { metrics(): Promise<string> } };
    expect(await register.metrics()).toContain('shop_jaeger:started_spans');
  });
});

describe.each(guides)('%s', (path) => {
  test('what stops on a signal sends first', async () => {
    const { handlers, output } = await run(blockWith(path, 'SIGTERM'));
    expect([...handlers.keys()]).toEqual(['SIGTERM', 'SIGINT']);
    await handlers.get('SIGTERM')?.();
    expect(output.at(-1)).toBe('exit');
  });

  test('a span that is started in what an active span started is its child', async () => {
    const { spans } = await run(blockWith(path, 'selectStock'));
    await vi.waitUntil(() => spans.length === 2);
    const [stock, checkout] = spans as [clew.Span, clew.Span];
    expect(namesOf(spans)).toEqual(['select stock', 'checkout']);
    expect(stock.context().parentIdStr).toBe(checkout.context().toSpanId());
  });

  test('has every variable that is read, and no other', () => {
    const names = (text: string): string[] => [
      ...new Set(text.match(/JAEGER_[A-Z\d]+(?:_[A-Z\d]+)*/g) ?? []),
    ];
    const source = names(page('./config/init-tracer-from-env.ts'));
    expect(names(page(path)).sort()).toEqual(source.sort());
  });

  test('has every key and option there is', () => {
    const keys = [...page('./config/tracing-config.ts').matchAll(/^ {2}readonly (\w+)\?/gm)];
    const text = page(path);
    expect(keys.length).toBeGreaterThan(40);
    const missing = keys.filter(([, key]) => !new RegExp(`\\b${key}\\b`).test(text));
    expect(missing.map(([, key]) => key)).toEqual([]);
  });

  test('has every name that jaeger-client exports, and says of one that it is missing', () => {
    const names = Object.keys(nodeRequire('jaeger-client') as object);
    const experimental = Object.keys(
      (nodeRequire('jaeger-client') as { experimental: object }).experimental,
    );
    const text = page(path);
    const isListed = (name: string): boolean => new RegExp(`^\\|.*\`${name}\``, 'm').test(text);
    expect(names.filter((name) => name !== 'experimental' && !isListed(name))).toEqual([]);
    expect(experimental.filter((name) => !isListed(`experimental.${name}`))).toEqual([]);
    expect(names.filter((name) => !(name in clew))).toEqual(['TChannelBridge']);
    expect(experimental.filter((name) => !(name in clew.experimental))).toEqual([]);
  });
});
