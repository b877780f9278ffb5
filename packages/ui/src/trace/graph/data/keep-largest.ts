/**
 * Which of the values are among the `most` largest: 1 for those, 0 for the rest; of equal ones the first.
 * @param weight any numbers but NaN
 */
export function keepLargest(weight: Float64Array, most: number): Uint8Array {
  const kept = new Uint8Array(weight.length);
  if (weight.length <= most) return kept.fill(1);
  if (most === 0) return kept;
  const sorted = weight.slice().sort();
  const least = sorted[weight.length - most] as number;
  let left = most;
  for (let i = 0; i < weight.length; i++) {
    if ((weight[i] as number) > least) {
      kept[i] = 1;
      left--;
    }
  }
  for (let i = 0; i < weight.length && left > 0; i++) {
    if (weight[i] === least) {
      kept[i] = 1;
      left--;
    }
  }
  return kept;
}
