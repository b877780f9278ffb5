import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { GraphEdge } from './data/trace-graph.ts';
import { LABEL_HEIGHT, labelWidth } from './edge-labels.ts';
import styles from './graph-edges.module.css';
import { arrowHead, edgePath } from './layout/edge-path.ts';
import type { Direction, EdgeLine } from './layout/graph-layout.ts';
import type { NodeNames } from './node-names.ts';

const THIN = 1.4;
const THICK = 5;
const PER_POWER_OF_TEN = 0.9;

/** The edges of a graph, with what they say where there is room. The table says the same to those who don't see them. */
export const GraphEdges = memo(function GraphEdges({
  edges,
  lines,
  direction,
  labels,
  names,
  width,
  height,
  around,
  isDimming,
}: {
  readonly edges: readonly GraphEdge[];
  /** In the order of the edges. */
  readonly lines: readonly EdgeLine[];
  readonly direction: Direction;
  /** What is written on each edge; the empty text for nothing. */
  readonly labels: readonly string[];
  readonly names: readonly NodeNames[];
  readonly width: number;
  readonly height: number;
  /** The node whose edges are shown more than others, or −1. */
  readonly around: number;
  /** Whether the other edges are shown less. */
  readonly isDimming: boolean;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const drawn = edges.map((edge, index) => ({ edge, line: lines[index], label: labels[index] }));
  return (
    <svg className={styles['edges']} width={width} height={height} aria-hidden="true">
      {drawn.map(({ edge, line }) => {
        if (line === undefined) return null;
        const stroke = strokeOf(edge);
        return (
          <g
            key={edge.index}
            className={styles['edge']}
            data-path={edge.isOnPath || undefined}
            data-dashed={edge.type !== 'call' || undefined}
            data-near={edge.from === around || edge.to === around || undefined}
            data-dimmed={(isDimming && isFar(edge, around)) || undefined}
          >
            <title>
              {[
                t('graph.edgeTitle', {
                  from: names[edge.from]?.title ?? '',
                  to: names[edge.to]?.title ?? '',
                }),
                t('graph.edgeFigures', {
                  type: t(`graph.edge.${edge.type}`),
                  count: edge.calls,
                  number: format.number(edge.calls),
                  mean: format.duration(edge.mean),
                  total: format.duration(edge.total),
                }),
                edge.errors > 0 &&
                  t('graph.errorCount', { count: edge.errors, number: format.number(edge.errors) }),
                edge.isOnPath && t('graph.onPath'),
              ]
                .filter(Boolean)
                .join('\n')}
            </title>
            <path className={styles['reach']} d={edgePath(line, direction)} />
            <path className={styles['line']} d={edgePath(line, direction)} strokeWidth={stroke} />
            <polygon className={styles['head']} points={arrowHead(line, direction, stroke)} />
          </g>
        );
      })}
      {drawn.map(
        ({ edge, line, label = '' }) =>
          line !== undefined &&
          label !== '' && (
            <g
              key={edge.index}
              className={styles['label']}
              data-dimmed={(isDimming && isFar(edge, around)) || undefined}
            >
              <rect
                x={line.label.x - labelWidth(label, edge.errors) / 2}
                y={line.label.y - LABEL_HEIGHT / 2}
                width={labelWidth(label, edge.errors)}
                height={LABEL_HEIGHT}
                rx={4}
              />
              <text x={line.label.x} y={line.label.y} dy="0.36em">
                {label}
                {edge.errors > 0 && (
                  <tspan className={styles['errors']} dx="5">
                    ✕{format.number(edge.errors)}
                  </tspan>
                )}
              </text>
            </g>
          ),
      )}
    </svg>
  );
});

/** How thick an edge is: by the order of magnitude of its calls, and somewhat more on the critical path. */
function strokeOf({ calls, isOnPath }: GraphEdge): number {
  const stroke = (isOnPath ? THIN + 0.8 : THIN) + PER_POWER_OF_TEN * Math.log10(calls);
  return Math.min(THICK, stroke);
}

/** Whether an edge is shown less because it does not touch the node that is looked at. */
function isFar({ from, to }: GraphEdge, around: number): boolean {
  return around >= 0 && from !== around && to !== around;
}
