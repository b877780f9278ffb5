// Counts the calls that spans tell of by both ends, as Zipkin does, on a tree of plain objects.
import {
  compareText,
  endpointOf,
  remoteServiceOf,
  type Span,
  type SpanEndpoint,
  SpanFormat,
  SpanKind,
  StatusCode,
  ZipkinFlag,
} from '@clew/model';
import type { EndpointLink } from '../span-store.ts';
import type { TimeRange } from '../trace-query.ts';

/**
 * The calls of the traces that have a span which starts in a range.
 * @param traces each all the spans of a trace, without duplicates, in the order of a trace
 */
export function endpointLinksOf(
  traces: readonly (readonly Span[])[],
  { from, to }: TimeRange,
): EndpointLink[] {
  const calls = traces
    .filter((spans) => spans.some(({ start }) => start >= from && start <= to))
    .flatMap(callsOf);
  return [...Map.groupBy(calls, ({ parent, child }) => JSON.stringify([parent, child])).values()]
    .map((same) => ({
      parent: (same[0] as Call).parent,
      child: (same[0] as Call).child,
      callCount: same.length,
      errorCount: same.filter((one) => one.failed).length,
    }))
    .sort((a, b) => compareText(a.parent, b.parent) || compareText(a.child, b.child));
}

interface Call {
  readonly parent: string;
  readonly child: string;
  readonly failed: boolean;
}

type Kind = 'client' | 'server' | 'producer' | 'consumer' | undefined;

/** A span, or what was sent of one in pieces. */
interface Piece {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly kind: Kind;
  readonly endpoint: SpanEndpoint;
  readonly remote: string | undefined;
  readonly failed: boolean;
  readonly shared: boolean;
}

const kinds: Readonly<Record<SpanKind, Kind>> = {
  [SpanKind.unspecified]: undefined,
  [SpanKind.internal]: undefined,
  [SpanKind.server]: 'server',
  [SpanKind.client]: 'client',
  [SpanKind.producer]: 'producer',
  [SpanKind.consumer]: 'consumer',
};

function pieceOf(span: Span): Piece {
  return {
    id: span.spanId,
    parentId: ['', span.spanId].includes(span.parentSpanId) ? undefined : span.parentSpanId,
    kind: kinds[span.kind],
    endpoint: endpointOf(span.resource),
    remote: remoteServiceOf(span) || undefined,
    failed: span.status === StatusCode.error,
    shared: span.format === SpanFormat.zipkin && (span.flags & ZipkinFlag.shared) !== 0,
  };
}

/** Pieces in order of id, those of clients first and shared ones last, then by endpoint; put together. */
function wholeSpans(spans: readonly Span[]): Piece[] {
  const sides = (piece: Piece): number => (piece.shared ? 2 : piece.kind === 'client' ? 0 : 1);
  const sorted = spans
    .map(pieceOf)
    .sort(
      (a, b) =>
        compareText(a.id, b.id) || sides(a) - sides(b) || compareEndpoints(a.endpoint, b.endpoint),
    );
  const whole: Piece[] = [];
  while (sorted.length > 0) {
    const first = sorted.shift() as Piece;
    let piece = first;
    for (;;) {
      const [next] = sorted;
      if (next === undefined || next.id !== piece.id || next.shared !== piece.shared) break;
      const endpoint = together(piece.endpoint, next.endpoint);
      if (endpoint === undefined) break;
      piece = {
        ...{ id: piece.id, shared: piece.shared, endpoint },
        parentId: piece.parentId ?? next.parentId,
        kind: piece.kind ?? next.kind,
        remote: piece.remote ?? next.remote,
        failed: piece.failed || next.failed,
      };
      sorted.shift();
    }
    const last = whole.at(-1);
    if (last?.id === piece.id) {
      // Not every server says that it shares its client's id, or knows its parent; of pieces the first counts.
      const shared = piece.shared || (last.kind === 'client' && first.kind === 'server');
      const known = shared && first.parentId === undefined ? last.parentId : undefined;
      piece = { ...piece, shared, parentId: known ?? piece.parentId };
    }
    whole.push(piece);
  }
  return whole;
}

const parts = ['service', 'ipv4', 'ipv6', 'port'] as const;

