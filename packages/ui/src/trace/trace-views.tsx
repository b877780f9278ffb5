// The ways to look at a trace. Each but the timeline is loaded when it is first looked at.
import { type ComponentType, lazy } from 'react';
import type { Trace } from './data/trace.ts';
import type { Reveal } from './trace-view.tsx';

/** In the order of the switch; names are those of the address. */
export const TRACE_VIEWS = ['timeline', 'flame', 'graph', 'table', 'events', 'statistics'] as const;
export type TraceViewName = (typeof TRACE_VIEWS)[number];

/** What each view is given. */
export interface TraceViewProps {
  readonly trace: Trace;
  /** The row of the span that is open, or −1. */
  readonly openRow: number;
  /** Rows in which what is looked for was found; empty when nothing is. */
  readonly matches: ReadonlySet<number>;
  /** The row that was jumped to last, to be brought into view. */
  readonly reveal: Reveal;
  /** Opens a row's span in the panel. */
  readonly onOpen: (row: number) => void;
  /** The view's own choice as the address has it (`by`): a grouping, a mode; empty for its default. */
  readonly by: string;
  readonly onByChange: (by: string) => void;
}

/** The views but the timeline. */
export const OTHER_VIEWS: Readonly<
  Record<Exclude<TraceViewName, 'timeline'>, ComponentType<TraceViewProps>>
> = {
  flame: lazy(async () => ({ default: (await import('./flame/flame-view.tsx')).FlameView })),
  graph: lazy(async () => ({ default: (await import('./graph/graph-view.tsx')).GraphView })),
  table: lazy(async () => ({
    default: (await import('./table/table-view.tsx')).TableView,
  })),
  events: lazy(async () => ({
    default: (await import('./events/events-view.tsx')).EventsView,
  })),
  statistics: lazy(async () => ({
    default: (await import('./statistics/statistics-view.tsx')).StatisticsView,
  })),
};
