// One crash: load, a kill, a start, and the question whether everything is there.
import { setTimeout as pause } from 'node:timers/promises';
import type { History, Verdict } from './history.ts';
import { type KillMoment, untilKillMoment } from './kill-moment.ts';
import { sendLoad } from './load.ts';

/** How long a server that is killed while it starts has lived at most. */
const MAX_START_LIFE_MILLIS = 600;
/** How many request numbers of earlier rounds are looked at again after each. */
const SAMPLE = 6;
/** Before retention is at work, a directory has to fill. */
const FILL_MILLIS = 60_000;
const FILLED = 0.9;

/** How to crash. */
export interface RoundOptions {
  readonly history: History;
  readonly moment: KillMoment;
  /** The longest time from the begin of the load to the kill. */
  readonly maxMillis: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** What happened. */
export interface RoundResult {
  readonly loadMillis: number;
  readonly startMillis: number;
  /** Spans that this round got acknowledged. */
  readonly acknowledged: number;
  /** About all spans of this round and some of earlier ones. */
  readonly verdict: Verdict;
}

/**
 * Goes through one crash.
 * @throws when the server refuses, ends by itself, or does not come up
 */
export async function crashRound({
  history,
  moment,
  maxMillis,
  random,
}: RoundOptions): Promise<RoundResult> {
  const { ledger, workload } = history;
  const firstNumber = ledger.firstOpenNumber;
  const acknowledgedBefore = ledger.acknowledgedSpans;
  const { addresses } = await history.server();

  const killed = new AbortController();
  const target = { otlpUrl: addresses.otlpHttp, jaegerUrl: addresses.jaegerHttp };
  const started = performance.now();
  const load = sendLoad(target, workload, ledger, () => random() < 0.5, killed.signal);
  const kill = async (): Promise<void> => {
    await untilFilled(history);
    await untilKillMoment(moment, history.dataDir, random, maxMillis);
    history.kill();
    killed.abort();
  };
  await Promise.all([load, kill()]);
  const loadMillis = performance.now() - started;
  await history.buried();

  if (moment === 'start') {
    const shortLived = history.startUnattended();
    await pause(random() * MAX_START_LIFE_MILLIS);
    shortLived.kill();
    await shortLived.ended();
  }
  const { millis: startMillis } = await history.server();
  const verdict = await history.check([
    ...sample(firstNumber, SAMPLE, random),
    ...range(firstNumber, ledger.numbers),
  ]);
  const acknowledged = ledger.acknowledgedSpans - acknowledgedBefore;
  return { loadMillis, startMillis, acknowledged, verdict };
}

/** Whole numbers from one to below another. */
export function range(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

/** Some of the whole numbers below a bound, each at most once. */
function sample(below: number, count: number, random: () => number): readonly number[] {
  if (below <= count) return range(0, below);
  const chosen = new Set<number>();
  while (chosen.size < count) chosen.add(Math.floor(random() * below));
  // In their order, since what came in together is read together.
  return [...chosen].sort((a, b) => a - b);
}

/** Where retention is on, waits until there is nearly as much as may be. */
async function untilFilled(history: History): Promise<void> {
  const { maxDiskBytes } = history;
  if (maxDiskBytes === undefined) return;
  const giveUpAt = performance.now() + FILL_MILLIS;
  while ((await history.keptBytes()) < FILLED * maxDiskBytes) {
    if (performance.now() > giveUpAt) throw new Error('the directory did not fill in time');
    await pause(20);
  }
}
