// Many spans quickly, the same for the same seed: for checks that need bulk, and for measurements.
import { type Span, SpanKind, StatusCode } from '@clew/model';
import { resourceOf, spanId, spanOf } from './sample-spans.ts';

/** How much to make. */
export interface SeededSpansOptions {
  readonly seed: number;
  readonly traces: number;
  /** Default: 1 to 15, different for each trace. */
  readonly spansPerTrace?: number;
}

/**
 * Spans of many traces as exporters would send them: parents before and after children, the traces
 * mixed, ten services on three hosts each, some errors, attributes that repeat and one that does not.
 * All have different identities. The same options give the same spans.
 */
export function seededSpans({ seed, traces, spansPerTrace }: SeededSpansOptions): Span[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const words = (count: number): string =>
    Array.from({ length: count }, () =>
      below(2 ** 32)
        .toString(16)
        .padStart(8, '0'),
    ).join('');
  const spans: { readonly span: Span; readonly order: number }[] = [];
  for (let trace = 0; trace < traces; trace++) {
    const traceId = words(4);
    const count = spansPerTrace ?? 1 + below(15);
    const begin = trace * 1_000_000 + below(5_000_000);
    for (let index = 1; index <= count; index++) {
      const service = below(10);
      const span: Span = {
        ...spanOf({
          at: begin + (index === 1 ? 0 : below(3_000_000)),
          name: `GET /v1/operation-${below(20)}`,
          kind: KINDS[below(KINDS.length)] ?? SpanKind.internal,
          duration: BigInt(1000 + below(5_000_000)),
          status: below(50) === 0 ? StatusCode.error : StatusCode.unset,
          attributes: [
            { key: 'http.method', value: below(4) === 0 ? 'POST' : 'GET' },
            { key: 'http.status_code', value: BigInt(STATUSES[below(STATUSES.length)] ?? 200) },
            { key: 'request.id', value: words(4) },
            { key: 'load', value: below(1000) / 8 },
          ],
          resource: resourceOf(`service-${service}`, [
            { key: 'host.name', value: `node-${below(3)}` },
          ]),
        }),
        traceId,
        spanId: spanId(index),
        parentSpanId: index === 1 ? '' : spanId(1 + below(index - 1)),
      };
      // Spans of up to some two hundred neighboring traces come mixed.
      spans.push({ span, order: trace + random() * 200 });
    }
  }
  return spans.sort((a, b) => a.order - b.order).map((one) => one.span);
}

const KINDS = Object.values(SpanKind);
const STATUSES = [200, 200, 200, 201, 404, 500];

/** Numbers from 0 up to 1 (Mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
