// The model of `ownSpanIds`: the same rule on spans that are objects and maps of texts.
import { parentIdOf } from '../parent.ts';
import { type Span, spanIdentity } from '../span.ts';
import { SpanKind } from '../span-kind.ts';
import { spanObject } from '../span-view.ts';

/** The server halves that had one id. */
interface Servers {
  readonly newIdByService: Map<string, string>;
  lastNewId: string;
}

/**
 * Gives each server span of one trace that shares its id with a client span the lowest id that the
 * trace does not use, and the shared id as its parent. Children of the shared id become the
 * server's: the one of their own service or, if there is none, the last. Copies of one span get
 * the same id, so that they are still copies.
 * @returns the spans in their order, those that changed as new objects
 */
export function uniqueServerSpanIds(spans: readonly Span[]): Span[] {
  const used = new Set<string>();
  const clients = new Set<string>();
  for (const span of spans) {
    used.add(span.spanId);
    if (span.kind === SpanKind.client) clients.add(span.spanId);
  }
  const shares = (span: Span): boolean => span.kind === SpanKind.server && clients.has(span.spanId);

  const newIds = new Map<string, string>();
  const servers = new Map<string, Servers>();
  let last = 0n;
  for (const span of spans) {
    if (!shares(span) || newIds.has(spanIdentity(span))) continue;
    let newId: string;
    do newId = (++last).toString(16).padStart(16, '0');
    while (used.has(newId));
    newIds.set(spanIdentity(span), newId);
    const known = servers.get(span.spanId) ?? { newIdByService: new Map(), lastNewId: newId };
    known.newIdByService.set(span.resource.serviceName, newId);
    known.lastNewId = newId;
    servers.set(span.spanId, known);
  }
  if (newIds.size === 0) return [...spans];

  return spans.map((span) => {
    if (shares(span)) {
      const spanId = newIds.get(spanIdentity(span)) as string;
      return { ...withParent(span, span.spanId), spanId, parentSpanId: span.spanId };
    }
    const halves = servers.get(parentIdOf(span));
    if (halves === undefined) return span;
    const ofService = halves.newIdByService.get(span.resource.serviceName);
    return withParent(span, ofService ?? halves.lastNewId);
  });
}

/** The span under another parent, with the links that name the parent changed alike. */
function withParent(span: Span, newParent: string): Span {
  const oldParent = parentIdOf(span);
  return {
    ...spanObject(span),
    parentSpanId: span.parentSpanId === '' ? '' : newParent,
    links: span.links.map((link) =>
      link.traceId === span.traceId && link.spanId === oldParent
        ? { ...link, spanId: newParent }
        : link,
    ),
  };
}
