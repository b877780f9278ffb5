// What is chosen in a comparison, as its address says.
import type { MatchBy } from '@clew/model';
import { parseDuration } from '../format/duration.ts';
import type { CompareAddress } from './compare-address.ts';
import { SHOWN, type Shown } from './data/shown-nodes.ts';

export const COMPARE_VIEWS = ['merged', 'sides', 'table'] as const;
type CompareView = (typeof COMPARE_VIEWS)[number];

/** What is chosen. */
export interface CompareChoice {
  readonly view: CompareView;
  readonly shown: Shown;
  readonly matchBy: MatchBy;
  /** Nanoseconds; undefined for as much as the traces suggest. */
  readonly least: number | undefined;
}

export function choiceOf({ view, show, min, by }: CompareAddress): CompareChoice {
  const chosen = COMPARE_VIEWS.find((one) => one === view) ?? 'merged';
  return {
    view: chosen,
    shown: SHOWN.find((one) => one === show) ?? 'all',
    // Side by side stand single spans.
    matchBy: by === 'path' && chosen !== 'sides' ? 'path' : 'call',
    least: min === undefined ? undefined : parseDuration(min),
  };
}

/** The share of the longer trace that a difference has to be, if nothing else is asked for. */
const USUAL_SHARE = 0.01;

/** The smallest difference that counts, nanoseconds, if nothing else is asked for. */
export function usualLeast(a: { readonly duration: number }, b: { readonly duration: number }) {
  return Math.max(a.duration, b.duration) * USUAL_SHARE;
}
