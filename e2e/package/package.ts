// Packs the tracer as it would be published, installs it into a project of its own, and uses it from there:
//   npm run e2e:package
// as CommonJS and as an ES module on the newest Node 18, 20, 22 and 24, and from TypeScript.
import { deepStrictEqual } from 'node:assert';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Agent } from './agent.ts';
import { runProgram } from './commands.ts';
import { EXPECTED_OUTPUT, EXPECTED_SPANS } from './expected.ts';
import { installNode } from './node-versions.ts';
import { installTarball, packTracer, type Tarball } from './tarball.ts';

const NODE_LINES = [18, 20, 22, 24];
const PROGRAMS = ['with-require.cjs', 'with-import.mjs'];
const TYPES = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));
const TSC = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

let passed = 0;
let failed = 0;

/** Does something that is to succeed, and says whether it did. */
async function check(name: string, body: () => void | Promise<void>): Promise<void> {
  try {
    await body();
    passed += 1;
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error instanceof Error ? error.message : error}`);
  }
}

async function checkTarball(tarball: Tarball, project: string): Promise<void> {
  const { size, unpackedSize, files } = tarball;
  console.log(
    `${files.length} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`,
  );
  await check(
    'the package holds what was built, its description and its README, and no more',
    () => {
      const wanted =
        /^(dist\/[^/]+\.(c?js(\.map)?|d\.c?ts)|package\.json|README(\.[\w-]+)?\.md|LICENSE)$/;
      const strange = files.filter(({ path }) => !wanted.test(path));
      deepStrictEqual(strange, []);
      const names = files.map(({ path }) => path);
      for (const entry of ['index', 'testing']) {
        for (const end of ['js', 'cjs', 'd.ts', 'd.cts']) {
          if (!names.includes(`dist/${entry}.${end}`)) throw new Error(`no dist/${entry}.${end}`);
        }
      }
      if (!names.includes('README.md')) throw new Error('no README.md');
    },
  );
  await check('the package needs opentracing and nothing else', async () => {
    const lock = JSON.parse(await readFile(join(project, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, unknown>>;
    };
    const installed = Object.keys(lock.packages).filter((path) => path !== '');
    deepStrictEqual(installed, ['node_modules/@clew/tracer', 'node_modules/opentracing']);
  });
}

async function checkPrograms(project: string): Promise<void> {
  for (const line of NODE_LINES) {
    const node = await installNode(line);
    for (const program of PROGRAMS) {
      await check(`${program} on Node ${node.version}`, async () => {
        const agent = await Agent.open();
        try {
          const output = await runProgram(node.command, [program, String(agent.port)], project);
          deepStrictEqual(withoutList(JSON.parse(output)), EXPECTED_OUTPUT);
          deepStrictEqual(await agent.spans(EXPECTED_SPANS.length), EXPECTED_SPANS);
        } finally {
          agent.close();
        }
      });
    }
  }
}

/** The message of a failed assertion ends with the tags that there are. */
function withoutList(output: { readonly testing: { readonly message: string } }): object {
  const message = output.testing.message.split(';')[0];
  return { ...output, testing: { ...output.testing, message } };
}

async function checkTypes(project: string): Promise<void> {
  const common = {
    target: 'es2022',
    lib: ['es2022'],
    strict: true,
    noEmit: true,
    typeRoots: [TYPES],
    types: ['node'],
  };
  const resolutions = [
    { name: 'an ES module under nodenext', file: 'typed.mts', module: 'nodenext' },
    { name: 'a CommonJS module under nodenext', file: 'typed.cts', module: 'nodenext' },
    { name: 'an ES module under node16', file: 'typed.mts', module: 'node16' },
    { name: 'a CommonJS module under node16', file: 'typed.cts', module: 'node16' },
    { name: 'a bundled module', file: 'typed.mts', module: 'preserve' },
  ];
  for (const { name, file, module } of resolutions) {
    await check(`the types of ${name}`, async () => {
      const config = join(project, `tsconfig.${module}.${file}.json`);
      const compilerOptions = { ...common, module };
      await writeFile(config, JSON.stringify({ compilerOptions, files: [file] }));
      await runProgram(process.execPath, [TSC, '--project', config], project);
    });
  }
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

const folder = await mkdtemp(join(tmpdir(), 'clew-package-'));
try {
  const tarball = await packTracer(folder);
  const project = await installTarball(folder, tarball);
  await checkTarball(tarball, project);
  await checkPrograms(project);
  await checkTypes(project);
} finally {
  await rm(folder, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
