import { Maximize, Minus, Plus } from 'lucide-react';
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useEffectEvent,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../controls/button.tsx';
import { isTyping } from '../../controls/is-typing.ts';
import { useFormat } from '../../format/use-format.ts';
import { drawnEdges } from './data/drawn-edges.ts';
import type { TraceGraph } from './data/trace-graph.ts';
import { edgeLabelsOf, LABEL_HEIGHT, labelWidth } from './edge-labels.ts';
import { GraphEdges } from './graph-edges.tsx';
import { GraphNodeBox, NODE_SIZE } from './graph-node.tsx';
import styles from './graph-pane.module.css';
import type { Direction, LayoutRequest } from './layout/graph-layout.ts';
import { useGraphLayout } from './layout/use-graph-layout.ts';
import type { NodeNames } from './node-names.ts';
import { usePanZoom } from './use-pan-zoom.ts';
import { firstView, fitView, revealNode, type Size, zoomAt } from './view-box.ts';
import { nextNode, stepOf } from './walk.ts';

const ZOOM_STEP = 1.3;
const BUTTONS_HEIGHT = 44;
/** As node-figures.module.css has it. */
const NARROW = 640;
const FIGURES_WIDTH = 324;
const FIGURES_SHARE = 0.65;

/** The drawing of a graph: it is panned and zoomed, and walked by keys. */
export function GraphPane({
  graph,
  names,
  matches,
  current,
  openNode,
  isCovered,
  onCurrent,
  target,
  onOpen,
  children,
}: {
  readonly graph: TraceGraph;
  readonly names: readonly NodeNames[];
  /** How many rows were found in each node. */
  readonly matches: Uint32Array;
  /** The node that has the focus, or gets it. */
  readonly current: number;
  /** The node whose figures or span are open, or −1. */
  readonly openNode: number;
  /** Whether a node's figures lie over the drawing. */
  readonly isCovered: boolean;
  /** The node to bring into view; a new object each time, also for the same node. */
  readonly target: { readonly node: number };
  readonly onCurrent: (node: number) => void;
  readonly onOpen: (node: number) => void;
  /** What lies over the drawing; it is given a way to put the focus on a node. */
  readonly children: (focusNode: (node: number) => void) => ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const element = useRef<HTMLDivElement>(null);
  const boxes = useRef<(HTMLButtonElement | null)[]>([]);
  const hintId = useId();
  const { view, setView, pane, onPointerDown } = usePanZoom(element);
  const [hovered, setHovered] = useState(-1);
  const [walked, setWalked] = useState(-1);

  const direction: Direction | undefined = pane && (pane.width >= pane.height ? 'LR' : 'TB');
  const edges = useMemo(() => drawnEdges(graph), [graph]);
  const labels = useMemo(() => edgeLabelsOf(graph, edges, t, format), [graph, edges, t, format]);
  const room = useMemo<LayoutRequest['edges']>(
    () =>
      edges.map(({ from, to, errors }, index) => {
        const width = labelWidth(labels[index] ?? '', errors);
        return { from, to, labelWidth: width, labelHeight: width === 0 ? 0 : LABEL_HEIGHT };
      }),
    [edges, labels],
  );
  const request = useMemo<LayoutRequest | undefined>(
    () =>
      direction && {
        direction,
        nodeCount: graph.nodes.length,
        nodeWidth: NODE_SIZE.width,
        nodeHeight: NODE_SIZE.height,
        edges: room,
      },
    [graph, room, direction],
  );
  const layout = useGraphLayout(request);

  const showFirst = useEffectEvent(() => {
    const place = layout?.nodes[current];
    if (layout === undefined || pane === undefined || place === undefined) return;
    setView(firstView(layout, aboveButtons(pane), place, NODE_SIZE));
  });
  useEffect(() => {
    if (layout !== undefined) showFirst();
  }, [layout]);

  const showNode = useCallback(
    (node: number) => {
      const place = layout?.nodes[node];
      if (place === undefined || pane === undefined) return;
      const free = isCovered ? besideFigures(pane) : pane;
      setView((before) => revealNode(before, free, place, NODE_SIZE));
    },
    [layout, pane, isCovered, setView],
  );
  const reveal = useEffectEvent(showNode);
  useEffect(() => reveal(target.node), [target]);
  useEffect(() => {
    if (openNode >= 0) reveal(openNode);
  }, [openNode]);

  const zoom = useCallback(
    (factor: number) => {
      if (pane === undefined) return;
      setView((before) => zoomAt(before, factor, { x: pane.width / 2, y: pane.height / 2 }));
    },
    [pane, setView],
  );
  const showAll = useCallback(() => {
    if (layout !== undefined && pane !== undefined) setView(fitView(layout, aboveButtons(pane)));
  }, [layout, pane, setView]);

  const onZoomKey = useEffectEvent((event: globalThis.KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) return;
    if (event.key === '+' || event.key === '=') zoom(ZOOM_STEP);
    else if (event.key === '-') zoom(1 / ZOOM_STEP);
    else if (event.key === '0') showAll();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener('keydown', onZoomKey);
    return () => window.removeEventListener('keydown', onZoomKey);
  }, []);

  function onKeyDown(event: KeyboardEvent) {
    if (layout === undefined) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event.key, layout.direction);
    if (step === undefined) return;
    event.preventDefault();
    const node = nextNode(graph, layout, current, step);
    onCurrent(node);
    boxes.current[node]?.focus({ preventScroll: true });
  }

  const onFocus = useCallback(
    (node: number, isByKeyboard: boolean) => {
      setWalked(isByKeyboard ? node : -1);
      if (!isByKeyboard) return;
      onCurrent(node);
      showNode(node);
    },
    [onCurrent, showNode],
  );

  const around = hovered >= 0 ? hovered : walked;
  const near = useMemo(() => neighboursOf(graph, hovered), [graph, hovered]);
  return (
    <div className={styles['frame']}>
      <div
        ref={element}
        className={styles['pane']}
        onPointerDown={onPointerDown}
        role="application"
        aria-label={t('graph.nodes')}
        aria-describedby={hintId}
        onKeyDown={onKeyDown}
      >
        <p id={hintId} hidden>
          {t('graph.nodesHint')}
        </p>
        {layout === undefined ? (
          <p className={styles['busy']} role="status">
            {t('graph.layingOut')}
          </p>
        ) : (
          <div
            className={styles['drawing']}
            style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
          >
            <GraphEdges
              edges={edges}
              lines={layout.edges}
              direction={layout.direction}
              labels={labels}
              names={names}
              width={layout.width}
              height={layout.height}
              around={around}
              isDimming={hovered >= 0}
            />
            {graph.nodes.map((node) => (
              <GraphNodeBox
                key={node.index}
                ref={(box) => {
                  boxes.current[node.index] = box;
                }}
                node={node}
                names={names[node.index] ?? { title: '', subtitle: '' }}
                x={layout.nodes[node.index]?.x ?? 0}
                y={layout.nodes[node.index]?.y ?? 0}
                isCurrent={node.index === current}
                isOpen={node.index === openNode}
                isDimmed={hovered >= 0 && !near.has(node.index)}
                matches={matches[node.index] ?? 0}
                onOpen={onOpen}
                onFocus={onFocus}
                onHover={setHovered}
              />
            ))}
          </div>
        )}
      </div>
      <div className={styles['zoom']}>
        <ZoomButton
          label={t('graph.zoomIn')}
          icon={<Plus size={15} />}
          onClick={() => zoom(ZOOM_STEP)}
        />
        <ZoomButton
          label={t('graph.zoomOut')}
          icon={<Minus size={15} />}
          onClick={() => zoom(1 / ZOOM_STEP)}
        />
        <ZoomButton label={t('graph.fit')} icon={<Maximize size={14} />} onClick={showAll} />
      </div>
      {children((node) => boxes.current[node]?.focus({ preventScroll: true }))}
    </div>
  );
}

function ZoomButton({
  label,
  icon,
  onClick,
}: {
  readonly label: string;
  readonly icon: ReactNode;
  readonly onClick: () => void;
}) {
  return (
    <Button small aria-label={label} title={label} onClick={onClick}>
      {icon}
    </Button>
  );
}

/** The part of a pane above its buttons. */
function aboveButtons({ width, height }: Size): Size {
  return { width, height: Math.max(1, height - BUTTONS_HEIGHT) };
}

/** The part of a pane that the figures of a node leave free: they stand at its right or, on a phone, at its bottom. */
function besideFigures({ width, height }: Size): Size {
  return width > NARROW
    ? { width: width - FIGURES_WIDTH, height }
    : { width, height: height * (1 - FIGURES_SHARE) };
}

/** A node and those that it has an edge to or from. */
function neighboursOf({ edges }: TraceGraph, node: number): ReadonlySet<number> {
  const near = new Set([node]);
  for (const { from, to } of edges) {
    if (from === node) near.add(to);
    if (to === node) near.add(from);
  }
  return near;
}