function compareEndpoints(a: SpanEndpoint, b: SpanEndpoint): number {
  const isKnown = (one: SpanEndpoint): number => (parts.some((part) => one[part] !== '') ? 1 : 0);
  if (isKnown(a) !== isKnown(b)) return isKnown(a) - isKnown(b);
  for (const part of ['service', 'ipv4', 'ipv6'] as const) {
    if (a[part] === b[part]) continue;
    if (a[part] === '') return 1;
    if (b[part] === '') return -1;
    return a[part] < b[part] ? -1 : 1;
  }
  return 0;
}

function together(a: SpanEndpoint, b: SpanEndpoint): SpanEndpoint | undefined {
  if (parts.some((part) => a[part] !== '' && b[part] !== '' && a[part] !== b[part])) {
    return undefined;
  }
  const part = (name: (typeof parts)[number]): string => (a[name] === '' ? b[name] : a[name]);
  return { service: part('service'), ipv4: part('ipv4'), ipv6: part('ipv6'), port: part('port') };
}

/** What a node of the tree is found by: an id, or that of a server which shares it. */
const keyOf = (id: string, sharedAt?: SpanEndpoint): string =>
  JSON.stringify(sharedAt === undefined ? [id] : [id, parts.map((part) => sharedAt[part])]);

function callsOf(spans: readonly Span[]): Call[] {
  const whole = wholeSpans(spans);
  const root = whole.find((piece) => !piece.shared && piece.parentId === undefined);
  const keyOfPiece = ({ id, shared, endpoint }: Piece): string =>
    keyOf(id, shared ? endpoint : undefined);
  const servers = new Set(whole.filter((piece) => piece.shared).map(keyOfPiece));
  // Where several spans have one key, the last is all that the tree has of them.
  const nodes = new Map<string, Piece>();
  const parents = new Map<string, string | undefined>();
  for (const piece of whole) {
    const { id, parentId, shared } = piece;
    parents.set(keyOfPiece(piece), shared ? keyOf(id) : parentId && keyOf(parentId));
  }
  for (const piece of whole) {
    if (piece === root) {
      parents.delete(keyOf(piece.id));
      continue;
    }
    const { parentId, shared, endpoint } = piece;
    const server = parentId === undefined ? undefined : keyOf(parentId, endpoint);
    if (!shared && server !== undefined && servers.has(server))
      parents.set(keyOf(piece.id), server);
    nodes.set(keyOfPiece(piece), piece);
  }

  const calls: Call[] = [];
  const childrenOf = (parent: Piece | undefined): Piece[] =>
    [...parents].flatMap(([key, parentKey]) => {
      const above = (parentKey === undefined ? undefined : nodes.get(parentKey)) ?? root;
      const child = nodes.get(key);
      return child !== undefined && child !== above && above === parent ? [child] : [];
    });
  const visit = (piece: Piece, ancestor: Piece | undefined): void => {
    const children = childrenOf(piece);
    calls.push(...callsAt(piece, piece === root, children.length > 0, ancestor));
    for (const child of children) visit(child, piece.kind === undefined ? ancestor : piece);
  };
  for (const top of root === undefined ? childrenOf(undefined) : [root]) visit(top, undefined);
  return calls;
}

function callsAt(
  { id: _, parentId, kind, endpoint, remote, failed }: Piece,
  isRoot: boolean,
  hasChildren: boolean,
  ancestor: Piece | undefined,
): Call[] {
  const own = endpoint.service === '' ? undefined : endpoint.service;
  const above = ancestor === undefined || ancestor.endpoint.service === '' ? undefined : ancestor;
  const calls: Call[] = [];
  const add = (parent: string | undefined, child: string | undefined, hasFailed: boolean): void => {
    if (parent !== undefined && child !== undefined) {
      calls.push({ parent, child, failed: hasFailed });
    }
  };
  const failedAbove = above?.kind === 'client' && above.id === parentId && above.failed;
  switch (kind) {
    case 'producer':
      add(own, remote, failed);
      break;
    case 'consumer':
      add(remote, own, failed);
      break;
    case 'server':
      if (isRoot) add(remote, own, failed);
      else add(above?.endpoint.service ?? remote, own, failed || failedAbove);
      break;
    default:
      if (kind === 'client' ? hasChildren : own === undefined || remote === undefined) break;
      if (above !== undefined && own !== undefined && above.endpoint.service !== own) {
        add(above.endpoint.service, own, false);
      }
      add(own ?? above?.endpoint.service, remote, failed || failedAbove);
  }
  return calls;
}
