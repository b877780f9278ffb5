// What a search found out about the rows of a block, kept while it looks at the traces in it: a
// condition is evaluated once for all of the block's rows, not for each of its traces.
import type { TimeRange } from '@clew/storage';
import type { SegmentReader } from '../segment/segment-reader.ts';
import { BlockRows } from './block-rows.ts';
import { and, type RowMask, rangeMask } from './row-source.ts';
import type { SpanCondition } from './span-condition.ts';

/** The traces of neighbouring blocks come up together; a trace that goes on in more keeps its own. */
const KEPT = 4;

/** Answers about the rows of one block. Its masks are not to be changed. */
export class BlockAnswers {
  /** The rows that start in the range. */
  readonly inRange: RowMask;
  readonly #source: BlockRows;
  readonly #known: Map<SpanCondition, RowMask> = new Map();

  constructor(segment: SegmentReader, index: number, range: TimeRange) {
    this.#source = new BlockRows(segment.block(index));
    this.inRange = segment.isWithin(index, range)
      ? new Uint8Array(this.#source.rows).fill(1)
      : rangeMask(this.#source, range);
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
  readonly #recent: { segment: SegmentReader; index: number; answers: BlockAnswers }[] = [];

  constructor(range: TimeRange) {
    this.#range = range;
  }

  answers(segment: SegmentReader, index: number): BlockAnswers {
    const known = this.#recent.find((one) => one.index === index && one.segment === segment);
    if (known !== undefined) return known.answers;
    const answers = new BlockAnswers(segment, index, this.#range);
    this.#recent.unshift({ segment, index, answers });
    if (this.#recent.length > KEPT) this.#recent.pop();
    return answers;
  }
}
