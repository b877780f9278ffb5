// docs/opentracing.md names a test for each requirement of the specification; the tests have to be there.
import { existsSync, readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { expect, test } from 'vitest';
import * as clew from './index.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/opentracing.md', root), 'utf8');
const rows = [...page.matchAll(/^\| (OT-\d+) \| (\S.*) \| (\S.*) \| `(.+?)`: (\S.*) \|$/gm)];

/** The names of the tests in a file: texts that a function is called with, and another function after them. */
function testsIn(source: string): readonly string[] {
  const titles = source
    .replace(/^\s*\/\/.*$/gm, '')
    .matchAll(
      /\(\s*(?:'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)"),\s*(?:async\s*)?(?:\(|\w+\s*=>)/g,
    );
  return [...titles].map(([, single, double]) => single ?? double ?? '');
}

test('every row of the page has a number, a requirement, and a test', () => {
  expect(rows.length).toBeGreaterThan(100);
  expect(rows.length).toBe(page.match(/^\| OT-/gm)?.length);
  expect(rows.map(([, id]) => id)).toEqual(rows.map((_, i) => `OT-${i + 1}`));
});

test('no requirement is there twice, and no standard tag is left out', () => {
  const requirements = rows.map(([, , requirement]) => requirement);
  expect(new Set(requirements).size).toBe(requirements.length);
  const { Tags } = clew.opentracing;
  const missing = Object.values(Tags).filter((tag) => !page.includes(`\`${tag}\``));
  expect(missing).toEqual([]);
});

test.each(rows.map(([, id = '', , , file = '', name = '']) => [id, file, name] as const))(
  '%s is proved by a test in %s: %s',
  (_id, file, name) => {
    const path = new URL(file.startsWith('e2e/') ? file : `packages/tracer/src/${file}`, root);
    expect(existsSync(path)).toBe(true);
    const source = readFileSync(path, 'utf8');
    expect(testsIn(source)).toContain(name);
    expect(source).not.toMatch(/\b(?:test|it|describe)\.(?:skip|only|todo|fails|skipIf|runIf)\b/);
  },
);

test('a name counts as a test only where a test has it', () => {
  const source = `
    // test('in a comment', () => {});
    const a = 'a value', b = () => {};
    test('plain', () => {});
    test("it's quoted", async () => {});
    test.each([['x']])(
      'each %s',
      (one) => {},
    );
  `;
  expect(testsIn(source)).toEqual(['plain', "it's quoted", 'each %s']);
});

test('the code of the page runs', async () => {
  const reporter = new clew.InMemoryReporter();
  const made: clew.BaseTracer[] = [];
  const initTracer: typeof clew.initTracer = (config, options) => {
    const tracer = clew.initTracer(config, { ...options, reporter });
    made.push(tracer);
    return tracer;
  };
  const [, code = ''] = /^```js\n(.*?)^```$/ms.exec(page) ?? [];
  const modules: Readonly<Record<string, unknown>> = { '@clew/tracer': { ...clew, initTracer } };
  runInThisContext(`(require) => { ${code} }`)((name: string) => modules[name]);
  const [span] = reporter.spans;
  expect(span?.operationName).toBe('get_account');
  expect(clew.tagsOf(span as clew.Span)).toMatchObject({ 'span.kind': 'server', account_id: 792 });
  await Promise.all(made.map((tracer) => tracer.close()));
});
