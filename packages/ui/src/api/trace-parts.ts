// A trace's spans, as batches. They stand apart from the rest of the API, since reading them is code that a search needs none of.
import { SpanBatch } from '@clew/model';
import { get, type Parameters } from './request.ts';

/** A trace without attributes. */
export function fetchSkeleton(traceId: string, signal: AbortSignal): Promise<SpanBatch> {
  return getBatch(`traces/${encodeURIComponent(traceId)}/skeleton`, {}, signal);
}

/** Whole spans of a trace by their place in the stored order, from one to before another. */
export function fetchSpans(
  traceId: string,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<SpanBatch> {
  const range = { from: String(from), to: String(to) };
  return getBatch(`traces/${encodeURIComponent(traceId)}/spans`, range, signal);
}

async function getBatch(
  path: string,
  parameters: Parameters,
  signal: AbortSignal,
): Promise<SpanBatch> {
  const response = await get(path, parameters, signal);
  return new SpanBatch(new Uint8Array(await response.arrayBuffer()));
}
