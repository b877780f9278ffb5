// For tests only: a tracer whose recorded spans can be looked at.
import { InMemoryReporter } from '../../reporters/in-memory-reporter.ts';
import type { Span } from '../../span.ts';
import { Tracer } from '../../tracer.ts';
import type { LegacySampler, Sampler } from '../sampler.ts';

/** A tracer that samples so, and the spans that it recorded. */
export function tracerWith(sampler: Sampler | LegacySampler): {
  tracer: Tracer;
  spans: () => Span[];
} {
  const reporter = new InMemoryReporter();
  return { tracer: new Tracer('shop', reporter, sampler), spans: () => [...reporter.spans] };
}
