import { batchOf, type Span, utf8Encode, ValueType } from '@clew/model';
import { ALL_TIME, TextPattern, type TraceExpression } from '@clew/storage';
import { seededSpans } from '@clew/storage/conformance';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Engine, openEngine } from '../index.ts';
import { inlineSealer } from '../seal/sealer.ts';
import { PatternTests } from './pattern-tests.ts';

/** Needs a new state of its automaton at nearly every character: as slow as linear time gets. */
const HOSTILE = '[ab]*a[ab]{150}(ab|ba)[ab]{40}';
const hostile = new TextPattern(HOSTILE);
const context = { tenant: '' };

/** Texts of a and b, without a pattern in them, none like another. */
const texts = Array.from({ length: 200 }, (_, text) => {
  let state = text + 1;
  return Array.from({ length: 400 }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 31 === 0 ? 'a' : 'b';
  }).join('');
});

test('an evaluation is interrupted, and done after some attempts', () => {
  const tests = new PatternTests();
  const accepts = tests.test('=~', { value: HOSTILE }, false);
  const runs = texts.map((text) => utf8Encode(text));
  const evaluate = () => runs.map((run) => accepts(ValueType.string, run, 0, run.length));
  let attempts = 1;
  let answer = tests.attempt(evaluate);
  for (; answer === undefined; attempts++) answer = tests.attempt(evaluate);
  expect(answer.done).toEqual(texts.map((text) => hostile.satisfies('=~', text)));
  expect(attempts).toBeGreaterThan(2);
}, 60_000);

test('what is no text satisfies no pattern, and is never interrupted', () => {
  const tests = new PatternTests();
  for (const is of ['=~', '!~'] as const) {
    const accepts = tests.test(is, { value: '.*' }, false);
    expect(tests.attempt(() => accepts(ValueType.bytes, utf8Encode('a'), 0, 1))).toEqual({
      done: false,
    });
  }
});

describe('a search by a hostile expression', () => {
  const spans: readonly Span[] = seededSpans({
    seed: 3,
    traces: texts.length,
    spansPerTrace: 1,
  }).map((span, index) => ({ ...span, attributes: [{ key: 'text', value: texts[index] ?? '' }] }));
  const where: TraceExpression = {
    op: 'some',
    span: { op: 'attribute', scope: 'span', key: 'text', is: '=~', value: HOSTILE },
  };
  const expected = spans
    .filter(({ attributes: [text] }) => hostile.satisfies('=~', String(text?.value)))
    .map((span) => span.traceId);
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine({ sealer: inlineSealer });
    await engine.write(batchOf(spans.slice(0, 100)), context);
    await engine.flush();
    await engine.write(batchOf(spans.slice(100)), context);
  });
  afterAll(() => engine.close());

  /** How often the event loop has its turn while something is waited for. */
  async function turnsOf(work: Promise<unknown>): Promise<number> {
    let turns = 0;
    let working = true;
    const count = (): void => {
      turns += 1;
      if (working) setImmediate(count);
    };
    setImmediate(count);
    await work.finally(() => {
      working = false;
    });
    return turns;
  }

  test('finds what it should, and holds up nothing else for longer than a slice', async () => {
    const query = { range: ALL_TIME, where, limit: 1000 };
    const search = engine.search(query, context);
    expect(await turnsOf(search)).toBeGreaterThan(5);
    const { traces, partial } = await search;
    expect(partial).toBe(false);
    expect(traces.map((one) => one.traceId).sort()).toEqual(expected.toSorted());
    expect(expected.length).toBeGreaterThan(3);
  }, 60_000);

  test('ends when its caller goes away', async () => {
    const abort = new AbortController();
    const { signal } = abort;
    const search = engine.search({ range: ALL_TIME, where, limit: 10 }, { tenant: '', signal });
    const reason = new Error('gone');
    setImmediate(() => abort.abort(reason));
    await expect(search).rejects.toBe(reason);
  }, 60_000);

  test('gives what it has when its time is over', async () => {
    // Conditions on the whole trace and on its spans, in turn, until the deadline.
    const denied: TraceExpression = { op: 'not', of: where };
    const deadline = Date.now() + 30;
    const query = { range: ALL_TIME, where: denied, timeCells: 1, durationEdges: [] };
    const { partial, traceCount } = await engine.histogram(query, { tenant: '', deadline });
    expect(partial).toBe(true);
    expect(traceCount).toBeLessThan(texts.length);
  }, 60_000);
});
