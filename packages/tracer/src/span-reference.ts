import type { SpanContext } from './span-context.ts';

/** A span that another one came from. OpenTracing 1.1, "References between Spans". */
export interface SpanReference {
  /** FollowsFrom, or else ChildOf. */
  readonly isFollowsFrom: boolean;
  readonly context: SpanContext;
}
