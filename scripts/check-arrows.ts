// Refuses imports between packages that ARCHITECTURE.md's table does not allow. The table is read from the
// page, so that page and check can't differ. Tests, benchmarks and fuzzers may import more.
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const root = fileURLToPath(new URL('..', import.meta.url));
const forTests = /\.test\.tsx?$|[/\\](testing|fixtures|bench|fuzz|conformance)[/\\]/;
const imports =
  /^\s*(?:import|export)\b[^;'"]*?\bfrom\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm;

/** Rows such as "| `engine` | … | model, storage |". */
function readTable(page: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...page.matchAll(/^\| `([\w-]+)` \|.*\| ([^|]+) \|$/gm)];
  return new Map(
    rows.map(([, name = '', list = '']) => [name, list === 'nothing' ? [] : list.split(/,\s*/)]),
  );
}

const allowed = readTable(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'));
const folders = globSync('packages/*/package.json', { cwd: root }).map(dirname).sort();
const manifests = new Map(
  folders.map((folder) => {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    return [folder, manifest as Manifest] as const;
  }),
);
const folderOfName = new Map([...manifests].map(([folder, { name }]) => [name, folder]));

/** The package of this checkout that an import names, if it is one. */
function workspaceOf(specifier: string): string | undefined {
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  return folderOfName.get(name ?? '');
}

function shortName(folder: string): string {
  return folder.replace('packages/', '');
}

const faults: string[] = [];

function check(from: string, to: string | undefined, where: string): void {
  if (to === undefined || to === from) return;
  const may = allowed.get(shortName(from)) ?? [];
  if (may.includes(shortName(to))) return;
  faults.push(`${where}: ${shortName(from)} may not import ${shortName(to)}`);
}

let checked = 0;
for (const [folder, manifest] of manifests) {
  if (!allowed.has(shortName(folder))) faults.push(`ARCHITECTURE.md has no row for ${folder}`);
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  for (const name of Object.keys({
    ...dependencies,
    ...optionalDependencies,
    ...peerDependencies,
  })) {
    check(folder, folderOfName.get(name), `${folder}/package.json`);
  }
  for (const file of globSync(`${folder}/src/**/*.{ts,tsx}`, { cwd: root })) {
    if (forTests.test(file)) continue;
    checked += 1;
    for (const [, ...groups] of readFileSync(join(root, file), 'utf8').matchAll(imports)) {
      const specifier = groups.find((group) => group !== undefined) ?? '';
      if (!specifier.startsWith('.')) {
        check(folder, workspaceOf(specifier), file);
        continue;
      }
      const target = relative(join(root, folder), resolve(root, dirname(file), specifier));
      if (target.startsWith('..')) faults.push(`${file}: ${specifier} is outside of its package`);
    }
  }
}

for (const fault of faults) console.error(fault);
console.log(`${checked} files, ${faults.length} imports that ARCHITECTURE.md does not allow`);
process.exitCode = faults.length > 0 ? 1 : 0;
