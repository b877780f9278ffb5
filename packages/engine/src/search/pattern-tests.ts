// Tests of values by regular expressions. One may cost as much as everything else of a search together, so
// that evaluating it for all rows of a unit at once would hold up the process. It is interrupted instead when
// it took its slice, and begun again after the event loop had its turn: what was found out is remembered.
import { utf8Decode, ValueType } from '@clew/model';
import { type PatternOperator, patternOf } from '@clew/storage';
import { SLICE_MILLIS } from './turn.ts';
import type { ValueTest } from './value-test.ts';

/** Ends an evaluation that took its slice. Only {@link PatternTests.attempt} sees it. */
class SliceOver extends Error {
  readonly code = 'CLEW_SLICE_OVER';
}

/** Makes the tests of one read, and bounds what they take at a stretch. */
export class PatternTests {
  readonly #remembered: Map<string, boolean>[] = [];
  #spentMillis = 0;

  /**
   * The test of a comparison with a pattern.
   * @param comparison whose value the pattern is
   * @param texts whether every value is a text, whatever its type byte
   */
  test(is: PatternOperator, comparison: { readonly value: string }, texts: boolean): ValueTest {
    const pattern = patternOf(comparison);
    const remembered = new Map<string, boolean>();
    this.#remembered.push(remembered);
    return (type, bytes, start, end) => {
      if (!texts && type !== ValueType.string) return false;
      const text = utf8Decode(bytes, start, end);
      const known = remembered.get(text);
      if (known !== undefined) return known;
      if (this.#spentMillis >= SLICE_MILLIS) throw new SliceOver('an evaluation took its slice');
      const began = performance.now();
      const accepted = pattern.satisfies(is, text);
      this.#spentMillis += performance.now() - began;
      remembered.set(text, accepted);
      return accepted;
    };
  }

  /**
   * Does a piece of work that tests values, and has no effect before it is done.
   * @returns undefined when it was interrupted: then the event loop needs its turn before the next attempt
   */
  attempt<T>(work: () => T): { readonly done: T } | undefined {
    this.#spentMillis = 0;
    try {
      const done = work();
      for (const remembered of this.#remembered) remembered.clear();
      return { done };
    } catch (error) {
      if (error instanceof SliceOver) return undefined;
      throw error;
    }
  }
}
