// How clients are told to sample, one strategy after another, and what then arrives of a second.
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Root } from './sampled-roots.ts';

/** Of a hundred traces a second, so many at least are begun also on a busy machine. */
const FEW = 20;
const TRACES_PER_SECOND = 5;

/** A strategies file, and what tells that a client follows it. */
export interface Phase {
  readonly name: string;
  readonly file: object;
  /** Throws unless what arrived of one second is what the file asks for. */
  readonly check: (roots: readonly Root[]) => void;
}

const probabilistic = (param: number) => ({ type: 'probabilistic', param });

/** The strategies, each of which is told from the one before by what arrives. */
export const PHASES: readonly Phase[] = [
  {
    name: 'every trace',
    file: { default_strategy: probabilistic(1) },
    check: (roots) => {
      checkNoneMissing(roots, 1);
      checkSampler(roots, 'probabilistic', 1);
    },
  },
  {
    name: 'no trace',
    file: { default_strategy: probabilistic(0) },
    check: (roots) => deepEqual(roots, []),
  },
  {
    name: 'every trace of one operation',
    file: {
      default_strategy: {
        ...probabilistic(0),
        operation_strategies: [{ operation: 'buy', ...probabilistic(1) }],
      },
    },
    check: (roots) => {
      // With each answer jaeger-client-go lets one trace of every operation through, for a bound of its own.
      const asked = roots.filter(({ samplerType }) => samplerType !== 'lowerbound');
      checkNoneMissing(asked, 2);
      deepEqual([...new Set(asked.map(({ operation }) => operation))], ['buy']);
    },
  },
  {
    name: 'a few traces a second',
    file: { default_strategy: { type: 'ratelimiting', param: TRACES_PER_SECOND } },
    check: (roots) => {
      // What was saved up in a second may come on top.
      ok(roots.length > 1 && roots.length <= 2 * TRACES_PER_SECOND, `${roots.length} traces`);
      checkSampler(roots, 'ratelimiting', TRACES_PER_SECOND);
    },
  },
  {
    name: 'every trace again',
    file: { default_strategy: probabilistic(1) },
    check: (roots) => checkNoneMissing(roots, 1),
  },
];

function checkNoneMissing(roots: readonly Root[], step: number): void {
  const numbers = roots.map(({ n }) => n);
  const first = numbers[0] ?? 0;
  ok(numbers.length >= FEW / step, `${numbers.length} traces`);
  deepEqual(
    numbers,
    numbers.map((_, index) => first + index * step),
  );
}

function checkSampler(roots: readonly Root[], type: string, param: number): void {
  for (const { samplerType, samplerParam } of roots) {
    equal(samplerType, type);
    equal(samplerParam, param);
  }
}
