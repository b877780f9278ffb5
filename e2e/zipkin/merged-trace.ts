// What a trace is once its pieces are put together. Zipkin's server, in memory, answers pieces as they came, and its web app
// puts them together; these are its rules (openzipkin/zipkin, Trace and SpanNode), written for what tests compare.
import type { Endpoint, ReportedSpan } from './reported-span.ts';

/** The spans of a trace, each whole. */
export function mergedTrace(pieces: readonly ReportedSpan[]): readonly ReportedSpan[] {
  const traceId = pieces.find((span) => span.traceId.length === 32)?.traceId;
  const sorted = pieces
    .map((span) => (traceId === undefined ? span : { ...span, traceId }))
    .sort((a, b) => compare(a.id, b.id) || rank(a) - rank(b) || byEndpoint(a, b));
  const merged: ReportedSpan[] = [];
  for (const piece of sorted) {
    const last = merged.at(-1);
    const endpoint = last?.id === piece.id && last.shared === piece.shared && together(last, piece);
    if (last && endpoint) merged[merged.length - 1] = { ...whole(last, piece), ...endpoint };
    else merged.push(piece);
  }
  for (const [index, span] of merged.entries()) {
    const before = merged[index - 1];
    if (before?.id !== span.id) continue;
    // What the server's half did not say of the call that it shares.
    const isShared = span.shared || (before.kind === 'CLIENT' && span.kind === 'SERVER');
    const parentId = span.parentId ?? (isShared ? before.parentId : undefined);
    merged[index] = {
      ...span,
      ...(isShared ? { shared: true } : {}),
      ...(parentId === undefined ? {} : { parentId }),
    };
  }
  return merged;
}

/**
 * Whose child each span is, by names; the empty text for those whose parent is not there. Left out is what has no name: a
 * piece that says too little to be put to its span, wherever it stands.
 */
export function parentNames(spans: readonly ReportedSpan[]): ReadonlyMap<string, string> {
  const owners = new Map<string, ReportedSpan>();
  const sharedBy = new Map<string, ReportedSpan>();
  for (const span of spans) {
    if (span.shared) sharedBy.set(`${span.id} ${endpointKey(span.localEndpoint)}`, span);
    else if (owners.get(span.id)?.kind !== 'CLIENT') owners.set(span.id, span);
  }
  const sharedIds = new Set(spans.flatMap(({ id, shared }) => (shared ? [id] : [])));
  const above = ({ parentId = '', localEndpoint }: ReportedSpan): ReportedSpan | undefined =>
    sharedBy.get(`${parentId} ${endpointKey(localEndpoint)}`) ?? owners.get(parentId);
  return new Map(
    spans.flatMap((span) => {
      if (span.name === undefined) return [];
      // Without the client's half of a call, Zipkin puts the server's half and what is not of its service under the root, or
      // under whatever else has its id; Clew puts them where they were called, on purpose.
      if (span.shared) {
        const client = owners.get(span.id);
        return client?.kind === 'CLIENT' ? [[span.name, client.name ?? '']] : [];
      }
      const parent = above(span);
      if (parent === undefined && sharedIds.has(span.parentId ?? '')) return [];
      return [[span.name, parent?.name ?? '']];
    }),
  );
}

/** A span's fields in one order, to be compared as text. */
export function comparable(span: ReportedSpan): string {
  const { annotations = [], tags = {} } = span;
  const times = new Set(annotations.map(({ timestamp, value }) => `${timestamp} ${value}`));
  return JSON.stringify([
    ...[span.traceId, span.id, span.parentId ?? '', span.kind ?? '', span.name ?? ''],
    ...[span.timestamp ?? 0, span.duration ?? 0, span.shared ?? false, span.debug ?? false],
    ...[endpointKey(span.localEndpoint), endpointKey(span.remoteEndpoint)],
    [...times].sort(),
    Object.entries(tags).sort(([a], [b]) => compare(a, b)),
  ]);
}

function whole(a: ReportedSpan, b: ReportedSpan): ReportedSpan {
  return {
    ...b,
    ...a,
    annotations: [...(a.annotations ?? []), ...(b.annotations ?? [])],
    tags: { ...a.tags, ...b.tags },
    ...(a.remoteEndpoint && b.remoteEndpoint
      ? { remoteEndpoint: { ...b.remoteEndpoint, ...a.remoteEndpoint } }
      : {}),
  };
}

/** The endpoint of both, where they don't contradict each other. */
function together(
  { localEndpoint: a = {} }: ReportedSpan,
  { localEndpoint: b = {} }: ReportedSpan,
): Pick<ReportedSpan, 'localEndpoint'> | undefined {
  const keys = ['serviceName', 'ipv4', 'ipv6', 'port'] as const;
  if (keys.some((key) => a[key] !== undefined && b[key] !== undefined && a[key] !== b[key])) {
    return undefined;
  }
  const both = { ...b, ...a };
  return Object.keys(both).length === 0 ? {} : { localEndpoint: both };
}

function rank(span: ReportedSpan): number {
  if (span.shared) return 2;
  return span.kind === 'CLIENT' ? 0 : 1;
}

function byEndpoint(
  { localEndpoint: a }: ReportedSpan,
  { localEndpoint: b }: ReportedSpan,
): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  return (
    compareKnown(a.serviceName, b.serviceName) ||
    compareKnown(a.ipv4, b.ipv4) ||
    compareKnown(a.ipv6, b.ipv6)
  );
}

/** What is not known comes last. */
function compareKnown(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  return compare(a, b);
}

function endpointKey({ serviceName, ipv4, ipv6, port }: Endpoint = {}): string {
  return [serviceName, ipv4, ipv6, port].map((part) => part ?? '').join('|');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
