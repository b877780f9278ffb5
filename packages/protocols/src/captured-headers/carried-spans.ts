// Callers whose traces could not be joined: a client that does not know the caller's header begins a trace of its own, but it may keep the
// header as an attribute of the span, and so the span can be led back to its caller.
import type { Span } from '@clew/model';
import { capturedHeaders } from './captured-headers.ts';
import { type CarriedIds, idsOf, readB3, readTraceparent, readUberTraceId } from './header-ids.ts';
import { readSw8 } from './sw8-caller.ts';

/** A span of another trace that a header names as the caller. */
export interface CarriedSpan extends CarriedIds {
  /** The header's name in lower case. */
  readonly header: string;
}

const READERS: readonly (readonly [
  header: string,
  read: (value: string, headers: ReadonlyMap<string, string>) => CarriedIds | undefined,
])[] = [
  ['sw8', readSw8],
  ['traceparent', readTraceparent],
  ['b3', readB3],
  ['x-b3-traceid', (traceId, headers) => idsOf(traceId, headers.get('x-b3-spanid'))],
  ['uber-trace-id', readUberTraceId],
];

/**
 * The callers of a span in other traces, by the headers of the request that its client kept as attributes: OpenTelemetry's
 * `http.request.header.…` and `rpc.grpc.request.metadata.…`, and `http.headers` of SkyWalking's Java agent. Each caller is told once, by
 * the first header that names it.
 */
export function carriedSpans({
  traceId,
  attributes,
}: Pick<Span, 'traceId' | 'attributes'>): readonly CarriedSpan[] {
  const headers = capturedHeaders(attributes);
  const found: CarriedSpan[] = [];
  for (const [header, read] of READERS) {
    const value = headers.get(header);
    const ids = value === undefined ? undefined : read(value, headers);
    if (ids === undefined || ids.traceId === traceId) continue;
    if (found.some((one) => one.traceId === ids.traceId && one.spanId === ids.spanId)) continue;
    found.push({ header, ...ids });
  }
  return found;
}
