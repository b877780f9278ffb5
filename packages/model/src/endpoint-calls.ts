// Who called whom by what spans say of both ends of a call: how Zipkin counts, so that databases and queues without
// spans of their own take part (openzipkin/zipkin, DependencyLinker, SpanNode and Trace: the rules, not the code).
import { valueText } from './attribute.ts';
import type { Resource } from './span.ts';
import { SpanKind } from './span-kind.ts';

/** Where a span ran, as far as it is known: an empty text for what is not. */
export interface SpanEndpoint {
  readonly service: string;
  readonly ipv4: string;
  readonly ipv6: string;
  readonly port: string;
}

/** What counting needs of the spans of one trace, in the order of a trace. */
export interface EndpointRows {
  readonly count: number;
  readonly spanIds: readonly string[];
  /** The empty text for a root. */
  readonly parentIds: readonly string[];
  readonly kinds: readonly number[];
  readonly endpoints: readonly SpanEndpoint[];
  /** See `remoteServiceOf`. */
  readonly remoteServices: readonly string[];
  readonly failed: readonly boolean[];
  /** Whether a span says that its id is that of the client's span (`ZipkinFlag.shared`). */
  readonly shared: readonly boolean[];
}

/** Where the spans of a resource ran. */
export function endpointOf(resource: Resource): SpanEndpoint {
  let ipv4 = '';
  let ipv6 = '';
  let port = '';
  for (const { key, value } of resource.attributes) {
    if (key === 'net.host.port' && port === '') port = valueText(value);
    if (key !== 'net.host.ip') continue;
    const ip = valueText(value);
    if (ip.includes(':')) ipv6 ||= ip;
    else ipv4 ||= ip;
  }
  return { service: resource.serviceName, ipv4, ipv6, port };
}

/**
 * Calls back for each call between services that the spans of a trace tell of. Pieces of a span count as one span. A server
 * that has its client in the trace is called by the client's service, and the client is not counted; a client without
 * spans below it calls the service it names, a producer or consumer is linked with its broker. A service may call itself.
 */
export function eachEndpointCall(
  rows: EndpointRows,
  call: (parent: string, child: string, failed: boolean) => void,
): void {
  const { nodes, root } = singleNodesOf(rows) ?? sharedNodesOf(rows);
  const waiting: Node[] = root === undefined ? nodes.filter((node) => node.isTop) : [root];
  for (let next = 0; next < waiting.length; next++) {
    const node = waiting[next] as Node;
    countNode(node, node === root, call);
    for (let child = node.firstChild; child !== undefined; child = child.nextSibling) {
      child.remoteAncestor = node.kind === 0 ? node.remoteAncestor : node;
      waiting.push(child);
    }
  }
}

/** A trace's spans under one another. */
interface Tree {
  readonly nodes: readonly Node[];
  /** The first by id that has no parent, if there is one. */
  readonly root: Node | undefined;
}

/** A span put together of its pieces. */
interface Node {
  readonly id: string;
  parentId: string;
  /** 0 where it says nothing of a remote end. */
  kind: number;
  endpoint: SpanEndpoint;
  remoteService: string;
  failed: boolean;
  shared: boolean;
  /** What its first piece says: of a span in pieces nothing else tells whose half it is. */
  readonly firstKind: number;
  readonly firstParentId: string;
  /** A node stands under one other: this is a list of those under it. */
  firstChild: Node | undefined;
  nextSibling: Node | undefined;
  /** Whether nothing is above it in a trace without a root. */
  isTop: boolean;
  /** The nearest span above that has a kind. */
  remoteAncestor: Node | undefined;
}

