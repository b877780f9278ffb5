// What Jaeger changes in a trace before it shows it, in Jaeger's order. Stores keep what was sent;
// whoever shows a trace, the query API or the UI, asks for this.
import { AttributeAdjuster } from './attribute-adjuster.ts';
import { ClockSkew, type ClockSkewOptions } from './clock-skew.ts';
import { withoutEmptyLinks } from './empty-links.ts';
import { hexDecodeInto, isZero } from './id.ts';
import { parentIdOf } from './parent.ts';
import { type OwnSpanIds, ownSpanIds, wordsOf } from './shared-span-ids.ts';
import type { Resource, Scope, Span } from './span.ts';
import type { SpanBatch } from './span-batch.ts';
import { SpanBatchReader } from './span-view.ts';
import { rowSteps, type Steps } from './steps.ts';

/** The spans of a trace, made one at a time when they are asked for: those of a large trace would fill the memory. */
export interface TraceSpans {
  readonly spanCount: number;
  /** The span at an index. */
  span(index: number): Span;
  /** All spans in order. */
  spans(): IterableIterator<Span>;
  /** What {@link span} has as its resource, for less: of spans with one resource the same object. */
  resourceOf(index: number): Resource;
  /** The same of the scope. */
  scopeOf(index: number): Scope;
}

/**
 * Adjusts the spans of one trace for showing: server spans get ids of their own, clock skew is mended or warned of, addresses
 * that are numbers become texts, what old exporters said of their library on each span moves to the resource, and links to
 * nothing go.
 * @param batch in the order of a trace, no span twice
 */
export function* adjustTrace(batch: SpanBatch, options: ClockSkewOptions): Steps<TraceSpans> {
  const reader = new SpanBatchReader(batch);
  const ids = yield* ownSpanIds(reader, yield* parentIdsOf(reader));
  return new AdjustedTrace(reader, ids, yield* ClockSkew.of(reader, ids, options));
}

class AdjustedTrace implements TraceSpans {
  readonly #reader: SpanBatchReader;
  readonly #ids: OwnSpanIds;
  readonly #skew: ClockSkew;
  readonly #attributes: AttributeAdjuster = new AttributeAdjuster();

  constructor(reader: SpanBatchReader, ids: OwnSpanIds, skew: ClockSkew) {
    this.#reader = reader;
    this.#ids = ids;
    this.#skew = skew;
  }

  get spanCount(): number {
    return this.#reader.spanCount;
  }

  span(index: number): Span {
    const moved = this.#skew.applied(index, this.#ids.applied(index, this.#reader.span(index)));
    return withoutEmptyLinks(this.#attributes.adjust(moved));
  }

  *spans(): IterableIterator<Span> {
    for (let index = 0; index < this.spanCount; index++) yield this.span(index);
  }

  resourceOf(index: number): Resource {
    return this.#attributes.resourceOf(this.#reader.span(index));
  }

  scopeOf(index: number): Scope {
    return this.#reader.scopeOf(index);
  }
}

/** The ids of the spans that the spans of a trace stand under, as word pairs; zeros for none. */
function* parentIdsOf(reader: SpanBatchReader): Steps<Uint32Array> {
  const { parentSpanId, linkTraceId, linkEnd, spanCount } = reader.batch;
  if (linkTraceId.length === 0) return wordsOf(parentSpanId);
  const ids = parentSpanId.slice();
  yield* rowSteps(spanCount, (from, to) => {
    for (let row = from; row < to; row++) {
      const first = row === 0 ? 0 : linkEnd[row - 1];
      if (linkEnd[row] === first || !isZero(ids, row * 8, 8)) continue;
      const parent = parentIdOf(reader.span(row));
      if (parent !== '') hexDecodeInto(parent, ids, row * 8, 8);
    }
  });
  return wordsOf(ids);
}
