// The call chain of a trace: which span stands under which. Nothing recurses, since a trace may be a
// million spans deep, and circles and gaps in what was sent never lose a span.
import { parentIdOf } from './parent.ts';
import type { Span } from './span.ts';
import { SpanKind } from './span-kind.ts';

/**
 * Why a span stands where it does: it has no parent, its parent is in the trace, its parent is not in
 * the trace, or it is the place where a circle of parents was cut.
 */
export type TracePlace = 'root' | 'child' | 'orphan' | 'cycle';

/** One span's place in the tree. */
export interface TraceNode {
  readonly span: Span;
  readonly place: TracePlace;
  readonly parent: TraceNode | undefined;
  /** By start; equal ones in the order in which they came. */
  readonly children: readonly TraceNode[];
  /** 0 for whatever stands under nothing. */
  readonly depth: number;
}

/** A trace as a forest. */
export interface TraceTree {
  /** What stands under nothing, by start: roots, orphans, and where circles were cut. */
  readonly roots: readonly TraceNode[];
  /** Every span, each before its children: the order of a timeline. */
  readonly nodes: readonly TraceNode[];
}

class Node implements TraceNode {
  readonly span: Span;
  readonly spanId: string;
  readonly start: bigint;
  place: TracePlace = 'root';
  parent: Node | undefined;
  readonly children: Node[] = [];
  depth = 0;
  /** The number of the walk towards the root that came here first; 0 before that. */
  walk = 0;

  constructor(span: Span) {
    this.span = span;
    this.spanId = span.spanId;
    this.start = span.start;
  }
}

/** The spans of one span id: mostly one, but Zipkin's clients and servers share theirs. */
class SharedId {
  /** What a child of another service stands under. */
  #nearest: Node;
  #client: Node | undefined;
  #byService: Map<string, Node> | undefined;

  constructor(first: Node) {
    this.#nearest = first;
    if (first.span.kind === SpanKind.client) this.#client = first;
  }

  add(node: Node): void {
    if (this.#byService === undefined) {
      this.#byService = new Map([[this.#nearest.span.resource.serviceName, this.#nearest]]);
    }
    const { kind, resource } = node.span;
    const ofService = this.#byService.get(resource.serviceName);
    if (isNearer(node, ofService)) this.#byService.set(resource.serviceName, node);
    if (isNearer(node, this.#nearest)) this.#nearest = node;
    if (kind === SpanKind.client) this.#client ??= node;
  }

  /** The client's half that a server's half stands under. */
  clientOf(node: Node): Node | undefined {
    return node.span.kind === SpanKind.server ? this.#client : undefined;
  }

  parentOf(child: Node): Node {
    return this.#byService?.get(child.span.resource.serviceName) ?? this.#nearest;
  }
}

/** A server's half is nearer to children than others; else the first is. */
function isNearer(node: Node, than: Node | undefined): boolean {
  if (than === undefined) return true;
  return node.span.kind === SpanKind.server && than.span.kind !== SpanKind.server;
}

/**
 * Builds the tree of one trace. Where spans share an id, as Zipkin's client and server do, the
 * server's half stands under the client's, and children under the half of their own service, or
 * under the server's. A span without a parent stands under the span that it follows from, if any.
 */
export function buildTraceTree(spans: readonly Span[]): TraceTree {
  const sorted = spans
    .map((span) => new Node(span))
    .sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0));
  const byId = new Map<string, SharedId>();
  for (const node of sorted) {
    const sharing = byId.get(node.spanId);
    if (sharing === undefined) byId.set(node.spanId, new SharedId(node));
    else sharing.add(node);
  }
  for (const node of sorted) placeNode(node, byId);
  cutCycles(sorted);

  const roots: Node[] = [];
  for (const node of sorted) (node.parent?.children ?? roots).push(node);
  return { roots, nodes: depthFirst(roots) };
}

function placeNode(node: Node, byId: ReadonlyMap<string, SharedId>): void {
  const client = byId.get(node.spanId)?.clientOf(node);
  if (client !== undefined) {
    node.parent = client;
    node.place = 'child';
    return;
  }
  const parentId = parentIdOf(node.span);
  if (parentId === '') return;
  if (parentId === node.spanId) {
    node.place = 'cycle';
    return;
  }
  node.parent = byId.get(parentId)?.parentOf(node);
  if (node.parent !== undefined) node.place = 'child';
  else if (node.span.parentSpanId !== '') node.place = 'orphan';
}

/** Cuts each circle of parents at its earliest span. */
function cutCycles(sorted: readonly Node[]): void {
  let walk = 0;
  for (const start of sorted) {
    walk++;
    let node: Node | undefined = start;
    while (node !== undefined && node.walk === 0) {
      node.walk = walk;
      node = node.parent;
    }
    if (node === undefined || node.walk !== walk) continue;
    // This walk met itself: `node` is in a circle.
    let earliest = node;
    for (let one = node.parent; one !== undefined && one !== node; one = one.parent) {
      if (one.start < earliest.start) earliest = one;
    }
    earliest.parent = undefined;
    earliest.place = 'cycle';
  }
}

function depthFirst(roots: readonly Node[]): Node[] {
  const nodes: Node[] = [];
  const pending = [...roots].reverse();
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node);
    for (let i = node.children.length - 1; i >= 0; i--) {
      const child = node.children[i] as Node;
      child.depth = node.depth + 1;
      pending.push(child);
    }
  }
  return nodes;
}
