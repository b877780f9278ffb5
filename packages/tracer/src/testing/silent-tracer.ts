// For tests only: a tracer that says nothing, and the ids of its spans.
import { InMemoryReporter } from '../reporters/in-memory-reporter.ts';
import { ConstSampler } from '../samplers/const-sampler.ts';
import type { Sampler } from '../samplers/sampler.ts';
import type { Span } from '../span.ts';
import { Tracer, type TracerOptions } from '../tracer.ts';

/** A tracer that records everything unless a sampler is given. */
export function tracerWith(
  options: TracerOptions = {},
  sampler: Sampler = new ConstSampler(true),
): Tracer {
  return new Tracer('shop', new InMemoryReporter(), sampler, {
    logger: { info() {}, error() {} },
    ...options,
  });
}

/** The ids of a span as texts. */
export function idsOf(span: Span): { trace: string; span: string; parent: string | null } {
  const context = span.context();
  return {
    trace: context.toTraceId(),
    span: context.toSpanId(),
    parent: context.parentIdStr,
  };
}
