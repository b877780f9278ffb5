// The last answers, oldest first, for rates: counts are since the server's start, so what a moment brought is a difference.
import type { SystemAnswer } from '../api/system-answer.ts';

/** How far back a rate looks: short enough for "now", long enough to be calm. */
const WINDOW_NANOS = 20_000_000_000n;

/** The last answers of one run of the server; there is one at least. */
export interface SystemHistory {
  readonly latest: SystemAnswer;
  /** The oldest answer that counts for rates; the latest itself when there is no other. */
  readonly base: SystemAnswer;
  readonly answers: readonly SystemAnswer[];
}

/** The history with one more answer. A server that was started again begins a new one. */
export function withAnswer(before: SystemHistory | undefined, latest: SystemAnswer): SystemHistory {
  const isSameRun =
    before !== undefined &&
    before.latest.startedAt === latest.startedAt &&
    before.latest.now < latest.now;
  const answers = isSameRun
    ? [...before.answers.filter(({ now }) => now >= latest.now - WINDOW_NANOS), latest]
    : [latest];
  return { latest, base: answers[0] ?? latest, answers };
}

/** How much a count grows in a second now; undefined before there are two answers. */
export function perSecond(
  { base, latest }: SystemHistory,
  count: (answer: SystemAnswer) => number | undefined,
): number | undefined {
  if (base === latest) return undefined;
  const seconds = Number(latest.now - base.now) / 1e9;
  return Math.max(0, (count(latest) ?? 0) - (count(base) ?? 0)) / seconds;
}
