// What the keyboard does in the rows of a trace.

import { hasChildren, type Trace } from '../data/trace.ts';
import { positionOf } from '../data/visible-rows.ts';

/** How much closer a key looks, and how far it moves along. */
const ZOOM = 0.7;
const PAN = 0.2;

/** What a key asks for. */
export type KeyAction =
  | { readonly type: 'move'; readonly row: number }
  | { readonly type: 'fold' | 'unfold' | 'open'; readonly row: number }
  | { readonly type: 'zoom'; readonly factor: number }
  | { readonly type: 'pan'; readonly share: number }
  | { readonly type: 'close' | 'find' | 'nextMatch' | 'previousMatch' | 'showAll' | 'zoomTo' };

/** Rows as they stand, and where the cursor is. */
export interface RowsState {
  readonly trace: Pick<Trace, 'end' | 'parent'>;
  /** Visible rows in view order. */
  readonly rows: Int32Array;
  /** 1 for a row whose descendants are hidden. */
  readonly folded: Uint8Array;
  readonly cursor: number;
  /** Rows that fit into the view. */
  readonly pageSize: number;
}

/** The action of a key, if it has one. */
export function keyAction(key: string, state: RowsState): KeyAction | undefined {
  const { trace, rows, folded, cursor, pageSize } = state;
  const moveBy = (step: number): KeyAction | undefined => {
    const target = Math.max(0, Math.min(rows.length - 1, positionOf(rows, cursor) + step));
    const row = rows[target];
    return row === undefined ? undefined : { type: 'move', row };
  };
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return moveBy(1);
    case 'ArrowUp':
    case 'k':
      return moveBy(-1);
    case 'PageDown':
      return moveBy(pageSize);
    case 'PageUp':
      return moveBy(-pageSize);
    case 'Home':
      return moveBy(-rows.length);
    case 'End':
      return moveBy(rows.length);
    case 'ArrowRight':
    case 'l':
      if (folded[cursor] === 1) return { type: 'unfold', row: cursor };
      return hasChildren(trace, cursor) ? moveBy(1) : undefined;
    case 'ArrowLeft':
    case 'h': {
      if (hasChildren(trace, cursor) && folded[cursor] !== 1) return { type: 'fold', row: cursor };
      const parent = trace.parent[cursor] ?? -1;
      return parent < 0 ? undefined : { type: 'move', row: parent };
    }
    case 'w':
      return { type: 'zoom', factor: ZOOM };
    case 's':
      return { type: 'zoom', factor: 1 / ZOOM };
    case 'a':
      return { type: 'pan', share: -PAN };
    case 'd':
      return { type: 'pan', share: PAN };
    case 'f':
      return { type: 'zoomTo' };
    case '0':
      return { type: 'showAll' };
    case 'Enter':
      return { type: 'open', row: cursor };
    case 'Escape':
      return { type: 'close' };
    case '/':
      return { type: 'find' };
    case 'n':
      return { type: 'nextMatch' };
    case 'N':
    case 'p':
      return { type: 'previousMatch' };
    default:
      return undefined;
  }
}
