// Commands that run to their end.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** How long a command may take, with downloads. */
const PATIENCE_MILLIS = 300_000;

/**
 * Runs a program.
 * @returns what it printed
 * @throws with what it printed when it fails
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<string> {
  // Of the environment of an `npm run`, a project elsewhere is to get only how packages are found.
  const env = Object.entries(process.env).filter(
    ([name]) => !/^(JAEGER_|NODE_OPTIONS|npm_(package|lifecycle|config_local_prefix))/.test(name),
  );
  try {
    const options = { cwd, env: Object.fromEntries(env), timeout: PATIENCE_MILLIS };
    return (await run(command, args, { ...options, maxBuffer: 1 << 26 })).stdout;
  } catch (cause) {
    const { stdout = '', stderr = '' } = cause as { stdout?: string; stderr?: string };
    const said = `${stdout}\n${stderr}`.trim();
    throw new Error(`${command} ${args.join(' ')} failed:\n${said}`, { cause });
  }
}

/** Runs the npm that runs this, or the one that is found. */
export async function runNpm(args: readonly string[], cwd: string): Promise<string> {
  const npm = process.env['npm_execpath'];
  return npm === undefined
    ? await runProgram('npm', args, cwd)
    : await runProgram(process.execPath, [npm, ...args], cwd);
}
