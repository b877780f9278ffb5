import type { Span } from './span.ts';
import { spanObject } from './span-view.ts';

/** The span without links whose trace id or span id is zero; a warning tells of each. */
export function withoutEmptyLinks(span: Span): Span {
  const { links } = span;
  if (links.length === 0) return span;
  const kept = links.filter(({ traceId, spanId }) => !isZeroId(traceId) && !isZeroId(spanId));
  if (kept.length === links.length) return span;
  const warnings = Array.from(
    { length: links.length - kept.length },
    () => 'Invalid span link removed',
  );
  return { ...spanObject(span), links: kept, warnings: [...span.warnings, ...warnings] };
}

function isZeroId(id: string): boolean {
  return /^0*$/.test(id);
}
