import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { agentUrl } from './agent-url.ts';
import { AnswerError } from './answer-error.ts';
import { HttpPoller, type HttpPollerOptions } from './http-poller.ts';
import { FakeAgent } from './testing/fake-agent.ts';

const open: { close(): void | Promise<void> }[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function agent(): Promise<FakeAgent> {
  const made = await new FakeAgent().start();
  open.push({ close: () => made.stop() });
  return made;
}

function poller(options: Partial<HttpPollerOptions> & { readonly port: number }): {
  poller: HttpPoller;
  answers: unknown[];
  errors: string[];
} {
  const answers: unknown[] = [];
  const errors: string[] = [];
  const made = new HttpPoller({
    url: () => new URL(`http://127.0.0.1:${options.port}/ask`),
    intervalMs: 0,
    onAnswer: (answer) => void answers.push(answer),
    onError: (error) => void errors.push(error.message),
    ...options,
  });
  open.push(made);
  return { poller: made, answers, errors };
}

test('it asks again and again, and hands on what was answered', async () => {
  const asked = await agent();
  asked.answerWith({ n: 1 });
  const { answers } = poller({ port: asked.port, intervalMs: 2 });
  await vi.waitFor(() => expect(answers.length).toBeGreaterThan(2));
  expect(answers[0]).toEqual({ n: 1 });
  expect(asked.questions[0]).toBe('/ask');
});

test('questions that come together are one', async () => {
  const asked = await agent();
  asked.answerWith(1);
  const { poller: one, answers } = poller({ port: asked.port });
  await Promise.all([one.poll(), one.poll(), one.poll()]);
  expect(answers).toEqual([1]);
  expect(asked.questions).toHaveLength(1);
});

test.each([
  ['not JSON', 'no answer is made of this', /JSON/],
  ['too long', 'x'.repeat(2 << 20), /more than 1048576 bytes/],
])('an answer that is %s is an error', async (_what, body, message) => {
  const asked = await agent();
  asked.answer = (response) => void response.end(body);
  const { poller: one, answers, errors } = poller({ port: asked.port });
  await one.poll();
  expect(answers).toEqual([]);
  expect(errors).toEqual([expect.stringMatching(message)]);
});

test('an answer that does not come, or is cut off, is an error', async () => {
  const asked = await agent();
  asked.answer = () => {};
  const { poller: one, errors } = poller({ port: asked.port, timeoutMs: 20 });
  await one.poll();
  asked.answer = (response) =>
    void response.writeHead(200, { 'content-length': '9' }).write('{', () => response.destroy());
  await one.poll();
  asked.answer = (response) => void response.writeHead(503).end();
  await one.poll();
  await asked.stop();
  await one.poll();
  expect(errors).toEqual([
    expect.stringContaining('no answer within 20 ms'),
    expect.any(String),
    expect.stringContaining('answered 503'),
    expect.stringContaining('ECONNREFUSED'),
  ]);
});

test('what the taker of an answer throws is an error like any other', async () => {
  const asked = await agent();
  asked.answerWith({});
  const { poller: one, errors } = poller({
    port: asked.port,
    onAnswer: () => {
      throw new Error('not that');
    },
  });
  await one.poll();
  expect(errors).toEqual(['not that']);
});

test('an answer that drips is given up like one that does not come', async () => {
  const asked = await agent();
  asked.answer = (response) => {
    const drip = setInterval(() => response.write(' '), 2);
    response.on('close', () => clearInterval(drip));
  };
  const { poller: one, errors } = poller({ port: asked.port, timeoutMs: 50 });
  await one.poll();
  expect(errors).toEqual([expect.stringContaining('no answer within 50 ms')]);
});

test('only an answer that is no JSON is an AnswerError', async () => {
  const asked = await agent();
  const kinds: boolean[] = [];
  const onError = (error: Error): void => void kinds.push(error instanceof AnswerError);
  const { poller: one } = poller({ port: asked.port, onError });
  asked.answer = (response) => void response.end('<html>');
  await one.poll();
  asked.answer = (response) => void response.writeHead(500).end('<html>');
  await one.poll();
  expect(kinds).toEqual([true, false]);
});

test('an https address is asked over TLS', async () => {
  const asked = await agent();
  const { poller: one, errors } = poller({
    port: asked.port,
    url: () => new URL(`https://127.0.0.1:${asked.port}/`),
  });
  await one.poll();
  expect(errors).toEqual([expect.stringMatching(/ssl|tls|eproto/i)]);
  expect(asked.questions).toEqual([]);
});

test('a failure that can be neither counted nor logged does not end the asking', async () => {
  const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  try {
    let failures = 0;
    const { answers } = poller({
      port: 0,
      intervalMs: 1,
      url: () => {
        throw new Error('no address');
      },
      onError: () => {
        failures += 1;
        throw new Error('the metrics are broken');
      },
    });
    await vi.waitFor(() => expect(failures).toBeGreaterThan(2));
    expect(answers).toEqual([]);
    expect(warned.mock.calls[0]?.[0]).toMatch(/no address.*the metrics are broken/);
  } finally {
    warned.mockRestore();
  }
});

test('an interval that is longer than timers can be is not a short one', () => {
  vi.useFakeTimers();
  try {
    let questions = 0;
    const { poller: one } = poller({
      port: 0,
      intervalMs: Number.POSITIVE_INFINITY,
      initialDelayMs: 2 ** 40,
      url: () => {
        questions += 1;
        return undefined;
      },
    });
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(24 * 3600 * 1000);
    expect(questions).toBe(0);
    one.close();
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a process ends while a question is under way', async () => {
  const asked = await agent();
  asked.answer = () => {};
  const source = JSON.stringify(new URL('./http-poller.ts', import.meta.url).href);
  const url = JSON.stringify(`http://127.0.0.1:${asked.port}/`);
  // It lives by its standard input until the question has arrived.
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { HttpPoller } = await import(${source});
       const url = () => new URL(${url});
       new HttpPoller({ url, intervalMs: 60_000, initialDelayMs: 0, timeoutMs: 60_000, onAnswer() {}, onError() {} });
       process.stdin.resume();`,
    ],
    { stdio: ['pipe', 'ignore', 'ignore'] },
  );
  try {
    const ended = once(child, 'exit');
    await vi.waitFor(() => expect(asked.questions).toHaveLength(1), { timeout: 4000 });
    child.stdin.end();
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});

test('after closing nothing is asked and nothing handed on', async () => {
  const asked = await agent();
  asked.answer = () => {};
  const { poller: one, errors } = poller({ port: asked.port, intervalMs: 1 });
  await vi.waitFor(() => expect(asked.questions).toHaveLength(1));
  one.close();
  await one.poll();
  expect(errors).toEqual([]);
  expect(asked.questions).toHaveLength(1);
});

test.each([
  [{}, 'http://127.0.0.1:5778/sampling'],
  [{ host: 'agent' }, 'http://agent:5778/sampling'],
  [{ host: 'agent', port: 80 }, 'http://agent/sampling'],
  [{ host: '::1' }, 'http://[::1]:5778/sampling'],
  [{ hostPort: 'agent' }, 'http://agent:5778/sampling'],
  [{ hostPort: 'agent:1234' }, 'http://agent:1234/sampling'],
  [{ hostPort: 'http://agent:1234/strategies' }, 'http://agent:1234/strategies'],
  [{ hostPort: 'https://agent' }, 'https://agent/sampling'],
  [{ hostPort: 'HTTP://agent:1234' }, 'http://agent:1234/sampling'],
])('%j is %s', (address, url) => {
  expect(agentUrl(address, '/sampling').href).toBe(url);
});
