// A trace as a graph: who called whom, how often, how long it took and what failed. The figures of nodes are those of
// `traceStatistics`; those of edges are of the spans that were called over them.
import { LinkReference, RowMark, SpanKind, traceStatistics } from '@clew/model';
import { isError, type Trace } from '../../data/trace.ts';
import type { NodeSubject } from './node-subject.ts';
import { PairIndex } from './pair-index.ts';
import { type GraphMode, groupRows } from './row-groups.ts';
import { rowWeightsOf } from './row-weights.ts';

/** What leads from one node to another, in the order in which edges of one pair stand. */
const EDGE_TYPES = ['call', 'followsFrom', 'childOf', 'link'] as const;
/**
 * A call is waited for; FollowsFrom is not, whether as the parent or as a further reference. ChildOf is a further parent
 * besides the one that the span stands under, a link is one of OpenTelemetry's.
 */
export type EdgeType = (typeof EDGE_TYPES)[number];

/** A name and how many spans have it. */
interface NamedCount {
  readonly name: string;
  readonly count: number;
}

/** Times are nanoseconds. */
export interface GraphNode {
  readonly index: number;
  readonly subject: NodeSubject;
  readonly count: number;
  readonly errors: number;
  readonly total: number;
  readonly mean: number;
  readonly p95: number;
  readonly self: number;
  /** The self time as a share of that of all spans, from 0 to 1; those of all nodes are 1 together. */
  readonly share: number;
  /** Time on the critical path. */
  readonly onPath: number;
  /** Whether the critical path goes through it, if only through what it waits for. */
  readonly isOnPath: boolean;
  /** The row of its longest span. */
  readonly longest: number;
  /** Its spans that were called by others of it and are no calls of their own in the graph. */
  readonly within: number;
  /** Machines of a service's spans, services of a machine's: those with most spans first. */
  readonly parts: readonly NamedCount[];
}

/** Times are nanoseconds, and of the spans that are called. */
export interface GraphEdge {
  readonly index: number;
  readonly from: number;
  readonly to: number;
  readonly type: EdgeType;
  /** How many calls, or references. */
  readonly calls: number;
  readonly errors: number;
  readonly total: number;
  readonly mean: number;
  readonly isOnPath: boolean;
}

/** Who called whom in a trace. */
export interface TraceGraph {
  readonly mode: GraphMode;
  readonly nodes: readonly GraphNode[];
  /** Along the way of the request: from callers to callees, and from what is referred to to what refers to it. */
  readonly edges: readonly GraphEdge[];
  /** The node of each row. */
  readonly nodeOf: Int32Array;
  readonly spanCount: number;
  /** Links to spans that are not in the trace. */
  readonly linksOutside: number;
}

/** Puts a trace together. Takes O(n log n); a third of a second for a million spans. */
export function traceGraph(trace: Trace, mode: GraphMode): TraceGraph {
  const weights = rowWeightsOf(trace);
  const { group, subjects } = groupRows(trace, mode, weights);
  const edges = new EdgeCounts(trace, mode, group, subjects, weights.through);
  edges.addCalls();
  edges.addLinks();
  return {
    mode,
    nodes: nodesOf(trace, mode, group, subjects, weights.through, edges.within),
    edges: edges.finish(),
    nodeOf: group,
    spanCount: trace.count,
    linksOutside: trace.links.outside,
  };
}

function nodesOf(
  trace: Trace,
  mode: GraphMode,
  group: Int32Array,
  subjects: readonly NodeSubject[],
  through: Float64Array,
  within: Uint32Array,
): readonly GraphNode[] {
  const failed = new Uint8Array(trace.count);
  const isOnPath = new Uint8Array(subjects.length);
  const longest = new Int32Array(subjects.length).fill(-1);
  for (let row = 0; row < trace.count; row++) {
    const node = group[row] as number;
    if (isError(trace, row)) failed[row] = 1;
    if ((through[row] as number) > 0) isOnPath[node] = 1;
    const before = longest[node] as number;
    if (before < 0 || (trace.length[row] as number) > (trace.length[before] as number)) {
      longest[node] = row;
    }
  }
  const { timeUse } = trace;
  const statistics = traceStatistics({
    times: timeUse.times,
    group,
    groupCount: subjects.length,
    isError: failed,
    selfTime: timeUse.self,
    path: timeUse.path,
  });
  const allSelf = statistics.self.reduce((sum, self) => sum + self, 0);
  const parts = partsOf(trace, mode, group, subjects.length);
  return subjects.map((subject, index) => {
    const of = (column: Float64Array | Uint32Array): number => column[index] ?? 0;
    const self = of(statistics.self);
    return {
      index,
      subject,
      count: of(statistics.count),
      errors: of(statistics.errors),
      total: of(statistics.total),
      mean: of(statistics.mean),
      p95: of(statistics.p95),
      self,
      share: allSelf > 0 ? self / allSelf : 0,
      onPath: of(statistics.onPath),
      isOnPath: isOnPath[index] === 1,
      longest: longest[index] ?? -1,
      within: of(within),
      parts: parts[index] ?? [],
    };
  });
}

