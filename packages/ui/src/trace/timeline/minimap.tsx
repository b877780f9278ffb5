import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { serviceCanvasColor } from '../../theme/service-color.ts';
import { useDark } from '../../theme/theme.ts';
import { isError, type Trace } from '../data/trace.ts';
import { placeOfTime, wholeRange } from './bar.ts';
import styles from './minimap.module.css';

const MOST_HEIGHT = 44;
const LEAST_HEIGHT = 14;
const MOST_STEP = 6;
const ERROR_COLOR = { light: '#c0262d', dark: '#ff7b7b' };

/** The whole trace in a strip: every visible row a line. A click or drag scrolls there. The rows below say the same in words. */
export function Minimap({
  trace,
  rows,
  first,
  size,
  onJump,
}: {
  readonly trace: Trace;
  readonly rows: Int32Array;
  /** The position of the first row in view, and how many are. */
  readonly first: number;
  readonly size: number;
  readonly onJump: (position: number) => void;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const dark = useDark();
  const height = Math.max(LEAST_HEIGHT, Math.min(MOST_HEIGHT, trace.count * MOST_STEP));

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (element == null || context == null || width === 0) return;
    const scale = window.devicePixelRatio || 1;
    element.width = Math.round(width * scale);
    element.height = Math.round(height * scale);
    context.scale(scale, scale);
    drawRows(context, trace, rows, { width, height, dark });
  }, [trace, rows, width, height, dark]);

  function jump(event: PointerEvent<HTMLDivElement>) {
    if (event.buttons !== 1) return;
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientY - box.top) / box.height;
    onJump(Math.max(0, Math.min(rows.length - 1, Math.floor(share * rows.length))));
  }

  const isScrollable = size < rows.length;
  return (
    <div
      className={styles['map']}
      style={{ height }}
      aria-hidden="true"
      onPointerDown={jump}
      onPointerMove={jump}
    >
      <canvas ref={canvas} className={styles['canvas']} />
      {isScrollable && (
        <div
          className={styles['view']}
          style={{
            top: `${(first / rows.length) * 100}%`,
            height: `${(size / rows.length) * 100}%`,
          }}
        />
      )}
    </div>
  );
}

function drawRows(
  context: CanvasRenderingContext2D,
  trace: Trace,
  rows: Int32Array,
  { width, height, dark }: { width: number; height: number; dark: boolean },
): void {
  const range = wholeRange(trace.duration);
  const step = Math.min(MOST_STEP, height / rows.length);
  const line = Math.max(1, step * 0.7);
  const colors = trace.services.map((name) => serviceCanvasColor(name, dark));
  const errorColor = dark ? ERROR_COLOR.dark : ERROR_COLOR.light;
  context.clearRect(0, 0, width, height);
  rows.forEach((row, position) => {
    const left = (placeOfTime(trace.offset[row] ?? 0, range) / 100) * width;
    const length = ((trace.length[row] ?? 0) / (range.to - range.from)) * width;
    context.fillStyle = isError(trace, row)
      ? errorColor
      : (colors[trace.service[row] ?? 0] ?? errorColor);
    context.fillRect(left, position * step, Math.max(1, length), line);
  });
}
