import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recordedMetrics } from '../metrics/testing/recorded-metrics.ts';
import { FakeAgent } from '../polling/testing/fake-agent.ts';
import { NoopReporter } from '../reporters/noop-reporter.ts';
import { Tracer } from '../tracer.ts';
import { PerOperationSampler } from './per-operation-sampler.ts';
import { ProbabilisticSampler } from './probabilistic-sampler.ts';
import { RateLimitingSampler } from './rate-limiting-sampler.ts';
import { RemoteSampler, type RemoteSamplerOptions } from './remote-sampler.ts';

let agent: FakeAgent;
const samplers: RemoteSampler[] = [];

beforeEach(async () => {
  agent = await new FakeAgent().start();
});

afterEach(async () => {
  for (const sampler of samplers.splice(0)) sampler.close();
  await agent.stop();
});

function remote(options: RemoteSamplerOptions = {}): {
  sampler: RemoteSampler;
  figures: Record<string, number>;
  errors: string[];
} {
  const { metrics, figures } = recordedMetrics();
  const errors: string[] = [];
  const logger = { info() {}, error: (message: string) => void errors.push(message) };
  const sampler = new RemoteSampler('goods srv', {
    hostPort: agent.hostPort,
    refreshInterval: 0,
    metrics,
    logger,
    ...options,
  });
  samplers.push(sampler);
  return { sampler, figures, errors };
}

const probabilistic = (samplingRate: unknown): unknown => ({
  strategyType: 'PROBABILISTIC',
  probabilisticSampling: { samplingRate },
});
const rateLimiting = {
  strategyType: 'RATE_LIMITING',
  rateLimitingSampling: { maxTracesPerSecond: 5 },
};
const perOperation = {
  strategyType: 'PROBABILISTIC',
  probabilisticSampling: { samplingRate: 0.5 },
  operationSampling: {
    defaultSamplingProbability: 0.5,
    defaultLowerBoundTracesPerSecond: 1,
    perOperationStrategies: [{ operation: 'get', probabilisticSampling: { samplingRate: 1 } }],
  },
};

test('it asks for the service, and samples by each kind of strategy that it is told', async () => {
  const { sampler, figures } = remote();
  expect(String(sampler.sampler)).toBe('ProbabilisticSampler(samplingRate=0.001)');
  agent.answerWith(probabilistic(0.25));
  await sampler.refresh();
  expect(agent.questions).toEqual(['/sampling?service=goods+srv']);
  expect(String(sampler.sampler)).toBe('ProbabilisticSampler(samplingRate=0.25)');
  agent.answerWith(rateLimiting);
  await sampler.refresh();
  expect(sampler.sampler).toBeInstanceOf(RateLimitingSampler);
  agent.answerWith(perOperation);
  await sampler.refresh();
  expect(sampler.sampler).toBeInstanceOf(PerOperationSampler);
  await sampler.refresh();
  expect(figures).toEqual({
    'jaeger:sampler_queries{result=ok}': 4,
    'jaeger:sampler_updates{result=ok}': 3,
  });
});

test("enums as numbers, and Jaeger's zero that is left out, are understood", async () => {
  const { sampler } = remote();
  agent.answerWith({ ...rateLimiting, strategyType: 1 });
  await sampler.refresh();
  expect(sampler.sampler).toBeInstanceOf(RateLimitingSampler);
  agent.answerWith({ probabilisticSampling: { samplingRate: 1 } });
  await sampler.refresh();
  expect(sampler.sampler).toBeInstanceOf(ProbabilisticSampler);
});

test.each([
  ['a probability out of range', probabilistic(1.5)],
  ['a probability that is text', probabilistic('1')],
  ['no strategy', {}],
  ['null', null],
  ['a list', [1]],
  ['text', 'always'],
  ['a strategy that is missing', { strategyType: 'RATE_LIMITING' }],
  ['an unknown type', { strategyType: 'MAGIC', probabilisticSampling: { samplingRate: 1 } }],
  [
    'one bad operation among many',
    {
      operationSampling: {
        ...perOperation.operationSampling,
        perOperationStrategies: [{ operation: 'a', probabilisticSampling: { samplingRate: 7 } }],
      },
    },
  ],
])('%s leaves what counted before and is counted', async (_what, answer) => {
  const { sampler, figures, errors } = remote();
  agent.answerWith(probabilistic(0.25));
  await sampler.refresh();
  agent.answerWith(answer);
  await sampler.refresh();
  expect(String(sampler.sampler)).toBe('ProbabilisticSampler(samplingRate=0.25)');
  expect(figures['jaeger:sampler_updates{result=err}']).toBe(1);
  expect(errors).toHaveLength(1);
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ['too long', (response) => void response.end(JSON.stringify('x'.repeat(2 << 20))), 'queries'],
  ['too slow', (response) => void response.writeHead(200).write('{'), 'queries'],
  ['an error', (response) => void response.writeHead(500).end('{}'), 'queries'],
  ['not JSON', (response) => void response.end('<html>'), 'updates'],
  ['empty', (response) => void response.end(), 'updates'],
])(
  'an answer that is %s leaves what counted before and is counted',
  async (_what, answer, kind) => {
    const { sampler, figures, errors } = remote({ timeoutMs: 50 });
    agent.answerWith(probabilistic(0.25));
    await sampler.refresh();
    agent.answer = answer;
    await sampler.refresh();
    expect(String(sampler.sampler)).toBe('ProbabilisticSampler(samplingRate=0.25)');
    expect(figures).toEqual({
      'jaeger:sampler_queries{result=ok}': kind === 'updates' ? 2 : 1,
      'jaeger:sampler_updates{result=ok}': 1,
      [`jaeger:sampler_${kind}{result=err}`]: 1,
    });
    expect(errors).toHaveLength(1);
  },
);

test('an agent that goes away and comes back changes nothing but what it says', async () => {
  const { sampler, figures } = remote();
  agent.answerWith(probabilistic(0.25));
  await sampler.refresh();
  const { port } = agent;
  await agent.stop();
  await sampler.refresh();
  expect(String(sampler.sampler)).toBe('ProbabilisticSampler(samplingRate=0.25)');
  expect(figures['jaeger:sampler_queries{result=err}']).toBe(1);
  await agent.start(port);
  agent.answerWith(probabilistic(1));
  await sampler.refresh();
  expect(String(sampler.sampler)).toBe('ProbabilisticSampler(samplingRate=1)');
});

test('a strategy that changes while a tracer runs counts for its next traces', async () => {
  let updates = 0;
  const { sampler } = remote({
    refreshInterval: 2,
    onSamplerUpdate: () => {
      updates += 1;
    },
  });
  const tracer = new Tracer('goods srv', new NoopReporter(), sampler);
  agent.answerWith(probabilistic(1));
  await vi.waitFor(() => expect(tracer.startSpan('get').context().isSampled()).toBe(true));
  agent.answerWith(probabilistic(0));
  await vi.waitFor(() => expect(tracer.startSpan('get').context().isSampled()).toBe(false));
  expect(updates).toBeGreaterThan(1);
  await tracer.close();
});
