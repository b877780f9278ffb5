import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReferenceStore } from '@clew/storage/reference';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fastify from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { stringify } from 'yaml';
import { effectiveConfig } from '../../config/index.ts';
import { startAllInOne } from '../../roles/all-in-one.ts';
import type { Running } from '../../roles/running.ts';
import { systemAnswer } from '../../testing/system-answer.ts';
import { Parameters } from '../parameters.ts';
import { registerQueryApi } from '../query-api.ts';
import { StoredTraces } from '../stored-traces.ts';
import { openApiDocument } from './document.ts';
import type { Operation, Schema } from './openapi-types.ts';

const PREFIX = '/api/clew/v1';
const operations = Object.entries(openApiDocument.paths).map(
  ([path, { get }]) => [path, get] as const,
);

test('is valid OpenAPI', async () => {
  const validator = new Validator();
  // The validator resolves references in place.
  expect(await validator.validate(structuredClone({ ...openApiDocument }))).toMatchObject({
    valid: true,
  });
  expect(validator.version).toBe('3.1');
});

test('is what docs/openapi.yaml says (vitest -u writes it)', async () => {
  await expect(
    stringify(openApiDocument, { lineWidth: 120, aliasDuplicateObjects: false }),
  ).toMatchFileSnapshot('../../../../../docs/openapi.yaml');
});

test('describes every route that there is, and no other', async () => {
  const routes: string[] = [];
  const app = fastify();
  app.addHook('onRoute', ({ url, method }) => {
    if (method === 'HEAD' || !url.startsWith(`${PREFIX}/`)) return;
    routes.push(`${method} ${url.slice(PREFIX.length).replace(/:(\w+)/g, '{$1}')}`);
  });
  registerQueryApi(app, {
    store: new StoredTraces(new ReferenceStore()),
    status: () => ({}),
    system: async () => systemAnswer(),
    observe: () => {},
  });
  await app.ready();
  expect(operations.map(([path]) => `GET ${path}`).sort()).toEqual(routes.sort());
});

test('and docs/api.md has words about every path', () => {
  const words = readFileSync(new URL('../../../../../docs/api.md', import.meta.url), 'utf8');
  const missing = operations.filter(([path]) => !words.includes(`\`GET ${PREFIX}${path}`));
  expect(missing.map(([path]) => path)).toEqual([]);
});

