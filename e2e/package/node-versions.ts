// The newest Node of each line, from the packages that hold Node's programs. They stay in the cache: a line that is there
// is not asked for again.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm, runProgram } from './commands.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/package', import.meta.url));

/** A Node to run programs with. */
export interface NodeVersion {
  readonly version: string;
  readonly command: string;
}

/** Installs the newest Node of a line, 18 for example, unless it is there. */
export async function installNode(line: number): Promise<NodeVersion> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(CACHE, `node-${line}`);
  const command = join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(command)) await install(`${name}@${line}`, folder);
  const version = (await runProgram(command, ['--version'], folder)).trim();
  if (!version.startsWith(`v${line}.`)) {
    throw new Error(`${command} is ${version}, not of line ${line}; remove ${folder}`);
  }
  return { version, command };
}

/** What is only half there is not taken for the whole: the folder gets its name when it is complete. */
async function install(spec: string, folder: string): Promise<void> {
  const unfinished = `${folder}-unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  await writeFile(join(unfinished, 'package.json'), '{ "private": true }\n');
  await runNpm(['install', '--no-audit', '--no-fund', '--ignore-scripts', spec], unfinished);
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}
