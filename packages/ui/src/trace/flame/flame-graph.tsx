// A flame graph on its canvas, with its scroll bar, and the tree upon it.

import {
  type RefObject,
  useCallback,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { fitCanvas } from '../../canvas/canvas.tsx';
import { canvasFont } from '../../canvas/canvas-colors.ts';
import { watchSize } from '../../canvas/element-size.ts';
import { TextFitter } from '../../canvas/fit-text.ts';
import { useFormat } from '../../format/use-format.ts';
import type { Trace } from '../data/trace.ts';
import type { Viewport } from '../timeline/viewport.ts';
import { stepFrom } from './box-walk.ts';
import type { Flame } from './flame.ts';
import styles from './flame-graph.module.css';
import { LEVEL_HEIGHT } from './flame-layout.ts';
import type { FlameMotion } from './flame-motion.ts';
import { useFlamePalette } from './flame-palette.ts';
import { FlameTip } from './flame-tip.tsx';
import { FlameTree } from './flame-tree.tsx';
import { FlamePainter, type FlameScene, foundBoxesOf, levelsTop } from './paint-flame.ts';
import { type FlameKeyAction, useFlameKeys } from './use-flame-keys.ts';
import { useFlamePointer } from './use-flame-pointer.ts';

const FONT_SIZE = 11;
/** Levels above a box that stay in view when it is zoomed to. */
const LEVELS_ABOVE = 3;

export interface FlameGraphProps {
  readonly trace: Trace;
  readonly flame: Flame;
  readonly viewport: Viewport;
  readonly motion: FlameMotion;
  readonly matches: ReadonlySet<number>;
  readonly cursor: number;
  readonly onCursor: (box: number) => void;
  /** Opens what a box stands for. */
  readonly onOpen: (box: number) => void;
  readonly onZoomTo: (box: number) => void;
  readonly onShowAll: () => void;
}

export function FlameGraph(props: FlameGraphProps) {
  const { trace, flame, viewport, motion, cursor, onCursor, onOpen, onZoomTo, onShowAll } = props;
  const { layout } = flame;
  const scroller = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const area = useRef<HTMLDivElement>(null);
  const [hasFocus, setFocus] = useState(false);
  const above = levelsTop(flame);
  const size = useSize(scroller, viewport, above);

  const choose = useCallback(
    (box: number) => {
      onCursor(box);
      onOpen(box);
    },
    [onCursor, onOpen],
  );
  const pointer = useFlamePointer({ flame, viewport, motion, area, onChoose: choose, onZoomTo });
  const scene = useScene(props, pointer.hover?.box ?? -1, hasFocus);
  usePainting(canvas, viewport, scene, size);

  function moveTo(box: number) {
    onCursor(box);
    viewport.showRow(layout.level[box] ?? 0, false);
    motion.stop();
    viewport.showTime(layout.left[box] ?? 0, layout.right[box] ?? 0);
  }

  useFlameKeys((action: FlameKeyAction) => {
    pointer.forget();
    switch (action.type) {
      case 'zoom':
        motion.zoom(action.factor);
        return true;
      case 'pan':
        motion.pan(action.share);
        return true;
      case 'scroll':
        viewport.scrollTo(viewport.top + action.share * viewport.height);
        return true;
      case 'step':
        moveTo(stepFrom(layout, cursor, action.step));
        return true;
      case 'zoomToCursor':
        onZoomTo(cursor);
        return true;
      case 'open':
        onOpen(cursor);
        return true;
      case 'showAll':
        if (!viewport.isZoomed) return false;
        onShowAll();
        return true;
    }
  });

  return (
    <div className={styles['graph']}>
      <div
        ref={scroller}
        className={styles['scroller']}
        onScroll={(event) => viewport.scrolledTo(event.currentTarget.scrollTop)}
      >
        <div style={{ height: viewport.scrollHeight + above }}>
          <div ref={area} className={styles['view']} style={{ height: size.height }}>
            <canvas ref={canvas} className={styles['canvas']} />
            <FlameTree
              trace={trace}
              flame={flame}
              cursor={cursor}
              onFocus={(event) => setFocus(event.currentTarget.matches(':focus-visible'))}
              onBlur={() => setFocus(false)}
              {...pointer.handlers}
            />
            {pointer.hover !== undefined && pointer.hover.box < layout.count && (
              <FlameTip
                trace={trace}
                flame={flame}
                hover={pointer.hover}
                width={size.width}
                height={size.height}
              />
            )}
          </div>
        </div>
      </div>
    </div>
  );
}

/** Zooms to a box, with those above it in sight. */
export function zoomToBox(
  { layout }: Flame,
  viewport: Viewport,
  motion: FlameMotion,
  box: number,
): void {
  const from = layout.left[box] ?? 0;
  const to = layout.right[box] ?? 0;
  const level = layout.level[box] ?? 0;
  motion.to(viewport.within({ from, to }));
  viewport.scrollTo(Math.min(viewport.top, Math.max(0, level - LEVELS_ABOVE) * LEVEL_HEIGHT));
  viewport.showRow(Math.min(layout.levels - 1, level + LEVELS_ABOVE), false);
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Follows the size of the view, and keeps the scroll bar and the viewport together. */
function useSize(
  scroller: RefObject<HTMLDivElement | null>,
  viewport: Viewport,
  above: number,
): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = () => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
      viewport.setHeight(element.clientHeight - above);
    };
    const unwatch = watchSize(element, measure);
    const leave = viewport.subscribe(() => {
      if (Math.abs(element.scrollTop - viewport.scrollTop) >= 1) {
        element.scrollTop = viewport.scrollTop;
      }
    });
    return () => {
      unwatch();
      leave();
    };
  }, [scroller, viewport, above]);
  return size;
}

function useScene(props: FlameGraphProps, hover: number, hasFocus: boolean): FlameScene {
  const { trace, flame, matches, cursor } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const palette = useFlamePalette(trace.services);
  const found = useMemo(() => foundBoxesOf(flame, matches), [flame, matches]);
  const font = useMemo(() => canvasFont(FONT_SIZE), []);
  const noName = t('trace.noName');
  return { flame, palette, format, found, cursor, hasFocus, hover, noName, font };
}

/** Draws once a frame when something has changed. */
function usePainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  viewport: Viewport,
  scene: FlameScene,
  { width, height }: Size,
): void {
  const painter = useRef<FlamePainter>(undefined);
  const frame = useRef(0);
  const paint = useEffectEvent(() => {
    frame.current = 0;
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || width === 0) return;
    fitCanvas(element, context, width, height);
    painter.current ??= new FlamePainter(context, new TextFitter(context));
    const scale = element.width / width;
    painter.current.paint(scene, {
      range: viewport.range,
      top: viewport.top,
      width,
      height,
      scale,
    });
  });
  const ask = useEffectEvent(() => {
    if (frame.current === 0) frame.current = requestAnimationFrame(() => paint());
  });
  useEffect(() => {
    const leave = viewport.subscribe(() => ask());
    return () => {
      leave();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [viewport]);
  // Whatever is drawn otherwise asks for a frame too: each render is one.
  useEffect(() => ask());
}
