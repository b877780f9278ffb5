import { getRouteApi } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Command, useCommands } from '../app/commands.ts';
import { useFormat } from '../format/use-format.ts';
import type { Trace } from '../trace/data/trace.ts';
import { Loading } from '../trace/loading.tsx';
import type { CompareAddress } from './compare-address.ts';
import { CompareBar } from './compare-bar.tsx';
import { COMPARE_VIEWS, choiceOf, usualLeast } from './compare-choice.ts';
import { CompareHeader } from './compare-header.tsx';
import styles from './compare-view.module.css';
import { changesOf } from './data/change.ts';
import type { Comparison } from './data/comparison.ts';
import { NodePanel } from './node-panel.tsx';
import { OperationTable } from './table/operation-table.tsx';
import { CompareTree } from './tree/compare-tree.tsx';
import { useComparison } from './use-comparison.ts';

const route = getRouteApi('/compare');

/** Two traces that are here: what differs, in numbers and as a tree. Everything chosen stands in the address. */
export function CompareView({ a, b }: { readonly a: Trace; readonly b: Trace }) {
  const { t } = useTranslation();
  const format = useFormat();
  const address = route.useSearch();
  const navigate = route.useNavigate();
  const choice = useMemo(() => choiceOf(address), [address]);
  const usual = usualLeast(a, b);
  const least = choice.least ?? usual;
  const comparison = useComparison(a, b, choice.matchBy);

  const title = `${format.duration(a.duration)} → ${format.duration(b.duration)}`;
  const root = a.nameOf(0);
  useEffect(() => {
    document.title = `${root}: ${title} · Clew`;
  }, [root, title]);

  const change = useCallback(
    (part: CompareAddress, replace = true) => {
      void navigate({
        search: (before) => withoutEmpty({ ...before, ...part }),
        replace,
        resetScroll: false,
      });
    },
    [navigate],
  );
  const swap = useCallback(
    () =>
      change({ a: address.b ?? '', b: address.a ?? '', at: otherSide(address.at ?? '') }, false),
    [change, address],
  );
  useCommands(
    useMemo(
      (): readonly Command[] => [
        ...COMPARE_VIEWS.map((view) => ({
          id: `compare-${view}`,
          title: t(`compare.view.${view}`),
          group: t('commands.view'),
          run: () => change({ view }, false),
        })),
        { id: 'compare-swap', title: t('compare.swap'), group: t('commands.traces'), run: swap },
      ],
      [t, change, swap],
    ),
  );

  return (
    <div className={styles['view']}>
      <CompareHeader
        a={a}
        b={b}
        comparison={comparison}
        least={least}
        onSwap={swap}
        onOperation={(operation) => {
          if (comparison === undefined) return;
          const node = comparison.tree.operation.indexOf(operation);
          const view = choice.view === 'table' ? '' : (address.view ?? '');
          change({ at: addressOf(comparison, node), view, show: '' }, false);
        }}
      />
      <CompareBar address={address} choice={choice} usualLeast={usual} onChange={change} />
      {comparison === undefined ? (
        <Loading text={t('compare.matching')} />
      ) : (
        <CompareBody
          key={choice.matchBy}
          comparison={comparison}
          address={address}
          least={least}
          onChange={change}
        />
      )}
    </div>
  );
}

function CompareBody({
  comparison,
  address,
  least,
  onChange,
}: {
  readonly comparison: Comparison;
  readonly address: CompareAddress;
  readonly least: number;
  readonly onChange: (part: CompareAddress, replace?: boolean) => void;
}) {
  const { view, shown } = choiceOf(address);
  const { tree } = comparison;
  const changes = useMemo(() => changesOf(tree, tree.count, least), [tree, least]);
  const openNode = useMemo(() => nodeAt(comparison, address.at ?? ''), [comparison, address.at]);
  const open = useCallback(
    (node: number, replace: boolean) =>
      onChange({ at: node < 0 ? '' : addressOf(comparison, node) }, replace),
    [comparison, onChange],
  );
  const showAll = useCallback(() => onChange({ show: '' }), [onChange]);
  const body = useRef<HTMLDivElement>(null);
  // On a phone the panel may be below what is seen.
  useEffect(() => {
    if (openNode >= 0) body.current?.scrollIntoView({ block: 'nearest' });
  }, [openNode]);
  if (view === 'table') {
    return (
      <OperationTable
        comparison={comparison}
        shown={shown}
        least={least}
        order={address.order ?? ''}
        onOrder={(order) => onChange({ order })}
        onOpen={(operation) => {
          const node = tree.operation.indexOf(operation);
          onChange({ at: addressOf(comparison, node), view: '', show: '' }, false);
        }}
        onShowAll={showAll}
      />
    );
  }
  return (
    <div ref={body} className={styles['body']} data-open={openNode >= 0 || undefined}>
      <CompareTree
        key={view}
        comparison={comparison}
        view={view}
        shown={shown}
        changes={changes}
        openNode={openNode}
        onOpen={open}
        onShowAll={showAll}
      />
      {openNode >= 0 && (
        <NodePanel
          comparison={comparison}
          changes={changes}
          node={openNode}
          onClose={() => open(-1, false)}
        />
      )}
    </div>
  );
}

/** What an address says for a node: the first of its spans. */
function addressOf({ a, b, tree }: Comparison, node: number): string {
  const row = tree.a.first[node] ?? -1;
  return row >= 0 ? `a:${a.addressOf(row)}` : `b:${b.addressOf(tree.b.first[node] ?? 0)}`;
}

/** The same node's address when the traces have changed places. */
function otherSide(address: string): string {
  return address.replace(/^[ab]/, (side) => (side === 'a' ? 'b' : 'a'));
}

/** The node that an address names, or −1. */
function nodeAt({ a, b, tree }: Comparison, address: string): number {
  const span = address.slice(2);
  if (address.startsWith('a:')) return tree.a.node[a.rowOf(span)] ?? -1;
  return address.startsWith('b:') ? (tree.b.node[b.rowOf(span)] ?? -1) : -1;
}

function withoutEmpty(address: CompareAddress): CompareAddress {
  return Object.fromEntries(Object.entries(address).filter(([, value]) => value !== ''));
}
