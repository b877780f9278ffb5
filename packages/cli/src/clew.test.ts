// Runs the real command, as a user does.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const launcher = fileURLToPath(new URL('../bin/clew.js', import.meta.url));

let folder = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clew-cli-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function launch(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], CLEW_LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = launch(args, environment);
  const exited = once(child, 'exit');
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exited;
  return { out, err, code };
}

const off = [
  '--ui',
  '--query-grpc',
  '--otlp-grpc',
  '--jaeger-udp-compact',
  '--jaeger-udp-binary',
  '--jaeger-http',
  '--jaeger-grpc',
  '--sampling',
  '--zipkin',
  '--skywalking-grpc',
  '--skywalking-http',
  '--admin',
];

/** A server with nothing but OTLP over HTTP. */
async function serve(...flags: readonly string[]) {
  const child = launch([
    'all-in-one',
    '--otlp-http',
    ':0',
    ...off.flatMap((flag) => [flag, 'off']),
    ...flags,
  ]);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk;
  });
  await expect.poll(() => printed, { timeout: 15_000 }).toMatch(/OTLP over HTTP .*\n/);
  const port = Number(/:(\d+)\/v1\/traces/.exec(printed)?.[1]);
  const exited = once(child, 'exit').then(([code]: unknown[]) => code);
  return { child, printed, port, exited };
}

describe('answers', () => {
  test('its version and its help, with examples and exit codes', async () => {
    expect(await run(['--version'])).toMatchObject({ out: '0.1.0\n', code: 0 });
    const help = await run(['--help']);
    expect(help).toMatchObject({ err: '', code: 0 });
    for (const part of ['all-in-one', 'config', 'Examples:', 'Exit codes:']) {
      expect(help.out).toContain(part);
    }
    for (const command of ['all-in-one', 'config']) {
      const { out } = await run([command, '--help']);
      expect(out).toMatch(/--data-dir <DIR>[\s\S]*default: \.\/clew-data[\s\S]*Examples:/);
    }
  });

  test('what counts, and who said it', async () => {
    writeFileSync(join(folder, 'clew.yaml'), 'max-disk: 1GB\n');
    const args = ['config', '--ui', 'off', '--config', 'clew.yaml'];
    const environment = { CLEW_RETENTION: '3d', CLEW_DATADIR: 'x' };
    const { out } = await run(args, environment);
    expect(out).toMatch(/^ui +off +--ui$/m);
    expect(out).toMatch(/^retention +3d +CLEW_RETENTION$/m);
    expect(out).toMatch(/^max-disk +1GB +clew\.yaml line 1$/m);
    expect(out).toMatch(/^admin +:14269 +default$/m);
    expect(out).toContain('did you mean CLEW_DATA_DIR?');
    const json = JSON.parse((await run([...args, '--json'], environment)).out);
    expect(json.options.ui).toEqual({ value: 'off', origin: 'flag', where: '--ui' });
  });
});

describe('says in one line what is wrong', () => {
  test.each([
    [['--nope'], /^clew: unknown option '--nope'.*\n$/],
    [['all-in-on'], /^clew: unknown command 'all-in-on'.*Did you mean all-in-one\?.*\n$/],
    [['all-in-one', '--otlp-htp', 'off'], /^clew: unknown option '--otlp-htp'.*--otlp-http.*\n$/],
    [['all-in-one', 'extra'], /^clew: too many arguments.*\n$/],
    [
      ['all-in-one', '--retention', 'x'],
      /^clew: --retention: "x" is not allowed; give a time.*\n$/,
    ],
    [['config', '--ui', '1'], /^clew: --ui: "1" is not allowed; give host:port.*\n$/],
    [['all-in-one', '--config', 'none.yaml'], /^clew: the configuration file can't be read.*\n$/],
  ])('%j', async (args, message) => {
    const { out, err, code } = await run(args);
    expect({ out, code }).toEqual({ out: '', code: 2 });
    expect(err).toMatch(message);
  });

  test('a taken port', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { err, code } = await run(['all-in-one', '--admin', `:${port}`]);
    taken.close();
    expect(err).toBe(`clew: port ${port} is taken; choose another with --admin :PORT or off\n`);
    expect(code).toBe(3);
  });
});

describe('all-in-one', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('says where it is, and stops by %s', async (signal) => {
    const { child, printed, exited } = await serve('--storage', 'memory');
    expect(printed).toMatch(
      /^Clew 0\.1\.0 is ready and keeps spans up to 512 MB in memory\n {2}OTLP over HTTP {2}http:\/\/127\.0\.0\.1:\d+\/v1\/traces\n$/,
    );
    child.kill(signal);
    expect(await exited).toBe(0);
  });

  test('stops at once by a second signal, but not by an echo of the first', async () => {
    const { child, port, exited } = await serve('--log-level', 'info');
    // A request that does not end keeps it from closing at once.
    const client = connect(port, '127.0.0.1').on('error', () => undefined);
    client.write(
      'POST /v1/traces HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\nexpect: 100-continue\r\n\r\n',
    );
    await once(client, 'data');
    let logged = '';
    child.stderr.on('data', (chunk: Buffer) => {
      logged += chunk;
    });
    child.kill('SIGTERM');
    child.kill('SIGINT');
    await expect.poll(() => logged).toContain('a second signal stops at once');
    await setTimeout(400);
    expect(logged).not.toContain('stopped at once');
    child.kill('SIGTERM');
    expect(await exited).toBe(4);
    await expect.poll(() => logged).toContain('stopped at once');
    expect(logged).not.toContain('closing took longer');
    client.destroy();
  });
});
