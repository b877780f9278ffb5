import { type RefObject, useEffect, useState } from 'react';

/**
 * Whether somebody is reading a list, so that nothing in it may move: the mouse is over it, the focus is in it, or its
 * beginning is scrolled away.
 * @param list present from the first effect on
 */
export function useHold(list: RefObject<HTMLElement | null>): boolean {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  useEffect(() => {
    const element = list.current;
    if (element === null) return;
    const ends = new AbortController();
    const on = (type: string, listener: (event: Event) => void) =>
      element.addEventListener(type, listener, { signal: ends.signal });
    on('pointerenter', (event) => {
      setPointed(event instanceof PointerEvent && event.pointerType === 'mouse');
    });
    on('pointerleave', () => setPointed(false));
    on('focusin', () => setFocused(true));
    on('focusout', () => setFocused(false));
    const onScroll = () => setScrolled(element.getBoundingClientRect().top < 0);
    window.addEventListener('scroll', onScroll, { passive: true, signal: ends.signal });
    return () => ends.abort();
  }, [list]);
  return pointed || focused || scrolled;
}
