// Which span a span stands under, for every protocol alike.
import type { Span } from './span.ts';

/** The attribute of a link that says which of OpenTracing's references it is. */
export const REF_TYPE_KEY = 'opentracing.ref_type';
/** The value of {@link REF_TYPE_KEY} for a ChildOf; a link without it is a FollowsFrom. */
export const CHILD_OF = 'child_of';

const NO_ID = '0000000000000000';

/**
 * The span id of the span that a span stands under, or the empty text for a root: its parent or,
 * where it has none, the span of the same trace that a link says it is a child of or, at last, that
 * it follows from. Jaeger decides the same.
 */
export function parentIdOf(span: Span): string {
  if (span.parentSpanId !== '') return span.parentSpanId;
  let followed = '';
  for (const link of span.links) {
    if (link.traceId !== span.traceId || link.spanId === span.spanId) continue;
    if (link.spanId === NO_ID) continue;
    const isChild = link.attributes.some(
      ({ key, value }) => key === REF_TYPE_KEY && value === CHILD_OF,
    );
    if (isChild) return link.spanId;
    if (followed === '') followed = link.spanId;
  }
  return followed;
}
