import type { Span } from '../span.ts';

/** Tags that say how a decision was made: key, value, key, value. One array for all spans that share them. */
export type SamplerTags = readonly (string | number | boolean)[];

/** What a sampler says of a span. */
export interface SamplingDecision {
  /** Whether the span's trace is to be recorded. */
  readonly sample: boolean;
  /** Whether the sampler wants to be asked again when the span gets another name or a tag. */
  readonly retryable: boolean;
  /** What to put on the span if it is recorded, or null. */
  readonly tags: SamplerTags | null;
}

/**
 * Decides which traces are recorded. It is asked for each span of a trace until a decision is final; a context that
 * came from another process brings a final one along.
 */
export interface Sampler {
  /** Asked when a span starts, before its tags are set. */
  onCreateSpan(span: Span): SamplingDecision;
  /** Asked when a span gets another operation name, while the decision is open. */
  onSetOperationName(span: Span, operationName: string): SamplingDecision;
  /** Asked when a span gets a tag, while the decision is open. */
  onSetTag(span: Span, key: string, value: unknown): SamplingDecision;
  /** Ends what the sampler does by itself. */
  close(callback?: () => void): void;
  toString(): string;
}

/** jaeger-client's first form of a sampler: one decision when a root span starts. */
export interface LegacySampler {
  isSampled(operation: string, tags: Record<string, unknown>): boolean;
  close?(callback?: () => void): void;
  toString(): string;
}

/** No for now; to be asked again. */
export const UNDECIDED: SamplingDecision = Object.freeze({
  sample: false,
  retryable: true,
  tags: null,
});

/** No, for good. */
export const NOT_SAMPLED: SamplingDecision = Object.freeze({
  sample: false,
  retryable: false,
  tags: null,
});
