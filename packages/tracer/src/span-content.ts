// What is on a span, in plain objects: for reporters of one's own and for tests.
import type { Span } from './span.ts';

/** A log of a span. */
export interface SpanLog {
  /** Milliseconds since the epoch, with fractions. */
  readonly timestamp: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The tags of a span by key, those of the sampler among them. */
export function tagsOf(span: Span): Readonly<Record<string, unknown>> {
  return { ...pairs(span.samplerTags ?? [], 0), ...pairs(span.tags, 0) };
}

/** How many logs there are in the flat list of a span. */
export function logCount(logs: readonly unknown[]): number {
  let count = 0;
  for (let i = 0; i < logs.length; i += 2 + 2 * (logs[i + 1] as number)) count += 1;
  return count;
}

/** The logs of a span in the order in which they were made. */
export function logsOf(span: Span): readonly SpanLog[] {
  const { logs } = span;
  const result: SpanLog[] = [];
  for (let i = 0; i < logs.length; ) {
    const end = i + 2 + 2 * (logs[i + 1] as number);
    result.push({ timestamp: (logs[i] as number) / 1000, fields: pairs(logs, i + 2, end) });
    i = end;
  }
  return result;
}

function pairs(
  list: readonly unknown[],
  start: number,
  end: number = list.length,
): Record<string, unknown> {
  const result: Record<string, unknown> = Object.create(null);
  for (let i = start; i < end; i += 2) result[list[i] as string] = list[i + 1];
  return result;
}
