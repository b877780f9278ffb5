// Room for more in a column that is being filled.

/** A copy of an array that holds at least `needed` values, and at least twice as many as before. */
export function grown(array: Uint32Array, needed: number): Uint32Array {
  const larger = new Uint32Array(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
