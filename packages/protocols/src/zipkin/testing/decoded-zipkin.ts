// For tests only: what a decoder makes of a body, but for when it came in.
import type { Span } from '@clew/model';
import { decoded } from '../../otlp/testing/decoded.ts';

/** Spans whose start is the time at which they came in, with none. */
export function withoutArrival(spans: readonly Span[]): readonly Span[] {
  return spans.map((span) => (span.warnings.length === 0 ? span : { ...span, start: 0n }));
}

/** The result of decoding a body, and the spans. */
export function decodedZipkin(...given: Parameters<typeof decoded>): ReturnType<typeof decoded> {
  const { spans, ...result } = decoded(...given);
  return { ...result, spans: [...withoutArrival(spans)] };
}
