import { atOnce, batchOf, type Span, SpanBatchReader } from '@clew/model';
import { groupedSpans } from '../grouped-spans.ts';

/** Spans in the order in which OTLP's writers take them. */
export function spansToWrite(spans: Iterable<Span>): Iterable<Span> {
  return atOnce(groupedSpans(new SpanBatchReader(batchOf(spans))));
}
