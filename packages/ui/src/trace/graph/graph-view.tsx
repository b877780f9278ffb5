import { Table2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readSetting, writeSetting } from '../../app/stored-setting.ts';
import { Button } from '../../controls/button.tsx';
import { ChoiceRow } from '../../controls/choice-row.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { Reveal } from '../trace-view.tsx';
import type { TraceViewProps } from '../trace-views.tsx';
import { drawnEdges } from './data/drawn-edges.ts';
import { GRAPH_MODES } from './data/row-groups.ts';
import { type TraceGraph, traceGraph } from './data/trace-graph.ts';
import { GraphLegend } from './graph-legend.tsx';
import { GraphPane } from './graph-pane.tsx';
import { GraphTable } from './graph-table.tsx';
import styles from './graph-view.module.css';
import { NodeFigures } from './node-figures.tsx';
import { nodeNamesOf } from './node-names.ts';

const TABLE_SETTING = 'graphTable';
const SHOWN = 'shown';

/** Who called whom in a trace: its services, operations, machines or spans as nodes. */
export function GraphView({
  trace,
  openRow,
  matches,
  reveal,
  onOpen,
  by,
  onByChange,
}: TraceViewProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const mode = GRAPH_MODES.find((one) => one === by) ?? 'services';
  const graph = useMemo(() => traceGraph(trace, mode), [trace, mode]);
  const names = useMemo(() => nodeNamesOf(graph, t, format), [graph, t, format]);
  const [isTableShown, setTableShown] = useState(() => readSetting(TABLE_SETTING) === SHOWN);
  return (
    <section className={styles['view']} aria-label={t('graph.title')}>
      <div className={styles['bar']}>
        <div className={styles['modes']}>
          <ChoiceRow
            label={t('graph.mode')}
            value={mode}
            options={GRAPH_MODES.map((one) => ({ value: one, label: t(`graph.by.${one}`) }))}
            onChange={(one) => onByChange(one === 'services' ? '' : one)}
          />
        </div>
        <GraphSize graph={graph} />
        <Button
          small
          className={styles['toggle']}
          aria-pressed={isTableShown}
          onClick={() => {
            setTableShown(!isTableShown);
            writeSetting(TABLE_SETTING, isTableShown ? '' : SHOWN);
          }}
        >
          <Table2 size={14} aria-hidden="true" />
          {t('graph.table')}
        </Button>
      </div>
      <GraphBody
        key={mode}
        graph={graph}
        names={names}
        traceId={trace.shownId}
        openRow={openRow}
        matches={matches}
        reveal={reveal}
        isTableShown={isTableShown}
        onOpen={onOpen}
      />
      <div className={styles['foot']}>
        <GraphLegend />
      </div>
    </section>
  );
}

/** How much of a trace is drawn. */
function GraphSize({ graph }: { readonly graph: TraceGraph }) {
  const { t } = useTranslation();
  const format = useFormat();
  const nodes = graph.nodes.length;
  const drawn = useMemo(() => drawnEdges(graph).length, [graph]);
  const counted = (count: number) => ({ count, number: format.number(count) });
  return (
    <p className={styles['size']} role="status">
      {t('graph.size', {
        nodes: t('graph.nodeCount', counted(nodes)),
        spans: t('graph.spanCount', counted(graph.spanCount)),
      })}
      {drawn < graph.edges.length &&
        ` · ${t('graph.edgesDrawn', { drawn: format.number(drawn), number: format.number(graph.edges.length) })}`}
      {graph.linksOutside > 0 && ` · ${t('graph.linksOutside', counted(graph.linksOutside))}`}
    </p>
  );
}

function GraphBody({
  graph,
  names,
  traceId,
  openRow,
  matches,
  reveal,
  isTableShown,
  onOpen,
}: {
  readonly graph: TraceGraph;
  readonly names: ReturnType<typeof nodeNamesOf>;
  readonly traceId: string;
  readonly openRow: number;
  readonly matches: ReadonlySet<number>;
  readonly reveal: Reveal;
  readonly isTableShown: boolean;
  readonly onOpen: (row: number) => void;
}) {
  const openSpanNode = openRow < 0 ? -1 : (graph.nodeOf[openRow] ?? -1);
  const [current, setCurrent] = useState(Math.max(0, openSpanNode));
  const [figuresOf, setFiguresOf] = useState(-1);
  const found = useMemo(() => matchesOf(graph, matches), [graph, matches]);
  useEffect(() => {
    if (openSpanNode >= 0) setCurrent(openSpanNode);
  }, [openSpanNode]);
  const target = useMemo(() => ({ node: graph.nodeOf[reveal.row] ?? 0 }), [graph, reveal]);
  useEffect(() => setCurrent(target.node), [target]);

  const openNode = useCallback(
    (index: number) => {
      const node = graph.nodes[index];
      if (node === undefined) return;
      setCurrent(index);
      const isOneSpan = node.subject.type === 'span' && node.count === 1;
      setFiguresOf(isOneSpan ? -1 : index);
      if (isOneSpan) onOpen(node.longest);
    },
    [graph, onOpen],
  );
  const figures = graph.nodes[figuresOf];
  return (
    <>
      <GraphPane
        graph={graph}
        names={names}
        matches={found}
        current={current}
        openNode={figuresOf >= 0 ? figuresOf : openSpanNode}
        isCovered={figures !== undefined}
        target={target}
        onCurrent={setCurrent}
        onOpen={openNode}
      >
        {(focusNode) =>
          figures !== undefined && (
            <NodeFigures
              traceId={traceId}
              graph={graph}
              node={figures}
              names={names}
              onNode={openNode}
              onSpan={onOpen}
              onClose={() => {
                setFiguresOf(-1);
                focusNode(figures.index);
              }}
            />
          )
        }
      </GraphPane>
      {isTableShown && <GraphTable graph={graph} names={names} onNode={openNode} />}
    </>
  );
}

/** How many of the rows that were found each node has. */
function matchesOf({ nodes, nodeOf }: TraceGraph, matches: ReadonlySet<number>): Uint32Array {
  const found = new Uint32Array(nodes.length);
  for (const row of matches) {
    const node = nodeOf[row] ?? 0;
    found[node] = (found[node] ?? 0) + 1;
  }
  return found;
}
