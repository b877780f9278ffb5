// Runs random sequences of writes and reads on a store and on the reference store: all answers must
// be the same.
import { batchOf, type Span } from '@clew/model';
import fc from 'fast-check';
import { test } from 'vitest';
import { ReferenceStore } from '../reference/index.ts';
import type { SpanStore } from '../span-store.ts';
import { CONTEXT } from './contract-check.ts';
import { compareAnswers, everyRead, type RandomRead, randomRead } from './random-reads.ts';
import { randomSpan, randomSpans } from './random-spans.ts';
import type { StoreFormOptions } from './store-form.ts';

/** How long and what to run. */
export interface DifferentialOptions<Store extends SpanStore> extends StoreFormOptions<Store> {
  /** How many sequences; default 100, which takes seconds. */
  readonly runs?: number;
  /** How many steps a sequence has at most; default 12. */
  readonly steps?: number;
  /** What fast-check printed for a failure, to run that one again. */
  readonly seed?: number;
  readonly path?: string;
  /** Whether to look for a shorter sequence after a failure; default true. */
  readonly shrink?: boolean;
  /** Milliseconds for all; default 120,000. */
  readonly timeout?: number;
}

/**
 * Declares a test that a store answers as the reference store does, whatever is done with it.
 * @param name what the store is called in the test's name
 * @param open gives an empty store of its own to each sequence; the test closes it
 */
export function storeDifferential<Store extends SpanStore>(
  name: string,
  open: () => Promise<Store>,
  options: DifferentialOptions<Store> = {},
): void {
  const { timeout = 120_000 } = options;
  test(`${name} answers as the reference store does`, { timeout }, () => differ(open, options));
}

/**
 * Compares a store with the reference store.
 * @throws fast-check's error, with the shortest sequence found after which the two differ
 */
export async function differ<Store extends SpanStore>(
  open: () => Promise<Store>,
  options: DifferentialOptions<Store> = {},
): Promise<void> {
  const { runs = 100, steps = 12, seed, path, shrink = true } = options;
  const sequence = fc.array(randomStep(options), { maxLength: steps, size: 'max' });
  const lastReads = fc.array(randomRead, { minLength: 12, maxLength: 24 });
  await fc.assert(
    fc.asyncProperty(sequence, lastReads, (given, last) => runSteps(given, last, open, options)),
    {
      numRuns: runs,
      endOnFailure: !shrink,
      ...(seed === undefined ? {} : { seed }),
      ...(path === undefined ? {} : { path }),
    },
  );
}

type Step =
  | { readonly op: 'write'; readonly spans: readonly Span[] }
  /** Spans written before, by number, as they were or with everything but their identity, or all of it but the duration, taken from another. */
  | {
      readonly op: 'resend';
      readonly picks: readonly number[];
      readonly changed: Span | undefined;
    }
  | { readonly op: 'flush' }
  | { readonly op: 'seal' }
  | { readonly op: 'reopen' }
  | { readonly op: 'read'; readonly read: RandomRead };

function randomStep<Store extends SpanStore>(options: StoreFormOptions<Store>): fc.Arbitrary<Step> {
  const changes: Step[] = [{ op: 'flush' }];
  if (options.seal !== undefined) changes.push({ op: 'seal' }, { op: 'seal' });
  if (options.reopen !== undefined) changes.push({ op: 'reopen' });
  return fc.oneof(
    { weight: 5, arbitrary: fc.record({ op: fc.constant('write'), spans: randomSpans }) },
    {
      weight: 1,
      arbitrary: fc.record({
        op: fc.constant('resend'),
        picks: fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 4 }),
        changed: fc.option(randomSpan, { nil: undefined }),
      }),
    },
    { weight: 3, arbitrary: fc.constantFrom(...changes) },
    { weight: 3, arbitrary: fc.record({ op: fc.constant('read'), read: randomRead }) },
  );
}

/** Runs the steps, then reads everything and whatever else, in each form the store can take. */
async function runSteps<Store extends SpanStore>(
  steps: readonly Step[],
  lastReads: readonly RandomRead[],
  open: () => Promise<Store>,
  { seal, reopen }: StoreFormOptions<Store>,
): Promise<void> {
  const reference = new ReferenceStore();
  const written: Span[] = [];
  let store = await open();
  const write = async (spans: readonly Span[]): Promise<void> => {
    written.push(...spans);
    await reference.write(batchOf(spans), CONTEXT);
    await store.write(batchOf(spans), CONTEXT);
  };
  const compareAll = async (): Promise<void> => {
    for (const read of [...everyRead, ...lastReads])
      await compareAnswers(read, store, reference, written);
  };
  try {
    for (const step of steps) {
      if (step.op === 'write') await write(step.spans);
      else if (step.op === 'resend') await write(resent(step.picks, step.changed, written));
      else if (step.op === 'flush') await store.flush();
      else if (step.op === 'seal') await seal?.(store);
      else if (step.op === 'reopen') store = (await reopen?.(store)) ?? store;
      else await compareAnswers(step.read, store, reference, written);
    }
    await compareAll();
    if (seal !== undefined) {
      await seal(store);
      await compareAll();
    }
    if (reopen !== undefined) {
      store = await reopen(store);
      await compareAll();
    }
  } finally {
    await store.close();
  }
}

function resent(
  picks: readonly number[],
  changed: Span | undefined,
  written: readonly Span[],
): Span[] {
  if (written.length === 0) return [];
  return picks.flatMap((pick) => {
    const span = written[pick % written.length];
    if (span === undefined) return [];
    if (changed === undefined) return [span];
    // The service is part of the identity, the duration too: with another one it is a piece of the same span.
    const { traceId, spanId, kind, start, resource } = span;
    const duration = pick % 3 === 0 ? 0n : span.duration;
    return [{ ...changed, traceId, spanId, kind, start, duration, resource }];
  });
}
