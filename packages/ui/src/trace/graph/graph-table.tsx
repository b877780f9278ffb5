import { ArrowDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format/use-format.ts';
import type { GraphEdge, TraceGraph } from './data/trace-graph.ts';
import styles from './graph-table.module.css';
import type { NodeNames } from './node-names.ts';

const COLUMNS = ['from', 'to', 'type', 'calls', 'errors', 'mean', 'total'] as const;
type Column = (typeof COLUMNS)[number];
const TEXT_COLUMNS: readonly Column[] = ['from', 'to', 'type'];

/** The edges of a graph as rows, to be read and sorted. */
export function GraphTable({
  graph,
  names,
  onNode,
}: {
  readonly graph: TraceGraph;
  readonly names: readonly NodeNames[];
  readonly onNode: (node: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const [by, setBy] = useState<Column>('total');
  const nameOf = (node: number) => names[node]?.title ?? '';
  const edges = useMemo(() => sortedEdges(graph.edges, by, names), [graph, by, names]);

  function cell(edge: GraphEdge, column: Column): string {
    switch (column) {
      case 'from':
      case 'to':
        return nameOf(edge[column]);
      case 'type':
        return t(`graph.edge.${edge.type}`);
      case 'calls':
      case 'errors':
        return format.number(edge[column]);
      default:
        return format.duration(edge[column]);
    }
  }

  if (edges.length === 0) return <p className={styles['none']}>{t('graph.noCalls')}</p>;
  return (
    <section className={styles['scroller']} aria-label={t('graph.tableTitle')}>
      <table className={styles['table']} aria-label={t('graph.tableTitle')}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th
                key={column}
                scope="col"
                data-text={TEXT_COLUMNS.includes(column) || undefined}
                aria-sort={
                  column !== by
                    ? undefined
                    : TEXT_COLUMNS.includes(column)
                      ? 'ascending'
                      : 'descending'
                }
              >
                <button type="button" onClick={() => setBy(column)}>
                  {t(`graph.column.${column}`)}
                  {column === by && <ArrowDown size={12} aria-hidden="true" />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {edges.map((edge) => (
            <tr key={edge.index} data-path={edge.isOnPath || undefined}>
              {COLUMNS.map((column) => (
                <td
                  key={column}
                  data-text={TEXT_COLUMNS.includes(column) || undefined}
                  data-bad={(column === 'errors' && edge.errors > 0) || undefined}
                >
                  {column === 'from' || column === 'to' ? (
                    <button
                      type="button"
                      className={styles['node']}
                      title={nameOf(edge[column])}
                      onClick={() => onNode(edge[column])}
                    >
                      {cell(edge, column)}
                    </button>
                  ) : (
                    cell(edge, column)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function sortedEdges(
  edges: readonly GraphEdge[],
  by: Column,
  names: readonly NodeNames[],
): readonly GraphEdge[] {
  const text = (edge: GraphEdge): string =>
    by === 'from' || by === 'to' ? (names[edge[by]]?.title ?? '') : edge.type;
  return [...edges].sort((a, b) => {
    if (by === 'from' || by === 'to' || by === 'type') {
      return text(a).localeCompare(text(b)) || b.total - a.total;
    }
    return b[by] - a[by] || a.index - b.index;
  });
}
