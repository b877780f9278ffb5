// Brings the clients that npm does not have: Python's into an environment of their own, and Go's built into a program.
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Processes } from './processes.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/interop', import.meta.url));
const GO_SOURCE = fileURLToPath(new URL('go', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('python/requirements.txt', import.meta.url));
/** How long each of the two may take, with downloads. */
const PATIENCE_MILLIS = 300_000;

/** The programs that came of it. */
export interface Installed {
  readonly python: string;
  readonly goServer: string;
}

/** Installs what is not there yet. */
export async function install(processes: Processes, signal: AbortSignal): Promise<Installed> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MILLIS)]);
  const [python, goServer] = await Promise.all([
    installPython(processes, patience),
    buildGo(processes, GO_SOURCE, 'go-server', patience),
  ]);
  return { python, goServer };
}

/** Installs Python's clients; gives the interpreter that finds them. */
export async function installPython(processes: Processes, signal: AbortSignal): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const environment = join(CACHE, 'python');
  const python = join(environment, 'bin/python');
  const stamp = join(environment, 'requirements.txt');
  const requirements = await readFile(REQUIREMENTS, 'utf8');
  const isFresh = existsSync(python) && existsSync(stamp);
  if (isFresh && (await readFile(stamp, 'utf8')) === requirements) return python;

  await rm(environment, { recursive: true, force: true });
  await processes.start('python3 -m venv', 'python3', '-m', 'venv', environment).result(signal);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await processes.start('pip', python, ...pip, '--requirement', REQUIREMENTS).result(signal);
  await writeFile(stamp, requirements);
  return python;
}

/** Builds a program in Go, which has a cache of its own that knows what is fresh. */
export async function buildGo(
  processes: Processes,
  source: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  const program = join(CACHE, name);
  const build = ['build', '-C', source, '-o', program, '.'];
  await processes.start('go build', 'go', ...build).result(signal);
  return program;
}

/**
 * Installs a program that is published as a Go module.
 * @param module with its version: `example.org/program@v1.2.3`
 * @param name of the program
 */
export async function installGo(
  processes: Processes,
  module: string,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  await mkdir(CACHE, { recursive: true });
  await processes
    .start('go install', 'env', `GOBIN=${CACHE}`, 'go', 'install', module)
    .result(signal);
  return join(CACHE, name);
}
