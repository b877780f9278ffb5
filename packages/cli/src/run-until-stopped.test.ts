// Runs a small process, since what is tested is how one ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';

const module = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);

/** Runs a server that does something once it has started. */
async function run(body: string, close = 'console.log("closed")') {
  const script = `
    import { pino } from ${JSON.stringify(import.meta.resolve('pino'))};
    import { runUntilStopped } from ${module('./run-until-stopped.ts')};
    const logger = pino({ level: 'info' }, { write: (line) => console.log(JSON.parse(line).msg) });
    await runUntilStopped(logger, async () => {
      let fail = () => {};
      const failed = new Promise((resolve) => { fail = resolve; });
      setTimeout(() => { ${body} }, 1);
      setInterval(() => {}, 1000);
      return { addresses: [], failed, countFault: () => console.log('counted'), close: async () => { ${close} } };
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const out = await text(child.stdout);
  const [code] = await exited;
  return { code, lines: out.trim().split('\n') };
}

test.each([
  ['an exception', 'throw new TypeError("a bug");'],
  ['a rejection', 'Promise.reject(new TypeError("a bug"));'],
  ['a failure of the server', 'fail(new Error("a thread ended"));'],
])(
  '%s that nobody caught is logged and counted, and it closes well and ends with 1',
  async (_what, body) => {
    expect(await run(body)).toEqual({
      code: 1,
      lines: ['counted', 'a fault of Clew; it stops', 'closed', 'stopped'],
    });
  },
);

test('a connection that fails takes nothing else down', async () => {
  const reset = 'Promise.reject(Object.assign(new Error("reset"), { code: "ECONNRESET" }));';
  expect(await run(`${reset} setTimeout(() => process.kill(process.pid, 'SIGTERM'), 10);`)).toEqual(
    {
      code: 0,
      lines: [
        'counted',
        'a connection failed where nobody waited for it',
        'stopping; a second signal stops at once',
        'closed',
        'stopped',
      ],
    },
  );
});

test('what can not be closed well is not passed off as a good end', async () => {
  const stop = "process.kill(process.pid, 'SIGINT');";
  expect(await run(stop, 'throw new Error("the disk is gone");')).toEqual({
    code: 4,
    lines: ['stopping; a second signal stops at once', 'not everything could be closed well'],
  });
});
