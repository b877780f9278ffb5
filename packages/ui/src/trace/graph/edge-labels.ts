// What is written on edges, and how much room that takes.
import type { TFunction } from 'i18next';
import type { Format } from '../../format/format.ts';
import type { GraphEdge, TraceGraph } from './data/trace-graph.ts';

/** Beyond so many, labels hide what they label. */
const MOST_LABELS = 40;
const LETTER_WIDTH = 5.7;
const WIDE_LETTER_WIDTH = 11.5;
const PADDING = 8;
/** The height of a line of text, CSS pixels. */
export const LABEL_HEIGHT = 16;

/** The labels of edges; the empty text where there is nothing that the nodes don't say. */
export function edgeLabelsOf(
  { mode, nodes }: TraceGraph,
  edges: readonly GraphEdge[],
  t: TFunction,
  format: Format,
): readonly string[] {
  const isCrowded = edges.length > MOST_LABELS;
  return edges.map(({ type, calls, mean, to }) => {
    const name = type === 'call' ? '' : t(`graph.edge.${type}`);
    // Where each node has one caller, the node's own figures are those of its edge.
    const saysItself = mode === 'spans' && (calls === 1 || nodes[to]?.count === calls);
    const figures =
      isCrowded || saysItself ? '' : `×${format.number(calls)} · ${format.duration(mean)}`;
    return [name, figures].filter(Boolean).join(' ');
  });
}

/** About how wide a label is; 0 for none. */
export function labelWidth(label: string, errors: number): number {
  if (label === '') return 0;
  let width = PADDING;
  for (const letter of errors > 0 ? `${label} ✕${errors}` : label) {
    width += letter.charCodeAt(0) > 0x2fff ? WIDE_LETTER_WIDTH : LETTER_WIDTH;
  }
  return Math.ceil(width);
}
