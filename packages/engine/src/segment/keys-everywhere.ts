// Which keys every row of a block has: what lets a search for absence pass a block over, as the
// filter does for presence.

/**
 * The keys that all lists in use have.
 * @param lists for each row the number of its list
 * @param keysOf the keys of a list
 */
export function keysEverywhere(
  lists: Uint32Array,
  keysOf: (list: number) => Uint32Array,
): readonly number[] {
  let common: readonly number[] | undefined;
  for (const list of new Set(lists)) {
    const keys = keysOf(list);
    common = common === undefined ? [...new Set(keys)] : common.filter((key) => keys.includes(key));
    if (common.length === 0) break;
  }
  return common ?? [];
}
