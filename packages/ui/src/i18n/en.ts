// Every text of the app, a file for each part of it. Keys are flat: what is before the dot is the place where the text stands.

import { commands } from './en/commands.ts';
import { compare } from './en/compare.ts';
import { events } from './en/events.ts';
import { file } from './en/file.ts';
import { flame } from './en/flame.ts';
import { graph } from './en/graph.ts';
import { layout } from './en/layout.ts';
import { query } from './en/query.ts';
import { results } from './en/results.ts';
import { search } from './en/search.ts';
import { span } from './en/span.ts';
import { statistics } from './en/statistics.ts';
import { system } from './en/system.ts';
import { table } from './en/table.ts';
import { trace } from './en/trace.ts';

export const en = {
  ...layout,
  ...commands,
  ...file,
  ...compare,
  ...search,
  ...query,
  ...results,
  ...trace,
  ...span,
  ...flame,
  ...statistics,
  ...system,
  ...table,
  ...events,
  ...graph,
} as const;

/** The messages that another language must have: all, but for the singular where it has no number. */
export type Messages = {
  readonly [Key in keyof typeof en as Key extends `${string}_one` ? never : Key]: string;
};
