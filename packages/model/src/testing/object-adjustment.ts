// The model of `adjustTrace`: what is done on columns there is done here on spans that are objects, one thing after another.
import { AttributeAdjuster } from '../attribute-adjuster.ts';
import type { ClockSkewOptions } from '../clock-skew.ts';
import { withoutEmptyLinks } from '../empty-links.ts';
import { type Span, spanIdentity } from '../span.ts';
import { adjustClockSkew } from './object-clock-skew.ts';
import { uniqueServerSpanIds } from './object-server-ids.ts';

/**
 * Adjusts the spans of one trace, which are in the order of a trace.
 * @returns new objects where something changed, the given ones elsewhere
 */
export function adjustObjects(spans: readonly Span[], options: ClockSkewOptions): Span[] {
  const adjuster = new AttributeAdjuster();
  return adjustClockSkew(uniqueServerSpanIds(spans), options).map((span) =>
    withoutEmptyLinks(adjuster.adjust(span)),
  );
}

/** The first of each group of spans with one identity. */
export function withoutDuplicates(spans: readonly Span[]): Span[] {
  const ids = new Set<string>();
  const repeated = new Set<string>();
  for (const { spanId } of spans) {
    if (ids.has(spanId)) repeated.add(spanId);
    else ids.add(spanId);
  }
  const seen = new Set<string>();
  return spans.filter((span) => {
    // Few spans share an id; identities of the others need not be written out.
    if (!repeated.has(span.spanId)) return true;
    const identity = spanIdentity(span);
    if (seen.has(identity)) return false;
    seen.add(identity);
    return true;
  });
}
