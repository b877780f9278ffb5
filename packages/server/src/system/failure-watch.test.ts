import { expect, test } from 'vitest';
import { FailureWatch } from './failure-watch.ts';

function watch() {
  let now = 1_000_000;
  const failures = new FailureWatch(() => now);
  const problem = (what: 'sealing' | 'retention', reason: string) =>
    failures.onEvent({ type: 'problem', what, message: 'it failed', error: new Error(reason) });
  return {
    failures,
    problem,
    pass: (millis: number) => {
      now += millis;
    },
  };
}

test('a failed write is told until one ends well, with its beginning and its last reason', () => {
  const { failures, pass } = watch();
  expect(failures.write).toBeUndefined();
  failures.onWrite(new Error('no room'));
  pass(500);
  failures.onWrite('still no room');
  expect(failures.write).toEqual({ since: 1_000_000, count: 2, reason: 'still no room' });
  failures.onWrite(undefined);
  expect(failures.write).toBeUndefined();
});

test('a head that could not be sealed is told until one was', () => {
  const { failures, problem } = watch();
  problem('sealing', 'EIO');
  expect(failures.sealing).toEqual({ since: 1_000_000, count: 1, reason: 'EIO' });
  expect(failures.write).toBeUndefined();
  failures.onEvent({ type: 'sealed', seconds: 1, spans: 1, bytes: 1, duplicates: 0 });
  expect(failures.sealing).toBeUndefined();
});

test('retention that failed is told as long as it fails every minute', () => {
  const { failures, problem, pass } = watch();
  problem('retention', 'EPERM');
  pass(60_000);
  problem('retention', 'EPERM');
  pass(100_000);
  expect(failures.retention).toMatchObject({ since: 1_000_000, count: 2, reason: 'EPERM' });
  pass(60_000);
  expect(failures.retention).toBeUndefined();
  problem('retention', 'EPERM');
  expect(failures.retention).toMatchObject({ since: 1_220_000, count: 1 });
});
