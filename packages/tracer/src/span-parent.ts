// Which of the spans that a new span refers to is its parent. OpenTracing 1.1, "References between Spans".
import * as opentracing from 'opentracing';
import type { Baggage } from './baggage/baggage.ts';
import { contextOf } from './context-of.ts';
import type { LocalTrace } from './local-trace.ts';
import { Span } from './span.ts';
import { SpanContext } from './span-context.ts';
import type { SpanReference } from './span-reference.ts';

/** What a span or a context says of a parent: a span need not make its context for a child. */
export interface Parent {
  readonly trace: LocalTrace;
  readonly spanHigh: number;
  readonly spanLow: number;
  readonly parentHigh: number;
  readonly parentLow: number;
  readonly baggage: Baggage;
}

/** What the application refers to: `childOf`, and then its references, but for those of no-op tracers. */
export function referencesOf(
  references: readonly opentracing.Reference[],
  childOf: Parent | undefined,
): readonly SpanReference[] {
  const result: SpanReference[] = [];
  if (childOf instanceof Span) result.push({ isFollowsFrom: false, context: childOf.context() });
  else if (childOf instanceof SpanContext) result.push({ isFollowsFrom: false, context: childOf });
  for (const reference of references) {
    if (typeof reference?.referencedContext !== 'function') continue;
    const context = contextOf(reference.referencedContext());
    const isFollowsFrom = reference.type() === opentracing.REFERENCE_FOLLOWS_FROM;
    if (context === undefined) continue;
    // Kinds that later versions may have need not be causal.
    if (!isFollowsFrom && reference.type() !== opentracing.REFERENCE_CHILD_OF) continue;
    result.push({ isFollowsFrom, context });
  }
  return result;
}

/** The first ChildOf, or else the first FollowsFrom. */
export function parentAmong(references: readonly SpanReference[]): SpanContext | undefined {
  const childOf = references.find(({ isFollowsFrom }) => !isFollowsFrom);
  return (childOf ?? references[0])?.context;
}

/** What the parent does not say: it stands for the first ChildOf, and a context without ids refers to nothing. */
export function beyondParent(
  references: readonly SpanReference[],
  parent: Parent | undefined,
): readonly SpanReference[] {
  const childOf = references.findIndex(
    ({ isFollowsFrom, context }) => !isFollowsFrom && context.spanLow === parent?.spanLow,
  );
  return references.filter(({ context }, i) => i !== childOf && context.isValid);
}
