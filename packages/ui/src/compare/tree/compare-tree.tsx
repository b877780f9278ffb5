import { ArrowDown, ArrowUp, ChevronsDownUp, ChevronsUpDown, SearchX, ZoomOut } from 'lucide-react';
import {
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { Notice } from '../../controls/notice.tsx';
import {
  allFolded,
  nothingFolded,
  positionOf,
  toggled,
  unfoldTo,
  visibleRows,
} from '../../trace/data/visible-rows.ts';
import type { TimeRange } from '../../trace/timeline/time-range.ts';
import timeline from '../../trace/timeline/timeline.module.css';
import { useRowsSize } from '../../trace/timeline/use-row-canvas.ts';
import { useViewport } from '../../trace/timeline/use-viewport.ts';
import { Viewport } from '../../trace/timeline/viewport.ts';
import { useTraceKeys } from '../../trace/use-trace-keys.ts';
import { changeOf } from '../data/change.ts';
import type { Comparison } from '../data/comparison.ts';
import { type Shown, shownNodes } from '../data/shown-nodes.ts';
import { CompareAxis } from './compare-axis.tsx';
import { CompareCanvas } from './compare-canvas.tsx';
import { type CompareLayout, compareLayout, type TreeView } from './compare-scene.ts';
import styles from './compare-tree.module.css';

const NAME_SHARE = 0.36;
const NARROW = 640;
const NARROW_NAME_SHARE = 0.46;
const INDENT = 14;
const MOST_INDENT = 240;

/** The spans of both traces as one tree: how long they took in each, under each other or side by side. */
export function CompareTree({
  comparison,
  view,
  shown,
  changes,
  openNode,
  onOpen,
  onShowAll,
}: {
  readonly comparison: Comparison;
  readonly view: TreeView;
  readonly shown: Shown;
  readonly changes: Uint8Array;
  /** The node in the panel, or −1. */
  readonly openNode: number;
  readonly onOpen: (node: number, replace: boolean) => void;
  readonly onShowAll: () => void;
}) {
  const { t } = useTranslation();
  const { tree } = comparison;
  const scroller = useRef<HTMLDivElement>(null);
  const viewport = useMemo(() => new Viewport(longestOf(comparison, view)), [comparison, view]);
  const [folded, setFolded] = useState(() => nothingFolded(tree));
  const isShown = useMemo(() => shownNodes(tree, changes, shown), [tree, changes, shown]);
  const rows = useMemo(
    () => visibleRows(tree, folded).filter((node) => isShown[node] === 1),
    [tree, folded, isShown],
  );
  const [wanted, setCursor] = useState(Math.max(0, openNode));
  // What is filtered out can't have the cursor.
  const cursor = positionOf(rows, wanted) >= 0 ? wanted : (rows[0] ?? 0);
  const size = useRowsSize(scroller, viewport);
  const layout = useMemo(
    () => layoutOf(size.width, size.height, tree.levels, view),
    [size, tree, view],
  );
  const scrollHeight = useViewport(viewport, (one) => one.scrollHeight);

  const [reveal, setReveal] = useState({ node: Math.max(0, openNode), center: true });
  useReveal(viewport, rows, reveal, layout.height > 0);
  const goTo = useCallback(
    (node: number, center: boolean) => {
      setFolded((before) => unfoldTo(tree, before, node));
      setCursor(node);
      setReveal({ node, center });
      if (openNode >= 0 && openNode !== node) onOpen(node, true);
    },
    [tree, openNode, onOpen],
  );
  // An address that names a node, also by back and forward or from the list of changes, shows it.
  useEffect(() => {
    if (openNode < 0) return;
    setFolded((before) => unfoldTo(tree, before, openNode));
    setCursor(openNode);
    setReveal({ node: openNode, center: true });
  }, [tree, openNode]);

  const toggle = useCallback((node: number) => setFolded((before) => toggled(before, node)), []);
  const choose = useCallback(
    (node: number) => {
      setCursor(node);
      onOpen(node, openNode >= 0);
    },
    [onOpen, openNode],
  );
  const stepToChange = (step: number) => {
    const node = nextChange(rows, changes, positionOf(rows, cursor), step);
    if (node >= 0) goTo(node, true);
  };
  useTraceKeys({
    isOn: true,
    state: { trace: tree, rows, folded, cursor, viewport },
    isOpen: openNode >= 0,
    onMove: (node) => goTo(node, false),
    onToggle: toggle,
    onZoomTo: (node) => viewport.setRange(timeOf(comparison, view, node)),
    onOpen: choose,
    onClose: () => onOpen(-1, false),
    onMatch: stepToChange,
  });

  return (
    <section className={styles['tree']} aria-label={t(`compare.view.${view}`)}>
      <TreeHead viewport={viewport} layout={layout} view={view}>
        <HeadButton label={t('compare.previousChange')} onClick={() => stepToChange(-1)}>
          <ArrowUp size={14} />
        </HeadButton>
        <HeadButton label={t('compare.nextChange')} onClick={() => stepToChange(1)}>
          <ArrowDown size={14} />
        </HeadButton>
        <HeadButton
          label={t('trace.foldAll')}
          onClick={() => {
            setFolded(allFolded(tree, 1));
            setCursor(0);
            setReveal({ node: 0, center: false });
          }}
        >
          <ChevronsDownUp size={14} />
        </HeadButton>
        <HeadButton label={t('trace.unfoldAll')} onClick={() => setFolded(nothingFolded(tree))}>
          <ChevronsUpDown size={14} />
        </HeadButton>
      </TreeHead>
      <div ref={scroller} className={timeline['scroller']}>
        {rows.length === 0 ? (
          <Notice icon={<SearchX size={26} />} title={t('compare.nothing')}>
            <p>{t('compare.nothingHint')}</p>
            <Button onClick={onShowAll}>{t('compare.showAll')}</Button>
          </Notice>
        ) : (
          <div style={{ height: Math.max(scrollHeight, layout.height) }}>
            <CompareCanvas
              comparison={comparison}
              view={view}
              viewport={viewport}
              layout={layout}
              rows={rows}
              folded={folded}
              changes={changes}
              cursor={cursor}
              openNode={openNode}
              scroller={scroller}
              onToggle={toggle}
              onChoose={choose}
            />
          </div>
        )}
      </div>
    </section>
  );
}

function TreeHead({
  viewport,
  layout,
  view,
  children,
}: {
  readonly viewport: Viewport;
  readonly layout: CompareLayout;
  readonly view: TreeView;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation();
  const range = useViewport(viewport, (one) => one.range);
  const numbers = [
    { name: 'A', right: layout.numbersA },
    { name: 'B', right: layout.numbersB },
    { name: t('compare.difference'), right: layout.difference.left + layout.difference.width },
  ];
  return (
    <div className={styles['head']}>
      <CompareAxis area={layout.areaA} range={range} name={view === 'sides' ? 'A' : ''} />
      {view === 'sides' && <CompareAxis area={layout.areaB} range={range} name="B" />}
      {numbers.map(
        ({ name, right }) =>
          right !== undefined && (
            <span key={name} className={styles['number']} style={{ left: right - 80 }}>
              {name}
            </span>
          ),
      )}
      <div className={styles['names']} style={{ width: layout.nameWidth }}>
        <span className={styles['namesText']}>
          {!layout.isNarrow && t('trace.serviceAndOperation')}
        </span>
        {children}
      </div>
      {viewport.isZoomed && (
        <span className={styles['showAll']} style={{ left: layout.areaA.left }}>
          <Button small onClick={() => viewport.showAll()}>
            <ZoomOut size={13} aria-hidden="true" /> {t('trace.showAll')}
          </Button>
        </span>
      )}
    </div>
  );
}

function HeadButton({
  label,
  onClick,
  children,
}: {
  readonly label: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Button look="quiet" small aria-label={label} title={label} onClick={onClick}>
      {children}
    </Button>
  );
}

function layoutOf(width: number, height: number, levels: number, view: TreeView): CompareLayout {
  const isNarrow = width <= NARROW;
  const share = isNarrow ? NARROW_NAME_SHARE : NAME_SHARE;
  const indent = Math.min(isNarrow ? INDENT / 2 : INDENT, MOST_INDENT / Math.max(1, levels));
  return compareLayout(
    { width, height, nameWidth: Math.round(width * share), indent, isNarrow },
    view,
  );
}

/** How much time there is to be shown, nanoseconds: of merged calls more than the trace may have. */
function longestOf({ a, b, tree }: Comparison, view: TreeView): number {
  if (view === 'sides') return Math.max(a.duration, b.duration);
  let longest = 0;
  for (let node = 0; node < tree.count; node++) {
    longest = Math.max(longest, tree.a.total[node] ?? 0, tree.b.total[node] ?? 0);
  }
  return longest;
}

/** The time of a node's bars, with some room beside them. */
function timeOf({ a, b, tree }: Comparison, view: TreeView, node: number): TimeRange {
  if (view === 'merged') {
    return { from: 0, to: Math.max(tree.a.total[node] ?? 0, tree.b.total[node] ?? 0) * 1.05 };
  }
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const [trace, row] of [
    [a, tree.a.first[node] ?? -1],
    [b, tree.b.first[node] ?? -1],
  ] as const) {
    if (row < 0) continue;
    const offset = trace.offset[row] ?? 0;
    from = Math.min(from, offset);
    to = Math.max(to, offset + (trace.length[row] ?? 0));
  }
  const room = (to - from) * 0.05;
  return { from: from - room, to: to + room };
}

/** The next node that changed, forward or back, from a position; −1 where there is none. */
function nextChange(rows: Int32Array, changes: Uint8Array, from: number, step: number): number {
  for (let at = from + step; at >= 0 && at < rows.length; at += step) {
    const node = rows[at] ?? 0;
    if (changeOf(changes, node) !== 'same') return node;
  }
  return -1;
}

/** Brings a node into view when that is newly wished: folding rows must leave the view where it is. */
function useReveal(
  viewport: Viewport,
  rows: Int32Array,
  reveal: { readonly node: number; readonly center: boolean },
  hasSize: boolean,
): void {
  const done = useRef<unknown>(undefined);
  const show = useEffectEvent(() => {
    if (done.current === reveal || !hasSize) return;
    done.current = reveal;
    const position = positionOf(rows, reveal.node);
    if (position >= 0) viewport.showRow(position, reveal.center);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a wish is granted once there are rows and room for it
  useEffect(() => show(), [reveal, rows, hasSize]);
}
