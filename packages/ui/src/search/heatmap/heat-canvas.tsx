import { memo, useCallback } from 'react';
import { Canvas, type Draw } from '../../canvas/canvas.tsx';
import { drawHeat } from './draw-heat.ts';
import { useHeatColors } from './heat-color.ts';
import type { HeatGrid } from './heat-grid.ts';
import styles from './heatmap.module.css';

/** The cells. Drawn when there is another grid, size or theme, and at no other time; the table and the grid beside it say the same. */
export const HeatCanvas = memo(function HeatCanvas({
  grid,
  errorsOnly,
}: {
  readonly grid: HeatGrid;
  /** Whether only traces with errors count. */
  readonly errorsOnly: boolean;
}) {
  const colors = useHeatColors();
  const draw = useCallback<Draw>(
    (context, width, height) => drawHeat(context, grid, { width, height, colors, errorsOnly }),
    [grid, colors, errorsOnly],
  );
  return <Canvas draw={draw} className={styles['canvas'] ?? ''} />;
});
