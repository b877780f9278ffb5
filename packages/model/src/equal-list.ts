// Finds lists of attributes that are there already: resources and scopes that many spans share.
import type { AttributeAppender } from './attribute-appender.ts';
import type { Uint32Column } from './column.ts';

/** Where the last closed list ends, and the open one begins. */
export function lastOf(ends: Uint32Column): number {
  return endAt(ends, ends.length);
}

/** Where the lists of so many owners end. */
export function endAt(ends: Uint32Column, owners: number): number {
  return owners === 0 ? 0 : (ends.array[owners - 1] as number);
}

/** Bounds the search for an equal list, so that a request of many resources takes linear time. */
const MAX_LISTS_COMPARED = 64;

/** Looks whether the open list equals a closed one; if so takes back the open one and returns that index. */
export function findList(
  appender: AttributeAppender,
  ends: Uint32Column,
  agrees: (index: number) => boolean,
): number {
  const start = lastOf(ends);
  const count = appender.length - start;
  const key = appender.key.array;
  const value = appender.value.array;
  const oldest = Math.max(0, ends.length - MAX_LISTS_COMPARED);
  for (let index = ends.length - 1; index >= oldest; index--) {
    const from = endAt(ends, index);
    if ((ends.array[index] as number) - from !== count || !agrees(index)) continue;
    let i = 0;
    while (i < count && key[from + i] === key[start + i] && value[from + i] === value[start + i]) {
      i++;
    }
    if (i < count) continue;
    appender.truncate(start);
    return index;
  }
  return -1;
}
