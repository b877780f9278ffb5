import { type RefObject, useEffect } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

/**
 * Moves the focus through a list's rows: the arrows where one of them has it, `j` and `k` from anywhere but a field. Enter
 * then does what a link does.
 * @param list whose direct children each have one link to go to
 */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const step = STEPS[event.key];
      if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      const { target } = event;
      const isInside = target instanceof Node && list.current?.contains(target) === true;
      if (event.key.startsWith('Arrow') ? !isInside : isField(target)) return;
      const links = [...(list.current?.querySelectorAll<HTMLElement>(':scope > li > a') ?? [])];
      const at = links.findIndex((link) => link.parentElement?.contains(document.activeElement));
      const next = links[at < 0 ? 0 : at + step];
      if (next === undefined) return;
      event.preventDefault();
      next.focus();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [list]);
}

function isField(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, select, textarea, [contenteditable="true"], [role="textbox"]') !== null
  );
}
