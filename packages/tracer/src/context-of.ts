import type * as opentracing from 'opentracing';
import { Span } from './span.ts';
import { SpanContext } from './span-context.ts';

/**
 * The context that a parent, or what is to be injected, stands for. One of another copy of this package, or of
 * jaeger-client, is taken by its text and its baggage; one of a no-op tracer is none.
 */
export function contextOf(
  parent: opentracing.SpanContext | opentracing.Span | null | undefined,
): SpanContext | undefined {
  if (typeof parent !== 'object' || parent === null) return undefined;
  if (parent instanceof SpanContext) return parent;
  if (parent instanceof Span) return parent.context();
  if ('context' in parent && typeof parent.context === 'function') {
    return contextOf(parent.context());
  }
  return foreignContext(parent);
}

function foreignContext(parent: object): SpanContext | undefined {
  let context = SpanContext.fromString(String(parent)) ?? undefined;
  const { baggage } = parent as { readonly baggage?: unknown };
  if (typeof baggage !== 'object' || baggage === null) return context;
  for (const [key, value] of Object.entries(baggage)) {
    if (typeof value === 'string') context = context?.withBaggageItem(key, value);
  }
  return context;
}
