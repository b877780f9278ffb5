import { useEffect, useEffectEvent } from 'react';
import { isTyping } from '../../controls/is-typing.ts';
import type { Step } from './box-walk.ts';

/** What a key asks for. */
export type FlameKeyAction =
  | { readonly type: 'zoom'; readonly factor: number }
  | { readonly type: 'pan'; readonly share: number }
  | { readonly type: 'scroll'; readonly share: number }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'showAll' | 'zoomToCursor' | 'open' };

const CLOSER = 0.6;
const ASIDE = 0.2;
const PAGE = 0.9;

/** Keys that work wherever the focus is but in a field. */
const VIEW_KEYS: Readonly<Record<string, FlameKeyAction>> = {
  w: { type: 'zoom', factor: CLOSER },
  '+': { type: 'zoom', factor: CLOSER },
  '=': { type: 'zoom', factor: CLOSER },
  s: { type: 'zoom', factor: 1 / CLOSER },
  '-': { type: 'zoom', factor: 1 / CLOSER },
  a: { type: 'pan', share: -ASIDE },
  d: { type: 'pan', share: ASIDE },
  '0': { type: 'showAll' },
  Escape: { type: 'showAll' },
};

/** Keys that stay with a button, a link, a list or a panel that has the focus. */
const BOX_KEYS: Readonly<Record<string, FlameKeyAction>> = {
  ArrowUp: { type: 'step', step: 'up' },
  ArrowDown: { type: 'step', step: 'down' },
  ArrowLeft: { type: 'step', step: 'left' },
  ArrowRight: { type: 'step', step: 'right' },
  Home: { type: 'step', step: 'first' },
  End: { type: 'step', step: 'last' },
  PageUp: { type: 'scroll', share: -PAGE },
  PageDown: { type: 'scroll', share: PAGE },
  Enter: { type: 'zoomToCursor' },
  ' ': { type: 'open' },
};

/** The keys, as `aria-keyshortcuts` lists them. */
export const FLAME_SHORTCUTS = 'w a s d 0 Enter Space';

/** The keyboard of a flame graph. */
export function useFlameKeys(run: (action: FlameKeyAction) => boolean): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actionOf(event);
    if (action !== undefined && run(action)) event.preventDefault();
  });
  useEffect(() => {
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

function actionOf({ target, key }: KeyboardEvent): FlameKeyAction | undefined {
  const element = target instanceof Element ? target : undefined;
  if (isTyping(target)) return undefined;
  const known = VIEW_KEYS[key] ?? VIEW_KEYS[key.toLowerCase()];
  if (known !== undefined) return known;
  return element?.closest('aside, button, a, summary, [role="grid"]') == null
    ? BOX_KEYS[key]
    : undefined;
}
