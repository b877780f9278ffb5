import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { JaegerUiSpan, JaegerUiTag, JaegerUiTrace } from '@clew/protocols/jaeger';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { ClewProcess, type RunningClew } from './support/clew-process.ts';

let root: string;
let clew: RunningClew;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'clew-examples-'));
  clew = await ClewProcess.start('--data-dir', root);
});

afterAll(async () => {
  await clew.process.stop();
  rmSync(root, { recursive: true });
});

/** Where a span belongs and what it says. */
interface Shown {
  readonly service: string | undefined;
  readonly references: readonly string[];
  readonly tags: Readonly<Record<string, unknown>>;
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  readonly startMillis: number;
  readonly durationMillis: number;
}

/** Runs an example as a user does, and gives the spans of its trace by name once the server shows that many. */
async function shownBy(
  example: string,
  spanCount: number,
  ...args: readonly string[]
): Promise<Readonly<Record<string, Shown>>> {
  const program = fileURLToPath(new URL(`../examples/${example}`, import.meta.url));
  const [host, port] = clew.addresses.jaegerUdpBinary.split(':');
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('JAEGER_'));
  const env = {
    ...Object.fromEntries(own),
    JAEGER_AGENT_HOST: host,
    JAEGER_AGENT_PORT: port,
  };
  const run = promisify(execFile);
  const { stdout, stderr } = await run(process.execPath, [program, ...args], { env });
  expect(stderr).toBe('');
  const [line, traceId] =
    /^trace (\w+): http:\/\/127\.0\.0\.1:16686\/trace\/\1\n$/.exec(stdout) ?? [];
  expect(line, 'the one line that is printed').toBe(stdout);
  let trace: JaegerUiTrace | undefined;
  await expect
    .poll(
      async () => {
        trace = await traceOf(traceId ?? '');
        return trace?.spans.length;
      },
      { timeout: 5_000 },
    )
    .toBe(spanCount);
  return trace === undefined ? {} : outline(trace);
}

async function traceOf(traceId: string): Promise<JaegerUiTrace | undefined> {
  const response = await fetch(`${clew.addresses.ui}/api/traces/${traceId}`);
  if (response.status === 404) return undefined;
  return ((await response.json()) as { readonly data: readonly JaegerUiTrace[] }).data[0];
}

function outline({ spans, processes }: JaegerUiTrace): Readonly<Record<string, Shown>> {
  const start = Math.min(...spans.map(({ startTime }) => startTime));
  const nameOf = (id: string): string => {
    const span = spans.find(({ spanID }) => spanID === id);
    return span === undefined ? `unknown ${id}` : keyOf(span);
  };
  const shown = (span: JaegerUiSpan): Shown => ({
    service: processes[span.processID]?.serviceName,
    references: span.references.map(({ refType, spanID }) => `${refType} ${nameOf(spanID)}`),
    tags: byKey(span.tags),
    logs: span.logs.map(({ fields }) => byKey(fields)),
    startMillis: (span.startTime - start) / 1000,
    durationMillis: span.duration / 1000,
  });
  return Object.fromEntries(spans.map((span) => [keyOf(span), shown(span)]));
}

/** The two sides of a call have the same name. */
function keyOf({ operationName, tags }: JaegerUiSpan): string {
  const kind = byKey(tags)['span.kind'];
  return kind === undefined ? operationName : `${operationName} (${kind})`;
}

