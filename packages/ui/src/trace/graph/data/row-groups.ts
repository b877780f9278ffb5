// Puts the rows of a trace together into the nodes of a graph: by service, operation or machine, or by their place in
// the call chain. There are never more nodes than a reader can follow: what weighs least is put together.
import type { Trace } from '../../data/trace.ts';
import { keepLargest } from './keep-largest.ts';
import { mergedSpans } from './merged-spans.ts';
import { NOTHING, type NodeSubject, operationSubject, type RowGroups } from './node-subject.ts';
import { operationsOf } from './operations.ts';
import type { RowWeights } from './row-weights.ts';

/** What nodes are; as the address names it, but for the first, which it leaves out. */
export const GRAPH_MODES = ['services', 'operations', 'hosts', 'spans'] as const;
export type GraphMode = (typeof GRAPH_MODES)[number];

/** Up to so many spans each is a node of its own. */
export const EVERY_SPAN = 400;
/** Services, operations and hosts that have a node of their own; the rest share one. */
export const MOST_NODES = 120;
/** Call paths that have a node of their own; the rest share nodes, of which there are at most as many again. */
export const MOST_PATHS = 60;

/** Puts each row into a node. */
export function groupRows(trace: Trace, mode: GraphMode, weights: RowWeights): RowGroups {
  switch (mode) {
    case 'services':
      return withRest(trace, trace.service, trace.services.length, (index) => ({
        ...NOTHING,
        type: 'service',
        service: trace.services[index] ?? '',
      }));
    case 'hosts':
      return withRest(trace, trace.host, trace.hosts.length, (index) => ({
        ...NOTHING,
        type: 'host',
        host: trace.hosts[index] ?? '',
      }));
    case 'operations': {
      const operations = operationsOf(trace, MOST_NODES);
      const subjectOf = operationSubject(trace, operations, 'operation');
      return withRest(trace, operations.operation, operations.count, subjectOf);
    }
    case 'spans':
      return trace.count <= EVERY_SPAN ? eachSpan(trace) : mergedSpans(trace, weights, MOST_PATHS);
  }
}

/** Groups as they are but for those of least work, which share a node. */
function withRest(
  trace: Trace,
  group: Uint32Array,
  count: number,
  subjectOf: (group: number) => NodeSubject,
): RowGroups {
  const weight = new Float64Array(count);
  const { self, onPath } = trace.timeUse;
  for (let row = 0; row < trace.count; row++) {
    const own = group[row] as number;
    weight[own] = (weight[own] as number) + (self[row] as number) + (onPath[row] as number);
  }
  const kept = keepLargest(weight, MOST_NODES);
  const subjects: NodeSubject[] = [];
  const nodeOf = new Int32Array(count).fill(-1);
  for (let one = 0; one < count; one++) {
    if (kept[one] === 1) nodeOf[one] = subjects.push(subjectOf(one)) - 1;
  }
  const size = count - subjects.length;
  const rest = subjects.length;
  if (size === 1) subjects.push(subjectOf(kept.indexOf(0)));
  else if (size > 1) subjects.push({ ...NOTHING, type: 'rest', size });
  const node = new Int32Array(trace.count);
  for (let row = 0; row < trace.count; row++) {
    const own = nodeOf[group[row] as number] as number;
    node[row] = own < 0 ? rest : own;
  }
  return { group: node, subjects };
}

function eachSpan(trace: Trace): RowGroups {
  const group = Int32Array.from({ length: trace.count }, (_, row) => row);
  const subjects = Array.from(group, (row) => ({
    ...NOTHING,
    type: 'span' as const,
    service: trace.serviceOf(row),
    operation: trace.nameOf(row),
    host: trace.hosts[trace.host[row] ?? 0] ?? '',
  }));
  return { group, subjects };
}
