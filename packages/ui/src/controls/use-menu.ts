import {
  type Dispatch,
  type RefObject,
  type SetStateAction,
  useEffect,
  useRef,
  useState,
} from 'react';

/** A menu that opens below its button. */
interface Menu {
  /** Holds the button, which comes first, and the menu. */
  readonly box: RefObject<HTMLDivElement | null>;
  readonly isOpen: boolean;
  readonly setOpen: Dispatch<SetStateAction<boolean>>;
}

/**
 * Opens and closes a menu: a press elsewhere and Escape close it, the arrows go from item to item.
 * @param items a selector of the items within the box
 */
export function useMenu(items: string): Menu {
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const onPointerDown = ({ target }: PointerEvent) => {
      if (target instanceof Node && box.current?.contains(target) !== true) setOpen(false);
    };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') {
        setOpen(false);
        box.current?.querySelector('button')?.focus();
      } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        const all = [...(box.current?.querySelectorAll<HTMLElement>(items) ?? [])];
        const at = all.indexOf(document.activeElement as HTMLElement);
        const next = event.key === 'ArrowDown' ? at + 1 : at - 1;
        all[Math.max(0, Math.min(all.length - 1, next))]?.focus();
      } else return;
      // What lies behind has the same keys.
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('pointerdown', onPointerDown);
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      window.removeEventListener('pointerdown', onPointerDown);
      window.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [isOpen, items]);
  return { box, isOpen, setOpen };
}