describe('the answers of a server with a trace', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'clew-openapi-'));
  let running: Running;
  beforeAll(async () => {
    const anyPort = ':0';
    const off = {
      otlpGrpc: 'off',
      jaegerUdpBinary: 'off',
      jaegerHttp: 'off',
      jaegerGrpc: 'off',
      sampling: 'off',
      zipkin: 'off',
      admin: 'off',
    };
    const ports = { ui: anyPort, otlpHttp: anyPort, jaegerUdpCompact: anyPort };
    const { config } = effectiveConfig({ environment: {}, flags: { dataDir, ...off, ...ports } });
    const logger = pino({ level: 'silent' });
    running = await startAllInOne(config, { logger, version: '1.2.3', uiDirectory: '/nowhere' });
    const sent = await fetch(where('OTLP over HTTP'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(trace()),
    });
    expect(await sent.json()).toEqual({});
    // So that there is something refused to tell of.
    await fetch(where('OTLP over HTTP'), { method: 'POST' });
  });
  afterAll(async () => {
    await running.close();
    rmSync(dataDir, { recursive: true });
  });

  const where = (what: string): string =>
    running.addresses.find((address) => address.what === what)?.where ?? '';

  /** Asks a path with the examples of its parameters, with what is given in place of some. */
  async function ask(
    path: string,
    { parameters = [] }: Operation,
    given: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const query = new URLSearchParams();
    let filled = path;
    for (const { name, in: place, example } of parameters) {
      const value = given[name] ?? (example === undefined ? undefined : String(example));
      if (value === undefined) continue;
      if (place === 'path') filled = filled.replace(`{${name}}`, encodeURIComponent(value));
      else query.append(name, value);
    }
    return await fetch(`${where('web app and query API')}${PREFIX}${filled}?${query}`);
  }

  test.each(operations)('%s is as described', async (path, operation) => {
    const read = vi.spyOn(Parameters.prototype, 'all');
    const answer = await ask(path, operation);
    expect(answer.status).toBe(200);
    const readNames = new Set(read.mock.calls.map(([name]) => name));
    read.mockRestore();
    const described = (operation.parameters ?? []).filter((one) => one.in === 'query');
    expect([...readNames].sort()).toEqual(described.map(({ name }) => name).sort());
    const good = operation.responses['200'];
    if (good === undefined || '$ref' in good)
      throw new Error('a good answer is described in place');
    const [[type, media] = []] = Object.entries(good.content ?? {});
    expect(answer.headers.get('content-type')?.split(';')[0]).toBe(type);
    if (type === 'application/json' && media !== undefined) {
      const body: unknown = await answer.json();
      expectToFit(body, media.schema);
      // An example is good for nothing if what it asks for is not there.
      const isAsked = (operation.parameters ?? []).length > 0;
      if (isAsked) expect(Object.values(body as object)).not.toContainEqual([]);
    }
  });

  test.each(operations)('%s fails as described', async (path, operation) => {
    const { parameters = [], responses } = operation;
    const required = parameters.filter((one) => one.required === true && one.in === 'query');
    const restricted = parameters.filter(({ schema }) => schema.type === 'integer');
    const bad = [
      ...required.map(({ name }) => [name, '']),
      ...restricted.map(({ name }) => [name, 'many']),
      ...parameters.filter((one) => one.in === 'path').map(({ name }) => [name, 'no id']),
    ] as const;
    for (const [name = '', value = ''] of bad) {
      const answer = await ask(path, operation, { [name]: value });
      expect(answer.status, name).toBe(400);
      expect(responses).toHaveProperty('400');
      const body = (await answer.json()) as { readonly error: { readonly parameter: string } };
      expectToFit(body, { $ref: '#/components/schemas/Failure' });
      expect(body.error.parameter).toBe(name);
    }
    if (parameters.some(({ name }) => name === 'traceId')) {
      const answer = await ask(path, operation, { traceId: 'abc' });
      expect(answer.status).toBe(404);
      expect(responses).toHaveProperty('404');
      expectToFit(await answer.json(), { $ref: '#/components/schemas/Failure' });
    }
  });

  test('a sick system is described too', () => {
    const bytes = { bytes: 1, limitBytes: 2, option: '--max-disk' };
    const system = systemAnswer({
      health: {
        status: 'unhealthy',
        findings: [
          { code: 'disk-full', severity: 'critical', message: 'make room', ...bytes },
          {
            code: 'faults',
            severity: 'notice',
            message: 'see the log',
            since: '1',
            count: 1,
            reason: 'x',
          },
        ],
      },
    });
    expectToFit(system, { $ref: '#/components/schemas/System' });
  });
});

/** Fails when a value is not what a schema says, also when it has properties that the schema does not name. */
function expectToFit(value: unknown, schema: Schema): void {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  const { components } = closed(openApiDocument) as typeof openApiDocument;
  const isFit = ajv.validate({ ...(closed(schema) as Schema), components }, value);
  expect(isFit ? [] : ajv.errors).toEqual([]);
}

/** A schema whose objects have no other properties than those it names. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const copy = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  return copy['properties'] === undefined ? copy : { ...copy, additionalProperties: false };
}

/** A trace that the examples of the document find. */
function trace(): unknown {
  const nanos = String(BigInt(Date.now() - 1000) * 1_000_000n);
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const span = {
    traceId: '0123456789abcdef0123456789abcdef',
    spanId: '0123456789abcdef',
    name: 'buy',
    kind: 2,
    startTimeUnixNano: nanos,
    endTimeUnixNano: String(BigInt(nanos) + 5_000_000n),
    attributes: [attribute('http.status_code', '500')],
  };
  const resource = { attributes: [attribute('service.name', 'shop')] };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] };
}
