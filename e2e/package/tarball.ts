// The package as npm would publish it, and a project that has installed it.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from './commands.ts';

const PACKAGE = fileURLToPath(new URL('../../packages/tracer', import.meta.url));
const CONSUMER = fileURLToPath(new URL('consumer', import.meta.url));

/** What npm says of a package that it packed; sizes in bytes. */
export interface Tarball {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what was built. */
export async function packTracer(folder: string): Promise<Tarball> {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [tarball] = JSON.parse(await runNpm(args, PACKAGE)) as readonly Tarball[];
  if (tarball === undefined) throw new Error('npm pack packed nothing');
  return tarball;
}

/** Makes a project that has the package and what it depends on, and the programs that use it. */
export async function installTarball(folder: string, { filename }: Tarball): Promise<string> {
  const project = join(folder, 'project');
  await mkdir(project);
  await writeFile(join(project, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--omit=dev', '--no-audit', '--no-fund', '--prefer-offline'];
  await runNpm([...args, join(folder, filename)], project);
  await cp(CONSUMER, project, { recursive: true });
  const typed = await readFile(join(CONSUMER, 'typed.ts'));
  await Promise.all(['mts', 'cts'].map((end) => writeFile(join(project, `typed.${end}`), typed)));
  return project;
}
