// SkyWalking's agents, which are installed into a cache when they are first needed.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Processes } from '../interop/processes.ts';

const CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/skywalking-agents', import.meta.url),
);
const NODE_AGENT = 'skywalking-backend-js@0.9.0';
const PYTHON_AGENT = 'apache-skywalking==1.2.0';
const INSTALL_MILLIS = 300_000;

/** Where the agents are. */
export interface Agents {
  /** The agent's package for Node.js. */
  readonly node: string;
  /** The interpreter that finds the agent for Python. */
  readonly python: string;
}

/** Installs the agents that are not there yet. */
export async function installAgents(processes: Processes, signal: AbortSignal): Promise<Agents> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(INSTALL_MILLIS)]);
  await mkdir(CACHE, { recursive: true });
  const node = join(CACHE, 'node_modules/skywalking-backend-js');
  const environment = join(CACHE, 'venv');
  const python = join(environment, 'bin/python');
  if (!existsSync(node)) {
    const flags = ['--prefix', CACHE, '--no-audit', '--no-fund'];
    await processes.start('npm', 'npm', 'install', ...flags, NODE_AGENT).result(patience);
  }
  if (!existsSync(join(environment, 'bin/sw-python'))) {
    await processes.start('venv', 'python3', '-m', 'venv', environment).result(patience);
    const pip = ['-m', 'pip', 'install', '-q', PYTHON_AGENT];
    await processes.start('pip', python, ...pip).result(patience);
  }
  return { node, python };
}
