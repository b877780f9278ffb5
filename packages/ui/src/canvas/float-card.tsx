import type { ReactNode } from 'react';
import styles from './float-card.module.css';

const BESIDE = 13;
const BELOW = 18;
const ABOVE = 9;
const EDGE = 4;

/** What a canvas shows at the pointer, in words beside it. The DOM of the canvas says the same to who listens. */
export function FloatCard({
  x,
  y,
  width,
  height,
  most,
  children,
}: {
  /** Where the pointer is, pixels within the canvas. */
  readonly x: number;
  readonly y: number;
  /** The canvas, which the card stays within, pixels. */
  readonly width: number;
  readonly height: number;
  /** How large the card may be, pixels. */
  readonly most: { readonly width: number; readonly height: number };
  readonly children: ReactNode;
}) {
  const isAbove = y + BELOW + most.height > height && y > height / 2;
  return (
    <div
      className={styles['card']}
      style={{
        left: Math.max(EDGE, Math.min(x + BESIDE, width - most.width - EDGE)),
        maxWidth: Math.min(most.width, width - 2 * EDGE),
        ...(isAbove ? { bottom: height - y + ABOVE } : { top: y + BELOW }),
      }}
      aria-hidden="true"
    >
      {children}
    </div>
  );
}
