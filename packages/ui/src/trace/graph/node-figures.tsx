import { Link } from '@tanstack/react-router';
import { ArrowLeft, ArrowRight, X } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { ServiceDot } from '../../controls/service-dot.tsx';
import { useFormat } from '../../format/use-format.ts';
import type { GraphEdge, GraphNode, TraceGraph } from './data/trace-graph.ts';
import styles from './node-figures.module.css';
import { findTextOf, type NodeNames } from './node-names.ts';

/** What statistics group spans by, for each kind of graph. */
const GROUPINGS = {
  services: 'service',
  operations: 'operation',
  hosts: 'host',
  spans: 'operation',
} as const;

/** The figures of a node that stands for many spans, and the ways on from it. */
export function NodeFigures({
  traceId,
  graph,
  node,
  names,
  onNode,
  onSpan,
  onClose,
}: {
  readonly traceId: string;
  readonly graph: TraceGraph;
  readonly node: GraphNode;
  readonly names: readonly NodeNames[];
  /** Goes to another node. */
  readonly onNode: (node: number) => void;
  /** Opens a row's span. */
  readonly onSpan: (row: number) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const title = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows to each node that is opened
  useEffect(() => {
    title.current?.focus({ preventScroll: true });
  }, [node]);
  const { title: name = '', subtitle = '' } = names[node.index] ?? {};
  const findText = findTextOf(node.subject);
  const callers = graph.edges.filter(({ to }) => to === node.index);
  const callees = graph.edges.filter(({ from }) => from === node.index);
  return (
    <section
      className={styles['card']}
      aria-label={t('graph.figures', { name })}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onClose();
      }}
    >
      <div className={styles['head']}>
        <h2 ref={title} className={styles['title']} tabIndex={-1}>
          {node.subject.service !== '' && <ServiceDot service={node.subject.service} />}
          {name}
        </h2>
        <Button
          look="quiet"
          small
          aria-label={t('graph.close')}
          title={t('graph.close')}
          onClick={onClose}
        >
          <X size={15} />
        </Button>
      </div>
      {node.parts.length === 0 && subtitle !== '' && <p className={styles['aside']}>{subtitle}</p>}
      <dl className={styles['figures']}>
        <Figure label={t('graph.figure.count')}>{format.number(node.count)}</Figure>
        <Figure label={t('graph.figure.errors')} isBad={node.errors > 0}>
          {format.number(node.errors)}
        </Figure>
        <Figure label={t('graph.figure.mean')}>{format.duration(node.mean)}</Figure>
        <Figure label={t('graph.figure.p95')}>{format.duration(node.p95)}</Figure>
        <Figure label={t('graph.figure.total')}>{format.duration(node.total)}</Figure>
        <Figure label={t('graph.figure.self')}>
          {format.duration(node.self)}{' '}
          <span className={styles['aside']}>{format.percent(node.share)}</span>
        </Figure>
        <Figure label={t('graph.figure.onPath')}>{format.duration(node.onPath)}</Figure>
        {node.within > 0 && (
          <Figure label={t('graph.figure.within')} hint={t('graph.figure.withinHint')}>
            {format.number(node.within)}
          </Figure>
        )}
      </dl>
      {node.parts.length > 0 && (
        <>
          <h3 className={styles['heading']}>
            {t(graph.mode === 'hosts' ? 'graph.parts.services' : 'graph.parts.hosts')}
          </h3>
          <ul className={styles['parts']}>
            {node.parts.map((part) => (
              <li key={part.name}>
                {graph.mode === 'hosts' && <ServiceDot service={part.name} />}
                <span className={styles['part']}>{part.name}</span>
                <span className={styles['aside']}>{format.number(part.count)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      <EdgeList
        label={t('graph.callers')}
        edges={callers}
        end="from"
        names={names}
        onNode={onNode}
      />
      <EdgeList label={t('graph.callees')} edges={callees} end="to" names={names} onNode={onNode} />
      <p className={styles['ways']}>
        <button type="button" className={styles['way']} onClick={() => onSpan(node.longest)}>
          {t('graph.longest')}
        </button>
        {findText !== '' && (
          <Link
            from="/trace/$traceId"
            to="/trace/$traceId"
            params={{ traceId }}
            search={({ view: _, by: __, ...rest }) => ({ ...rest, uiFind: findText })}
          >
            {t('graph.inTimeline')}
          </Link>
        )}
        <Link
          from="/trace/$traceId"
          to="/trace/$traceId"
          params={{ traceId }}
          search={(before) => ({ ...before, view: 'statistics', by: GROUPINGS[graph.mode] })}
        >
          {t('graph.inStatistics')}
        </Link>
      </p>
    </section>
  );
}

function Figure({
  label,
  hint,
  isBad = false,
  children,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly isBad?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div title={hint}>
      <dt>{label}</dt>
      <dd data-bad={isBad || undefined}>{children}</dd>
    </div>
  );
}

/** The nodes at the other ends of a node's edges. */
function EdgeList({
  label,
  edges,
  end,
  names,
  onNode,
}: {
  readonly label: string;
  readonly edges: readonly GraphEdge[];
  readonly end: 'from' | 'to';
  readonly names: readonly NodeNames[];
  readonly onNode: (node: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  if (edges.length === 0) return null;
  const Icon = end === 'from' ? ArrowLeft : ArrowRight;
  return (
    <>
      <h3 className={styles['heading']}>{label}</h3>
      <ul className={styles['parts']}>
        {edges.map((edge) => (
          <li key={edge.index}>
            <Icon size={12} aria-hidden="true" />
            <button type="button" className={styles['other']} onClick={() => onNode(edge[end])}>
              {names[edge[end]]?.title}
            </button>
            <span className={styles['aside']}>
              {edge.type !== 'call' && `${t(`graph.edge.${edge.type}`)} `}×
              {format.number(edge.calls)} · {format.duration(edge.mean)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
