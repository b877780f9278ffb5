import { expect, test } from 'vitest';
import { doInTurns, doNow, type Work } from './turns.ts';

function* sumTo(count: number): Work<number> {
  let sum = 0;
  for (let i = 1; i <= count; i++) {
    sum += i;
    yield;
  }
  return sum;
}

test('work gives the same at once and in turns', async () => {
  expect(doNow(sumTo(1000))).toBe(500_500);
  expect(await doInTurns(sumTo(1000), new AbortController().signal)).toBe(500_500);
});

test('work ends when nobody waits for it any more', async () => {
  function* endless(): Work<never> {
    for (;;) yield;
  }
  const abort = new AbortController();
  const work = doInTurns(endless(), abort.signal);
  abort.abort(new Error('gone'));
  await expect(work).rejects.toThrow('gone');
});