function countNode(
  node: Node,
  isRoot: boolean,
  call: (parent: string, child: string, failed: boolean) => void,
): void {
  const { remoteService: remote, remoteAncestor: ancestor } = node;
  const own = node.endpoint.service;
  let { kind, failed } = node;
  // The server knows its own name best.
  if (kind === SpanKind.client && node.firstChild !== undefined) return;
  if (kind === 0) {
    if (own === '' || remote === '') return;
    kind = SpanKind.client;
  }
  const isCalled = kind === SpanKind.server || kind === SpanKind.consumer;
  let parent = isCalled ? remote : own;
  const child = isCalled ? own : remote;
  if (isRoot && isCalled && parent === '') return;
  if (kind === SpanKind.server || kind === SpanKind.client) {
    const above = ancestor?.endpoint.service ?? '';
    if (ancestor !== undefined && above !== '') {
      // Some clients give the name of the service they call for their own.
      if (kind === SpanKind.client && own !== '' && above !== own) call(above, own, false);
      if (kind === SpanKind.server || parent === '') parent = above;
      if (ancestor.kind === SpanKind.client && node.parentId === ancestor.id) {
        failed ||= ancestor.failed;
      }
    }
  }
  if (parent !== '' && child !== '') call(parent, child, failed);
}

/** The tree of a trace in which every span has an id of its own, as almost all do; undefined for others. */
function singleNodesOf(rows: EndpointRows): Tree | undefined {
  const { count, shared } = rows;
  const byId = new Map<string, Node>();
  let root: Node | undefined;
  for (let row = 0; row < count; row++) {
    const node = nodeOf(rows, row);
    byId.set(node.id, node);
    if (shared[row] === true || byId.size <= row) return undefined;
    if (node.parentId === '' && (root === undefined || node.id < root.id)) root = node;
  }
  const nodes = [...byId.values()];
  for (const node of nodes) {
    if (node !== root) standUnder(node, byId.get(node.parentId) ?? root);
  }
  return { nodes, root };
}

function standUnder(node: Node, parent: Node | undefined): void {
  if (parent === undefined) {
    node.isTop = true;
    return;
  }
  node.nextSibling = parent.firstChild;
  parent.firstChild = node;
}

function sharedNodesOf(rows: EndpointRows): Tree {
  const nodes = nodesOf(rows);
  return { nodes, root: connect(nodes) };
}

/** The spans, by id; of each id the client first and what is shared last. */
function nodesOf(rows: EndpointRows): Node[] {
  const { spanIds, kinds, shared, endpoints } = rows;
  const rank = (row: number): number =>
    shared[row] === true ? 2 : kinds[row] === SpanKind.client ? 0 : 1;
  const order = Array.from({ length: rows.count }, (_, row) => row).sort((a, b) => {
    const left = spanIds[a] as string;
    const right = spanIds[b] as string;
    if (left !== right) return left < right ? -1 : 1;
    return (
      rank(a) - rank(b) ||
      compareEndpoints(endpoints[a] as SpanEndpoint, endpoints[b] as SpanEndpoint)
    );
  });
  const nodes: Node[] = [];
  for (const row of order) {
    const node = nodeOf(rows, row);
    const before = nodes.at(-1);
    if (before !== undefined) {
      if (mergeInto(before, node)) continue;
      complete(before, nodes.at(-2));
    }
    nodes.push(node);
  }
  const last = nodes.at(-1);
  if (last !== undefined) complete(last, nodes.at(-2));
  return nodes;
}

function nodeOf(rows: EndpointRows, row: number): Node {
  const id = rows.spanIds[row] as string;
  const parentId = rows.parentIds[row] as string;
  const given = rows.kinds[row] as number;
  const kind = given === SpanKind.internal ? 0 : given;
  const firstParentId = parentId === id ? '' : parentId;
  return {
    id,
    parentId: firstParentId,
    kind,
    firstKind: kind,
    firstParentId,
    endpoint: rows.endpoints[row] as SpanEndpoint,
    remoteService: rows.remoteServices[row] as string,
    failed: rows.failed[row] as boolean,
    shared: rows.shared[row] as boolean,
    firstChild: undefined,
    nextSibling: undefined,
    isTop: false,
    remoteAncestor: undefined,
  };
}

