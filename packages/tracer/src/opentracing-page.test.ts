// docs/opentracing.md names a test for each requirement of the specification; the tests have to be there.
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/opentracing.md', root), 'utf8');
const rows = [...page.matchAll(/^\| (OT-\d+) \| (.+) \| (.+) \| `(.+?)`: (.+) \|$/gm)];

test('every row of the page has a number, a requirement, and a test', () => {
  expect(rows.length).toBeGreaterThan(45);
  expect(rows.length).toBe(page.match(/^\| OT-/gm)?.length);
  expect(rows.map(([, id]) => id)).toEqual(rows.map((_, i) => `OT-${i + 1}`));
});

test.each(rows.map(([, id = '', , , file = '', name = '']) => [id, file, name] as const))(
  '%s is proved by a test in %s: %s',
  (_id, file, name) => {
    const path = new URL(file.startsWith('e2e/') ? file : `packages/tracer/src/${file}`, root);
    expect(existsSync(path)).toBe(true);
    const titles =
      readFileSync(path, 'utf8').match(/'(?:[^'\\\n]|\\.)+'|"(?:[^"\\\n]|\\.)+"/g) ?? [];
    expect(titles.map((title) => title.slice(1, -1))).toContain(name);
  },
);
