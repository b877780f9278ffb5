import { useEffect, useEffectEvent } from 'react';
import { isTyping } from '../controls/is-typing.ts';
import { type KeyAction, keyAction, type RowsState } from './timeline/tree-keys.ts';
import type { Viewport } from './timeline/viewport.ts';

/** Keys that stay with what has the focus: a link follows, a panel scrolls. */
const FOCUS_KEYS = new Set([
  'Enter',
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'Home',
  'End',
]);
const PAGE_KEYS = new Set(['PageUp', 'PageDown']);

/** What makes sense in every view of a trace. */
const EVERYWHERE: ReadonlySet<KeyAction['type']> = new Set([
  'close',
  'find',
  'nextMatch',
  'previousMatch',
]);

interface Actions {
  /** Whether the rows are there that the keys move in. */
  readonly isOn: boolean;
  readonly state: Omit<RowsState, 'pageSize'> & { readonly viewport: Viewport };
  readonly isOpen: boolean;
  readonly onMove: (row: number) => void;
  readonly onToggle: (row: number) => void;
  readonly onZoomTo: (row: number) => void;
  readonly onOpen: (row: number) => void;
  readonly onClose: () => void;
  readonly onFind?: () => void;
  readonly onMatch?: (step: number) => void;
}

/** The trace page's keyboard, wherever the focus is but in a field. */
export function useTraceKeys(actions: Actions): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!isOurs(event)) return;
    const action = keyAction(event.key, {
      ...actions.state,
      pageSize: actions.state.viewport.pageSize,
    });
    if (action === undefined || (!actions.isOn && !EVERYWHERE.has(action.type))) return;
    if (action.type === 'close' && !actions.isOpen) return;
    event.preventDefault();
    run(action, actions);
  });
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function isOurs(event: KeyboardEvent): boolean {
  const { target, key } = event;
  if (!(target instanceof Element)) return true;
  if (isTyping(target) || target.closest('hr') !== null) return false;
  if (FOCUS_KEYS.has(key) || PAGE_KEYS.has(key)) {
    const inPanel = target.closest('aside, button, a, summary') !== null;
    return !inPanel;
  }
  return true;
}

function run(action: KeyAction, actions: Actions): void {
  switch (action.type) {
    case 'move':
      actions.onMove(action.row);
      break;
    case 'fold':
    case 'unfold':
      actions.onToggle(action.row);
      break;
    case 'zoom': {
      const { from, to } = actions.state.viewport.range;
      actions.state.viewport.zoom(action.factor, (from + to) / 2);
      break;
    }
    case 'pan':
      actions.state.viewport.pan(action.share);
      break;
    case 'showAll':
      actions.state.viewport.showAll();
      break;
    case 'zoomTo':
      actions.onZoomTo(actions.state.cursor);
      break;
    case 'open':
      actions.onOpen(action.row);
      break;
    case 'close':
      actions.onClose();
      break;
    case 'find':
      actions.onFind?.();
      break;
    case 'nextMatch':
      actions.onMatch?.(1);
      break;
    case 'previousMatch':
      actions.onMatch?.(-1);
      break;
  }
}
