// The canvas of the comparison, its scroll bar, its pointer, and the treegrid upon it.
import {
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useCanvasColors } from '../../canvas/canvas-colors.ts';
import { useFormat } from '../../format/use-format.ts';
import { serviceCanvasColor } from '../../theme/service-color.ts';
import { useDark } from '../../theme/theme.ts';
import { hasChildren } from '../../trace/data/trace.ts';
import { FOLD_WIDTH, nameLeft } from '../../trace/timeline/scene.ts';
import styles from '../../trace/timeline/timeline.module.css';
import {
  useRestingRows,
  useRowPainting,
  useRowScrolling,
} from '../../trace/timeline/use-row-canvas.ts';
import { ROW_HEIGHT, type Viewport } from '../../trace/timeline/viewport.ts';
import type { Comparison } from '../data/comparison.ts';
import { ticksIn } from './compare-axis.tsx';
import { CompareHover } from './compare-hover.tsx';
import { CompareRows, nodeId } from './compare-rows.tsx';
import type { CompareLayout, CompareScene, TreeView } from './compare-scene.ts';
import { paintCompare } from './paint-compare.ts';

const NO_MATCHES: ReadonlySet<number> = new Set();

export function CompareCanvas({
  comparison,
  view,
  viewport,
  layout,
  rows,
  folded,
  changes,
  cursor,
  openNode,
  scroller,
  onToggle,
  onChoose,
}: {
  readonly comparison: Comparison;
  readonly view: TreeView;
  readonly viewport: Viewport;
  readonly layout: CompareLayout;
  readonly rows: Int32Array;
  readonly folded: Uint8Array;
  readonly changes: Uint8Array;
  readonly cursor: number;
  readonly openNode: number;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onToggle: (node: number) => void;
  readonly onChoose: (node: number) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const colors = useCanvasColors();
  const dark = useDark();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [hover, setHover] = useState<{ node: number; x: number; y: number }>();
  const [hasFocus, setFocus] = useState(false);
  const { tree, operations } = comparison;
  const serviceColors = useMemo(
    () => operations.map(({ service }) => serviceCanvasColor(service, dark)),
    [operations, dark],
  );
  const words = useMemo(
    () => ({
      noService: t('trace.noService'),
      noName: t('trace.noName'),
      new: t('compare.change.new'),
      gone: t('compare.change.gone'),
    }),
    [t],
  );
  const scene: CompareScene = {
    ...{ comparison, viewport, view, rows, folded, changes, cursor, hasFocus, layout },
    ...{ serviceColors, colors, format, words },
    openRow: openNode,
    hoverRow: hover?.node ?? -1,
    matches: NO_MATCHES,
  };
  useLayoutEffect(() => viewport.setRowCount(rows.length), [viewport, rows]);
  const shown = useRestingRows(viewport, rows);
  useRowPainting(canvas, viewport, layout, (context, fitter) =>
    paintCompare(context, scene, fitter, ticksIn(layout.areaA, viewport.range)),
  );
  useRowScrolling(scroller, viewport, (x) => (x < layout.areaB.left ? layout.areaA : layout.areaB));

  function nodeAt(event: PointerEvent | MouseEvent): number {
    const box = event.currentTarget.getBoundingClientRect();
    return rows[Math.floor((event.clientY - box.top + viewport.top) / ROW_HEIGHT)] ?? -1;
  }

  function choose(event: MouseEvent<HTMLTableElement>) {
    // A click that no pointer made has no place: then the row says which it is.
    const named = event.detail === 0 ? (event.target as Element).closest('[data-row]') : null;
    const node = named === null ? nodeAt(event) : Number(named.getAttribute('data-row'));
    if (node < 0) return;
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left;
    const left = nameLeft(tree.depth[node] ?? 0, layout);
    const isFold = named === null && hasChildren(tree, node) && x >= left && x < left + FOLD_WIDTH;
    if (isFold) onToggle(node);
    else onChoose(node);
  }

  // As the ARIA practices have it: a table that is a treegrid, whose rows and cells keep their meaning,
  // and that has the focus for its current row.
  const treegrid = {
    role: 'treegrid',
    tabIndex: 0,
    'aria-label': t('compare.tree'),
    'aria-rowcount': rows.length,
    'aria-activedescendant': nodeId(cursor),
    // The keyboard's part is use-trace-keys.ts.
    onClick: choose,
  } as const;
  return (
    <div className={styles['view']} style={{ height: layout.height }}>
      <canvas
        ref={canvas}
        className={styles['canvas']}
        style={{ width: layout.width, height: layout.height }}
      />
      <table
        className={styles['rows']}
        onFocus={(event) => setFocus(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => setFocus(false)}
        onPointerMove={(event) => {
          if (event.pointerType === 'touch') return;
          const node = nodeAt(event);
          const box = event.currentTarget.getBoundingClientRect();
          setHover(
            node < 0
              ? undefined
              : { node, x: event.clientX - box.left, y: event.clientY - box.top },
          );
        }}
        onPointerLeave={() => setHover(undefined)}
        {...treegrid}
      >
        <CompareRows
          comparison={comparison}
          rows={rows}
          folded={folded}
          changes={changes}
          cursor={cursor}
          openNode={openNode}
          shown={shown}
        />
      </table>
      {hover !== undefined && (
        <CompareHover
          comparison={comparison}
          changes={changes}
          node={hover.node}
          x={hover.x}
          y={hover.y}
          layout={layout}
        />
      )}
    </div>
  );
}
