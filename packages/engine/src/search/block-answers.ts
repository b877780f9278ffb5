// What a search found out about the rows of a block or batch, kept while it looks at the traces in it: a
// condition is evaluated once for all of its rows, not for each of its traces.
import type { TimeRange } from '@clew/storage';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { BlockRows } from './block-rows.ts';
import { and, type RowMask, type RowSource, rangeMask } from './row-source.ts';
import type { SpanCondition } from './span-condition.ts';

/** The traces of neighbouring blocks come up together; a trace that goes on in more keeps its own. */
const KEPT = 4;

/** Answers about the rows of one block, or of a batch. Its masks are not to be changed. */
export class RowAnswers {
  /** The rows that start in the range. */
  readonly inRange: RowMask;
  readonly #source: RowSource;
  readonly #known: Map<SpanCondition, RowMask> = new Map();

  constructor(source: RowSource, inRange: RowMask) {
    this.#source = source;
    this.inRange = inRange;
  }

  /** The rows that start in the range and satisfy a condition. */
  rows(condition: SpanCondition): RowMask {
    const known = this.#known.get(condition);
    if (known !== undefined) return known;
    const mask = this.inRange.includes(1)
      ? condition.rows(this.#source)
      : new Uint8Array(this.#source.rows);
    and(mask, this.inRange);
    this.#known.set(condition, mask);
    return mask;
  }
}

/** The answers about the blocks that were asked about last. */
export class RecentBlocks {
  readonly #range: TimeRange;
  readonly #recent: { segment: SegmentReader; index: number; answers: RowAnswers }[] = [];

  constructor(range: TimeRange) {
    this.#range = range;
  }

  answers(segment: SegmentReader, index: number): RowAnswers {
    const known = this.#recent.find((one) => one.index === index && one.segment === segment);
    if (known !== undefined) return known.answers;
    const source = new BlockRows(segment.block(index));
    const inRange = segment.isWithin(index, this.#range)
      ? new Uint8Array(source.rows).fill(1)
      : rangeMask(source, this.#range);
    const answers = new RowAnswers(source, inRange);
    this.#recent.unshift({ segment, index, answers });
    if (this.#recent.length > KEPT) this.#recent.pop();
    return answers;
  }
}