function byKey(tags: readonly JaegerUiTag[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
}

/** A page that answers in its own way. */
async function startPage(status: number): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end('sorry'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('single.ts: one span around a request, with its tags and a log', async () => {
  const spans = await shownBy('single.ts', 1);
  expect(spans).toEqual({
    'TestSpan (client)': expect.objectContaining({
      service: 'mxshop',
      references: [],
      tags: expect.objectContaining({
        'http.method': 'GET',
        'http.url': expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/$/),
        'http.status_code': 200,
        'sampler.type': 'const',
      }),
      logs: [{ event: 'response', bytes: 21 }],
    }),
  });
});

test('single.ts: gets the page that it is told to get', async () => {
  const url = await startPage(503);
  const spans = await shownBy('single.ts', 1, url);
  expect(spans['TestSpan (client)']?.tags).toMatchObject({
    'http.url': url,
    'http.status_code': 503,
  });
});

test('single.ts: a request that fails marks its span', async () => {
  const spans = await shownBy('single.ts', 1, 'http://127.0.0.1:1/');
  expect(spans['TestSpan (client)']).toMatchObject({
    tags: { error: true },
    logs: [{ event: 'error', message: expect.stringContaining('fetch failed') }],
  });
});

test('spider.ts: children that are told their parent', async () => {
  const spans = await shownBy('spider.ts', 3);
  expect(spans).toMatchObject({
    spider: { service: 'mxshop', references: [] },
    get: { references: ['CHILD_OF spider'], tags: { 'http.url': expect.any(String) } },
    parser: { references: ['CHILD_OF spider'], logs: [{ event: 'parsed', title: 'A page' }] },
  });
});

test('nested.ts: the active span is the parent, through functions, await and timers', async () => {
  const spans = await shownBy('nested.ts', 6);
  expect(spans).toMatchObject({
    spider2: { service: 'mxshop', references: [] },
    get: { references: ['CHILD_OF spider2'], tags: { 'http.status_code': 200 } },
    parser: { references: ['CHILD_OF spider2'] },
    insert: { references: ['CHILD_OF spider2'] },
    prepare: { references: ['CHILD_OF insert'] },
    execute: {
      references: ['CHILD_OF insert'],
      tags: { 'db.type': 'sql', 'db.statement': expect.stringContaining('INSERT') },
      logs: [{ event: 'inserted', title: 'A course' }],
    },
  });
});

test('eight-spans.ts: the references and the time line of the specification’s drawing', async () => {
  const spans = await shownBy('eight-spans.ts', 8);
  const references = Object.entries(spans).map(([name, span]) => [name, span.references]);
  expect(Object.fromEntries(references)).toEqual({
    A: [],
    B: ['CHILD_OF A'],
    C: ['CHILD_OF A'],
    D: ['CHILD_OF B'],
    E: ['CHILD_OF C'],
    F: ['CHILD_OF C'],
    G: ['FOLLOWS_FROM F'],
    H: ['FOLLOWS_FROM G'],
  });
  const bar = (name: string): string => {
    const { startMillis, durationMillis } = spans[name] ?? { startMillis: 0, durationMillis: 0 };
    const [from, to] = [startMillis, startMillis + durationMillis].map((at) => Math.floor(at / 10));
    return (
      ' '.repeat(from ?? 0) + `[Span ${name}`.padEnd((to ?? 0) - (from ?? 0) - 1, '·').concat(']')
    );
  };
  const line = (...names: readonly string[]): string =>
    names.reduce((drawn, name) => drawn + bar(name).slice(drawn.length), '');
  expect([line('A'), line('B'), line('D'), line('C'), line('E', 'F', 'G', 'H')]).toEqual([
    '[Span A···················································]',
    '[Span B··············································]',
    '[Span D··········································]',
    '[Span C········································]',
    '[Span E·······]        [Span F··] [Span G··] [Span H··]',
  ]);
});

test('http-services.ts: one trace through two services, with baggage', async () => {
  const spans = await shownBy('http-services.ts', 3);
  expect(spans).toMatchObject({
    place_order: { service: 'shop', references: [] },
    'GET /stock (client)': {
      service: 'shop',
      references: ['CHILD_OF place_order'],
      tags: { 'http.status_code': 200 },
    },
    'GET /stock (server)': {
      service: 'stock',
      references: ['CHILD_OF GET /stock (client)'],
      logs: [{ event: 'looked up', customer: '7' }],
    },
  });
});
