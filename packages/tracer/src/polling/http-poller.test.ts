import { afterEach, expect, test, vi } from 'vitest';
import { agentUrl } from './agent-url.ts';
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
])('%j is %s', (address, url) => {
  expect(agentUrl(address, '/sampling').href).toBe(url);
});
