// Why a span is refused. The texts are counted in metrics by these very words, so there are few of
// them and none holds anything that a client sent.
import { MALFORMED } from '../protobuf-reader.ts';

/** What can be wrong with a span of OTLP, in either encoding. */
export const SpanFault = {
  malformed: MALFORMED,
  traceIdLength: 2,
  traceIdZero: 3,
  spanIdLength: 4,
  spanIdZero: 5,
  parentSpanIdLength: 6,
  linkIdLength: 7,
  valueDepth: 8,
} as const;

const reasons: readonly string[] = [
  '',
  'otlp: malformed span',
  'otlp: trace_id is not 16 bytes',
  'otlp: trace_id is zero',
  'otlp: span_id is not 8 bytes',
  'otlp: span_id is zero',
  'otlp: parent_span_id is not 8 bytes',
  'otlp: link id has a wrong length',
  'otlp: attribute value is nested too deeply',
];

/** Counts the refused spans of one request after another. */
export class RefusedSpans {
  readonly #counts: Uint32Array = new Uint32Array(reasons.length);

  clear(): void {
    this.#counts.fill(0);
  }

  add(fault: number): void {
    this.#counts[fault] = (this.#counts[fault] as number) + 1;
  }

  byReason(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const [fault, reason] of reasons.entries()) {
      const count = this.#counts[fault] as number;
      if (count > 0) counts.set(reason, count);
    }
    return counts;
  }
}
