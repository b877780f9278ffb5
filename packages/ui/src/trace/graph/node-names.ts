// What a node is called.
import type { TFunction } from 'i18next';
import type { Format } from '../../format/format.ts';
import { VARIABLE } from './data/name-table.ts';
import type { NodeSubject } from './data/node-subject.ts';
import type { GraphMode } from './data/row-groups.ts';
import type { GraphNode, TraceGraph } from './data/trace-graph.ts';

/** The name of a node, and the line below it that says where it is. */
export interface NodeNames {
  readonly title: string;
  readonly subtitle: string;
}

/** The names of all nodes of a graph. */
export function nodeNamesOf(graph: TraceGraph, t: TFunction, format: Format): readonly NodeNames[] {
  return graph.nodes.map((node) => namesOf(node, graph.mode, t, format));
}

function namesOf(node: GraphNode, mode: GraphMode, t: TFunction, format: Format): NodeNames {
  const { subject, parts } = node;
  const places = parts.map(({ name }) => name).join(', ');
  const service = subject.service || t('trace.noService');
  const operation = subject.operation || t('trace.noName');
  switch (subject.type) {
    case 'service':
      return { title: service, subtitle: places };
    case 'host':
      return { title: subject.host || t('graph.unknownHost'), subtitle: places };
    case 'operation':
      return { title: operation, subtitle: service };
    case 'span':
      return { title: operation, subtitle: [service, places].filter(Boolean).join(' · ') };
    case 'rest':
      return {
        title: t(`graph.rest.${mode}`, { number: format.number(subject.size) }),
        subtitle: places,
      };
  }
}

/** The text by which a node's spans are found in the trace; the empty text where they have none in common. */
export function findTextOf({ operation, host, service, isPattern }: NodeSubject): string {
  if (!isPattern) return operation || host || service;
  const constant = operation.split(VARIABLE).map((part) => part.trim());
  return constant.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}
