// What color a row's bar has: by its service, its host or its status.
import { StatusCode } from '@clew/model';
import type { CanvasColors } from '../../canvas/canvas-colors.ts';
import { serviceCanvasColor } from '../../theme/service-color.ts';
import type { Trace } from '../data/trace.ts';

export const COLORINGS = ['service', 'host', 'status'] as const;
export type Coloring = (typeof COLORINGS)[number];

/** The color of a row. */
export type RowColor = (row: number) => string;

/** Colors for the rows of a trace; hosts have theirs from their names as services do. */
export function rowColorOf(
  trace: Trace,
  coloring: Coloring,
  colors: CanvasColors,
  dark: boolean,
): RowColor {
  if (coloring === 'status') {
    return (row) => {
      const status = trace.statusOf(row);
      if (status === StatusCode.error) return colors.error;
      return status === StatusCode.ok ? colors.accent : colors['ink-3'];
    };
  }
  const names = coloring === 'host' ? trace.hosts : trace.services;
  const column = coloring === 'host' ? trace.host : trace.service;
  const known = names.map((name) => serviceCanvasColor(name, dark));
  return (row) => known[column[row] ?? 0] ?? colors['ink-3'];
}
