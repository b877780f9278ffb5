import { type RefObject, useLayoutEffect, useState } from 'react';

/** Measures an element now and whenever its size changes, until the function that is returned is called. */
export function watchSize(element: Element, measure: () => void): () => void {
  measure();
  const observer = new ResizeObserver(measure);
  observer.observe(element);
  return () => observer.disconnect();
}

/** The size of an element within its border, pixels; 0 before it is there. */
export function useElementSize(element: RefObject<HTMLElement | null>): {
  readonly width: number;
  readonly height: number;
} {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const watched = element.current;
    if (watched === null) return;
    return watchSize(watched, () =>
      setSize({ width: watched.clientWidth, height: watched.clientHeight }),
    );
  }, [element]);
  return size;
}
