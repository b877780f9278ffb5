import { useEffect, useRef } from 'react';
import { isPrintingNow } from '../app/printing.ts';
import styles from './canvas.module.css';
import { useElementSize } from './element-size.ts';

/** Draws on a canvas whose units are CSS pixels. */
export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void;

/**
 * A canvas as large as its container and as sharp as the screen, drawn anew once a frame when its size or `draw`
 * changes. It says nothing to screen readers: what it shows stands beside it in words.
 */
export function Canvas({ draw, className }: { readonly draw: Draw; readonly className?: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const size = useElementSize(canvas);

  useEffect(() => {
    const paint = () => {
      const element = canvas.current;
      const context = element?.getContext('2d');
      if (element == null || context == null || size.width === 0) return;
      fitCanvas(element, context, size.width, size.height);
      draw(context, size.width, size.height);
    };
    // There is no next frame before paper.
    if (isPrintingNow()) paint();
    const frame = requestAnimationFrame(paint);
    return () => cancelAnimationFrame(frame);
  }, [draw, size]);

  return <canvas ref={canvas} className={`${styles['canvas']} ${className ?? ''}`} />;
}

/** Gives a canvas a size in CSS pixels, at the screen's resolution, and clears it. */
export function fitCanvas(
  element: HTMLCanvasElement,
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
): void {
  const scale = window.devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * scale), Math.round(height * scale)];
  // Setting the size, even to what it is, throws away what the browser keeps for the canvas.
  if (element.width !== wide || element.height !== high) {
    element.width = wide;
    element.height = high;
  }
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
}
