import { afterEach, beforeEach, expect, test } from 'vitest';
import { recordedMetrics } from '../metrics/testing/recorded-metrics.ts';
import { FakeAgent } from '../polling/testing/fake-agent.ts';
import { InMemoryReporter } from '../reporters/in-memory-reporter.ts';
import { ConstSampler } from '../samplers/const-sampler.ts';
import type { Span } from '../span.ts';
import { logsOf } from '../span-content.ts';
import { Tracer } from '../tracer.ts';
import { DefaultBaggageRestrictionManager } from './default-baggage-restriction-manager.ts';
import { RemoteBaggageRestrictionManager } from './remote-baggage-restriction-manager.ts';

let agent: FakeAgent;
const managers: RemoteBaggageRestrictionManager[] = [];

beforeEach(async () => {
  agent = await new FakeAgent().start();
});

afterEach(async () => {
  for (const manager of managers.splice(0)) manager.close();
  await agent.stop();
});

function remote(denyBaggageOnInitializationFailure: boolean): {
  manager: RemoteBaggageRestrictionManager;
  figures: Record<string, number>;
} {
  const { metrics, figures } = recordedMetrics();
  const manager = new RemoteBaggageRestrictionManager('shop', {
    hostPort: agent.hostPort,
    refreshIntervalMs: 0,
    denyBaggageOnInitializationFailure,
    metrics,
    logger: { info() {}, error() {} },
  });
  managers.push(manager);
  return { manager, figures };
}

test.each([[true], [false]])('before an answer, denying at first being %s decides', (denies) => {
  const { manager } = remote(denies);
  expect(manager.getRestriction('shop', 'user').keyAllowed).toBe(!denies);
});

test('keys that the agent names are allowed to their lengths, and no others', async () => {
  const { manager, figures } = remote(false);
  agent.answerWith([{ baggageKey: 'user', maxValueLength: 4 }]);
  await manager.refresh();
  expect(agent.questions).toEqual(['/baggageRestrictions?service=shop']);
  expect(manager.getRestriction('shop', 'user')).toEqual({ keyAllowed: true, maxValueLength: 4 });
  expect(manager.getRestriction('shop', 'other').keyAllowed).toBe(false);
  expect(figures).toEqual({ 'jaeger:baggage_restrictions_updates{result=ok}': 1 });
});

test.each([
  [{}],
  [null],
  ['all'],
  [[{ baggageKey: 1 }]],
  [[{ baggageKey: 'a' }]],
  [[null]],
  [[{ baggageKey: 'a', maxValueLength: -1 }]],
])('the answer %j leaves what counted before and is counted', async (answer) => {
  const { manager, figures } = remote(false);
  agent.answerWith([{ baggageKey: 'user', maxValueLength: 4 }]);
  await manager.refresh();
  agent.answerWith(answer);
  await manager.refresh();
  expect(manager.getRestriction('shop', 'user').keyAllowed).toBe(true);
  expect(figures['jaeger:baggage_restrictions_updates{result=err}']).toBe(1);
});

test('setting baggage is logged on the span: new, changed, cut, and refused', async () => {
  const { manager } = remote(false);
  agent.answerWith([{ baggageKey: 'user', maxValueLength: 4 }]);
  await manager.refresh();
  const { metrics, figures } = recordedMetrics();
  const reporter = new InMemoryReporter();
  const tracer = new Tracer('shop', reporter, new ConstSampler(true), {
    metrics,
    baggageRestrictionManager: manager,
  });
  const span = tracer.startSpan('get');
  span.setBaggageItem('user', 'ann');
  span.setBaggageItem('user', 'bob😀!');
  span.setBaggageItem('secret', 'x');
  span.finish();
  expect(span.baggage).toEqual({ user: 'bob' });
  expect(logsOf(reporter.spans[0] as Span).map(({ fields }) => fields)).toEqual([
    { event: 'baggage', key: 'user', value: 'ann' },
    { event: 'baggage', key: 'user', value: 'bob', override: true, truncated: true },
    { event: 'baggage', key: 'secret', value: 'x', invalid: true },
  ]);
  expect(figures).toMatchObject({
    'jaeger:baggage_updates{result=ok}': 2,
    'jaeger:baggage_updates{result=err}': 1,
    'jaeger:baggage_truncations': 1,
  });
  await tracer.close();
});

test('a value that is no text is made one, whatever it is', () => {
  const tracer = new Tracer('shop', new InMemoryReporter(), new ConstSampler(true));
  const set = (value: unknown): string | undefined =>
    tracer
      .startSpan('get')
      .setBaggageItem('key', value as string)
      .getBaggageItem('key');
  expect([set(5), set(undefined), set(null), set(Symbol('s'))]).toEqual([
    '5',
    'undefined',
    'null',
    'Symbol(s)',
  ]);
  expect(set(Object.create(null))).toBe('{}');
});

test('without restrictions values are cut to 2048 characters', () => {
  const tracer = new Tracer('shop', new InMemoryReporter(), new ConstSampler(true));
  const span = tracer.startSpan('get').setBaggageItem('long', 'x'.repeat(5000));
  expect(span.getBaggageItem('long')).toBe('x'.repeat(2048));
  expect(new DefaultBaggageRestrictionManager(5).getRestriction().maxValueLength).toBe(5);
});
