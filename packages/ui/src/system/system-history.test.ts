import { systemAnswer } from '@clew/server/testing/system-answer.ts';
import { expect, test } from 'vitest';
import { parseSystem, type SystemAnswer } from '../api/system-answer.ts';
import { perSecond, type SystemHistory, withAnswer } from './system-history.ts';

const START = 1_795_451_100_000_000_000n;

/** An answer so many seconds after the start, with so many spans in segments. */
function answer(seconds: number, spans: number, startedAt = START): SystemAnswer {
  const now = startedAt + BigInt(seconds) * 1_000_000_000n;
  const { storage, ...rest } = systemAnswer({ startedAt: String(startedAt), now: String(now) });
  return parseSystem({ ...rest, storage: { ...storage, spans: { segments: spans, heads: 0 } } });
}

const rate = (history: SystemHistory): number | undefined =>
  perSecond(history, ({ storage }) => storage.spans.segments);

test('a rate needs two answers, and looks back no further than "now" means', () => {
  let history = withAnswer(undefined, answer(0, 1000));
  expect(rate(history)).toBeUndefined();
  history = withAnswer(history, answer(1, 1010));
  expect(rate(history)).toBe(10);
  for (let seconds = 6; seconds <= 51; seconds += 5) {
    history = withAnswer(history, answer(seconds, 1010 + (seconds - 1) * 2));
  }
  expect(rate(history)).toBe(2);
  expect(history.answers).toHaveLength(5);
});

test('a server that was started again begins anew, and no rate is below zero', () => {
  const before = withAnswer(withAnswer(undefined, answer(0, 5000)), answer(5, 6000));
  const after = withAnswer(before, answer(1, 3, START + 60_000_000_000n));
  expect(rate(after)).toBeUndefined();
  expect(after.latest.storage.spans.segments).toBe(3);
  expect(rate(withAnswer(before, answer(10, 0)))).toBe(0);
});

test('what was not there before counts from nothing', () => {
  const history = withAnswer(withAnswer(undefined, answer(0, 0)), answer(4, 8));
  expect(perSecond(history, (one) => (one === history.latest ? 8 : undefined))).toBe(2);
});
