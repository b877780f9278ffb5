// Ways to break the reference store in one place, to see whether the suite finds it.
import { batchOf, type Span, type SpanBatch, SpanBatchReader, spanObject } from '@clew/model';
import { changeSpanLeaves } from '../change-leaves.ts';
import { ReferenceStore } from '../reference/index.ts';
import type { CallContext, Histogram, SearchPage, SpanStore } from '../span-store.ts';
import type { HistogramQuery, SpanExpression, TraceQuery } from '../trace-query.ts';

/** A store that takes what it is asked for otherwise. */
export function asking(change: (query: TraceQuery) => TraceQuery): () => Promise<SpanStore> {
  return async () =>
    new (class extends ReferenceStore {
      override search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
        return super.search(change(query), context);
      }
    })();
}

/** A store whose pages are otherwise. */
export function giving(change: (page: SearchPage) => SearchPage): () => Promise<SpanStore> {
  return async () =>
    new (class extends ReferenceStore {
      override async search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
        return change(await super.search(query, context));
      }
    })();
}

/** A store that counts otherwise, or counts something else. */
export function counting(
  change: (histogram: Histogram, query: HistogramQuery) => Histogram,
  ask: (query: HistogramQuery) => HistogramQuery = (query) => query,
): () => Promise<SpanStore> {
  return async () =>
    new (class extends ReferenceStore {
      override async histogram(query: HistogramQuery, context: CallContext): Promise<Histogram> {
        return change(await super.histogram(ask(query), context), query);
      }
    })();
}

/** A store that keeps something else than it was given. */
export function keeping(change: (span: Span) => readonly Span[]): () => Promise<SpanStore> {
  return async () =>
    new (class extends ReferenceStore {
      override write(batch: SpanBatch, context: CallContext): Promise<void> {
        return super.write(batchOf(spansOf(batch).flatMap(change)), context);
      }
    })();
}

/** A store that does not see all of what calls carry. */
export function seeing(change: (context: CallContext) => CallContext): () => Promise<SpanStore> {
  return async () =>
    new (class extends ReferenceStore {
      override write(batch: SpanBatch, context: CallContext): Promise<void> {
        return super.write(batch, change(context));
      }
      override search(query: TraceQuery, context: CallContext): Promise<SearchPage> {
        return super.search(query, change(context));
      }
      override histogram(query: HistogramQuery, context: CallContext): Promise<Histogram> {
        return super.histogram(query, change(context));
      }
      override services(context: CallContext): Promise<readonly string[]> {
        return super.services(change(context));
      }
    })();
}

/** A store that understands conditions on spans otherwise. */
export function reading(
  change: (expression: SpanExpression) => SpanExpression,
): () => Promise<SpanStore> {
  return asking(({ where, ...query }) => ({
    ...query,
    where: where && changeSpanLeaves(where, change),
  }));
}

/** The spans of a batch as objects. */
export function spansOf(batch: SpanBatch): Span[] {
  return [...new SpanBatchReader(batch).spans()].map(spanObject);
}