/** What a node is made of that its name does not say: machines or, for a machine, services. */
function partsOf(
  trace: Trace,
  mode: GraphMode,
  group: Int32Array,
  nodeCount: number,
): readonly (readonly NamedCount[])[] {
  const [part, names] =
    mode === 'hosts' ? [trace.service, trace.services] : [trace.host, trace.hosts];
  const pairs = new PairIndex();
  const counts = new Uint32Array(Math.min(trace.count, nodeCount * names.length));
  for (let row = 0; row < trace.count; row++) {
    const pair = pairs.number(group[row] as number, part[row] as number);
    counts[pair] = (counts[pair] as number) + 1;
  }
  const parts: NamedCount[][] = Array.from({ length: nodeCount }, () => []);
  for (let pair = 0; pair < pairs.size; pair++) {
    const name = names[pairs.secondOf(pair)] ?? '';
    if (name !== '') parts[pairs.firstOf(pair)]?.push({ name, count: counts[pair] ?? 0 });
  }
  return parts.map((some) => some.sort((a, b) => b.count - a.count));
}

class EdgeCounts {
  /** For each node the spans that were called by others of it and are on no edge. */
  readonly within: Uint32Array;
  readonly #trace: Trace;
  readonly #mode: GraphMode;
  readonly #group: Int32Array;
  readonly #subjects: readonly NodeSubject[];
  readonly #through: Float64Array;
  readonly #pairs = new PairIndex();
  readonly #figures: { calls: number; errors: number; total: number; isOnPath: boolean }[] = [];

  constructor(
    trace: Trace,
    mode: GraphMode,
    group: Int32Array,
    subjects: readonly NodeSubject[],
    through: Float64Array,
  ) {
    this.#trace = trace;
    this.#mode = mode;
    this.#group = group;
    this.#subjects = subjects;
    this.#through = through;
    this.within = new Uint32Array(subjects.length);
  }

  addCalls(): void {
    const { count, parent, marks } = this.#trace;
    for (let row = 0; row < count; row++) {
      const above = parent[row] as number;
      if (above < 0) continue;
      const follows = ((marks[row] as number) & RowMark.followsFrom) !== 0;
      this.#add(above, row, follows ? 'followsFrom' : 'call');
    }
  }

  addLinks(): void {
    const { count, row, target, reference } = this.#trace.links;
    for (let link = 0; link < count; link++) {
      this.#add(
        target[link] as number,
        row[link] as number,
        referenceType(reference[link] as LinkReference),
      );
    }
  }

  #add(from: number, to: number, type: EdgeType): void {
    const trace = this.#trace;
    const fromNode = this.#group[from] as number;
    const toNode = this.#group[to] as number;
    if (fromNode === toNode && !this.#isCallOfItself(from, to, type)) {
      if (type === 'call') this.within[toNode] = (this.within[toNode] as number) + 1;
      return;
    }
    const number = this.#pairs.number(
      fromNode * this.#subjects.length + toNode,
      EDGE_TYPES.indexOf(type),
    );
    this.#figures[number] ??= { calls: 0, errors: 0, total: 0, isOnPath: false };
    const figures = this.#figures[number];
    figures.calls++;
    if (isError(trace, to)) figures.errors++;
    figures.total += trace.length[to] as number;
    if (type === 'call' && (this.#through[to] as number) > 0) figures.isOnPath = true;
  }

  /**
   * Whether what one span of a node does for another of it is worth a loop: work within a process is no call of a
   * service to itself, a request to itself or to another instance is.
   */
  #isCallOfItself(from: number, to: number, type: EdgeType): boolean {
    const trace = this.#trace;
    if (this.#subjects[this.#group[to] as number]?.type === 'rest') return false;
    if (type !== 'call' || this.#mode === 'operations') return true;
    if (trace.service[from] !== trace.service[to]) return true;
    if (trace.resourceIndex(from) !== trace.resourceIndex(to)) return true;
    const kind = trace.kindOf(to);
    return kind === SpanKind.server || kind === SpanKind.consumer;
  }

  finish(): readonly GraphEdge[] {
    const nodeCount = this.#subjects.length;
    return this.#figures.map((figures, index) => {
      const pair = this.#pairs.firstOf(index);
      return {
        ...figures,
        index,
        from: Math.floor(pair / nodeCount),
        to: pair % nodeCount,
        type: EDGE_TYPES[this.#pairs.secondOf(index)] ?? 'call',
        mean: figures.total / figures.calls,
      };
    });
  }
}

function referenceType(reference: LinkReference): EdgeType {
  if (reference === LinkReference.childOf) return 'childOf';
  return reference === LinkReference.other ? 'followsFrom' : 'link';
}
