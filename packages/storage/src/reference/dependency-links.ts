// Counts the calls between services from the spans of traces.
import { compareText, type Span, SpanKind } from '@clew/model';
import type { DependencyLink } from '../span-store.ts';
import type { TimeRange } from '../trace-query.ts';

/**
 * The calls of spans that start in a range.
 * @param traces each all the spans of a trace, without duplicates, in the order of a trace
 */
export function dependencyLinksOf(
  traces: readonly (readonly Span[])[],
  range: TimeRange,
): DependencyLink[] {
  const links = new Map<string, DependencyLink>();
  for (const spans of traces) {
    for (const span of spans) {
      if (span.start < range.from || span.start > range.to) continue;
      const parent = parentOf(span, spans)?.resource.serviceName ?? '';
      const child = span.resource.serviceName;
      if (parent === '' || child === '' || parent === child) continue;
      const pair = JSON.stringify([parent, child]);
      const callCount = (links.get(pair)?.callCount ?? 0) + 1;
      links.set(pair, { parent, child, callCount });
    }
  }
  return [...links.values()].sort(
    (a, b) => compareText(a.parent, b.parent) || compareText(a.child, b.child),
  );
}

/** Among spans that share the parent's id, as Zipkin's client and server do, the client made the call. */
function parentOf(span: Span, spans: readonly Span[]): Span | undefined {
  if (span.parentSpanId === '') return undefined;
  const candidates = spans.filter((one) => one.spanId === span.parentSpanId && one !== span);
  return candidates.find((one) => one.kind === SpanKind.client) ?? candidates[0];
}
