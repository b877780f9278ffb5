/** Where a key moves in a list, from a position; undefined for a key that moves nothing. */
export function movedBy(
  key: string,
  position: number,
  count: number,
  pageSize: number,
): number | undefined {
  const target = targetOf(key, position, count, pageSize);
  return target === undefined ? undefined : Math.max(0, Math.min(count - 1, target));
}

function targetOf(
  key: string,
  position: number,
  count: number,
  pageSize: number,
): number | undefined {
  switch (key) {
    case 'ArrowDown':
    case 'j':
      return position + 1;
    case 'ArrowUp':
    case 'k':
      return position - 1;
    case 'PageDown':
      return position + pageSize;
    case 'PageUp':
      return position - pageSize;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