/** Adds a piece to its span. @returns false when it is of another one */
function mergeInto(node: Node, piece: Node): boolean {
  if (node.id !== piece.id || node.shared !== piece.shared) return false;
  const merged = mergedEndpoint(node.endpoint, piece.endpoint);
  if (merged === undefined) return false;
  node.endpoint = merged;
  node.parentId ||= piece.parentId;
  node.kind ||= piece.kind;
  node.remoteService ||= piece.remoteService;
  node.failed ||= piece.failed;
  return true;
}

/** Adds what a server that shares its client's id did not say. */
function complete(node: Node, before: Node | undefined): void {
  if (before === undefined || before.id !== node.id) return;
  if (before.kind === SpanKind.client && node.firstKind === SpanKind.server) node.shared = true;
  if (node.shared && node.firstParentId === '' && before.parentId !== '') {
    node.parentId = before.parentId;
  }
}

/**
 * Puts nodes under their parents, orphans under the root.
 * @returns the root: the first by id that has no parent, if there is one
 */
function connect(nodes: readonly Node[]): Node | undefined {
  // Where spans of several services have one id that none of them shares, the last stands for all.
  const byKey = new Map<string, Node>();
  const parents = new Map<string, string>();
  for (const { id, parentId, shared, endpoint } of nodes) {
    if (shared) parents.set(sharedKey(id, endpoint), id);
    else parents.set(id, parentId);
  }
  let root: Node | undefined;
  for (const node of nodes) {
    const { id, parentId, shared, endpoint } = node;
    if (shared) {
      byKey.set(sharedKey(id, endpoint), node);
      continue;
    }
    if (parentId === '' && root === undefined) {
      root = node;
      parents.delete(id);
      continue;
    }
    // A span stands under the server of its own service, before it stands under a client.
    const server = sharedKey(parentId, endpoint);
    if (parentId !== '' && parents.has(server)) parents.set(id, server);
    byKey.set(id, node);
  }
  for (const [key, parentKey] of parents) {
    const node = byKey.get(key);
    const parent = byKey.get(parentKey) ?? root;
    if (node !== undefined && node !== parent) standUnder(node, parent);
  }
  return root;
}

function sharedKey(id: string, { service, ipv4, ipv6, port }: SpanEndpoint): string {
  return `${id}\u0000${service}\u0000${ipv4}\u0000${ipv6}\u0000${port}`;
}

function isNowhere({ service, ipv4, ipv6, port }: SpanEndpoint): boolean {
  return service === '' && ipv4 === '' && ipv6 === '' && port === '';
}

/** What is not known first, then by service and addresses, in which what is not known comes last. */
function compareEndpoints(a: SpanEndpoint, b: SpanEndpoint): number {
  if (a === b) return 0;
  const nowhere = Number(isNowhere(b)) - Number(isNowhere(a));
  if (nowhere !== 0) return nowhere;
  return (
    compareKnown(a.service, b.service) ||
    compareKnown(a.ipv4, b.ipv4) ||
    compareKnown(a.ipv6, b.ipv6)
  );
}

function compareKnown(a: string, b: string): number {
  if (a === b) return 0;
  if (a === '' || b === '') return a === '' ? 1 : -1;
  return a < b ? -1 : 1;
}

/** Both together, or undefined where one says otherwise than the other. */
function mergedEndpoint(a: SpanEndpoint, b: SpanEndpoint): SpanEndpoint | undefined {
  if (a === b) return a;
  const differs = (x: string, y: string): boolean => x !== '' && y !== '' && x !== y;
  if (differs(a.service, b.service) || differs(a.ipv4, b.ipv4)) return undefined;
  if (differs(a.ipv6, b.ipv6) || differs(a.port, b.port)) return undefined;
  return {
    service: a.service || b.service,
    ipv4: a.ipv4 || b.ipv4,
    ipv6: a.ipv6 || b.ipv6,
    port: a.port || b.port,
  };
}
