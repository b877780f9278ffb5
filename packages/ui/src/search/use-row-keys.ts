import { type RefObject, useEffect } from 'react';

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

const FIELDS =
  'input:not([type="checkbox"]), select, textarea, [contenteditable="true"], [role="textbox"]';

/**
 * Moves the focus through a list's rows: the arrows where one of them has it, `j` and `k` from anywhere but a field. Enter
 * then does what a link does, and `x` checks the row's box.
 * @param list whose direct children each have one link to go to
 */
export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (key === 'x' && !isField(target)) {
        const row = document.activeElement?.closest('li');
        if (row?.parentElement === list.current) row?.querySelector('input')?.click();
        return;
      }
      const step = STEPS[key];
      if (step === undefined) return;
      const isInside = target instanceof Node && list.current?.contains(target) === true;
      if (key.startsWith('Arrow') ? !isInside : isField(target)) return;
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
  return target instanceof Element && target.closest(FIELDS) !== null;
}
