// Sorts a million rows without holding anybody up: a merge sort that starts from the runs that are in order already, of which
// a trace that was put together from segments has few.
import { ROWS_A_STEP, type Steps } from './steps.ts';

/** Runs are made at least this long by insertion. */
const SHORT_RUN = 16;

/**
 * Sorts rows in steps; equal ones keep their order.
 * @param rows what is sorted, and written over
 * @returns the rows in order, in the given array or in another of its length
 */
export function* sortRows(
  rows: Uint32Array,
  compare: (a: number, b: number) => number,
): Steps<Uint32Array> {
  let ends = yield* runEnds(rows, compare);
  let from: Uint32Array = rows;
  let to: Uint32Array = new Uint32Array(ends.length > 1 ? rows.length : 0);
  while (ends.length > 1) {
    const merged: number[] = [];
    let start = 0;
    for (let run = 0; run < ends.length; run += 2) {
      const middle = ends[run] as number;
      const end = ends[run + 1] ?? middle;
      yield* merge(from, to, start, middle, end, compare);
      merged.push(end);
      start = end;
    }
    ends = merged;
    [from, to] = [to, from];
  }
  return from;
}

/** Where each run of rows in order ends; short ones are sorted until they are long enough. */
function* runEnds(
  rows: Uint32Array,
  compare: (a: number, b: number) => number,
): Steps<readonly number[]> {
  const ends: number[] = [];
  let start = 0;
  let stop = ROWS_A_STEP;
  for (let i = 1; i < rows.length; i++) {
    if (i >= stop) {
      yield;
      stop = i + ROWS_A_STEP;
    }
    const row = rows[i] as number;
    if (compare(rows[i - 1] as number, row) <= 0) continue;
    if (i - start >= SHORT_RUN) {
      ends.push(i);
      start = i;
      continue;
    }
    let at = i;
    for (; at > start && compare(rows[at - 1] as number, row) > 0; at--) {
      rows[at] = rows[at - 1] as number;
    }
    rows[at] = row;
  }
  if (rows.length > 0) ends.push(rows.length);
  return ends;
}

function* merge(
  source: Uint32Array,
  target: Uint32Array,
  start: number,
  middle: number,
  end: number,
  compare: (a: number, b: number) => number,
): Steps<void> {
  let left = start;
  let right = middle;
  for (let at = start; at < end; ) {
    const stop = Math.min(end, at + ROWS_A_STEP);
    for (; at < stop; at++) {
      const takesRight =
        left >= middle ||
        (right < end && compare(source[left] as number, source[right] as number) > 0);
      target[at] = source[takesRight ? right++ : left++] as number;
    }
    yield;
  }
}
