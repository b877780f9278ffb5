import { type Span, SpanFormat } from '@clew/model';

/** The bit of W3C's flags that other protocols have too: the span was sampled. */
const SAMPLED = 1;

/** A span's flags as OTLP has them: of other formats' flags only what means the same. */
export function otlpFlags({ format, flags }: Span): number {
  return format === SpanFormat.otlp ? flags : flags & SAMPLED;
}
