import { memo, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useElementSize } from '../../canvas/element-size.ts';
import { precisionOf } from '../../format/format.ts';
import { useFormat } from '../../format/use-format.ts';
import { type AxisTick, clockTicks, durationTicks } from './axis-ticks.ts';
import { fullestPlace, regionBetween } from './brush.ts';
import { HeatCanvas } from './heat-canvas.tsx';
import type { HeatGrid, HeatRegion } from './heat-grid.ts';
import { heatText } from './heat-text.ts';
import styles from './heatmap.module.css';
import { useHeatBrush } from './use-heat-brush.ts';

const PIXELS_PER_CLOCK_TICK = 84;
/** Half of a time of day, which must not hang over the right edge; on the left there is room below the other axis. */
const CLOCK_HALF_WIDTH = 20;
const PIXELS_PER_DURATION_TICK = 24;
const DAY_MILLIS = 86_400_000;

/** The plot with its axes: pointed at, a cell says what is in it; dragged over, cells narrow the search to themselves. */
export function HeatPlot({
  grid,
  errorsOnly,
  onNarrow,
}: {
  readonly grid: HeatGrid;
  readonly errorsOnly: boolean;
  readonly onNarrow: (region: HeatRegion) => void;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useId();
  const plot = useRef<HTMLDivElement>(null);
  const { width, height } = useElementSize(plot);
  const { place, region, handlers } = useHeatBrush(grid, onNarrow);
  const current = place ?? fullestPlace(grid);
  const cell = regionBetween(current, current);
  const text = heatText(t, format, grid, region ?? cell);
  // As the ARIA practices have it: a grid that has the focus for its current cell, which is the one that is in the page.
  const table = {
    role: 'grid',
    tabIndex: 0,
    'aria-label': t('heat.title'),
    'aria-describedby': `${id}-keys`,
    'aria-multiselectable': true,
    'aria-colcount': grid.columns,
    'aria-rowcount': grid.rows,
    'aria-activedescendant': `${id}-cell`,
  } as const;
  const gridcell = {
    role: 'gridcell',
    id: `${id}-cell`,
    'aria-colindex': current.column + 1,
    'aria-selected': region !== undefined,
  } as const;

  return (
    <div className={styles['axes']}>
      <DurationAxis grid={grid} height={height} />
      <div ref={plot} className={styles['plot']}>
        <HeatCanvas grid={grid} errorsOnly={errorsOnly} />
        <table className={styles['cells']} {...table} {...handlers}>
          <tbody>
            <tr aria-rowindex={grid.rows - current.row}>
              <td {...gridcell}>
                <span className={styles['hidden']}>
                  {`${text.time}, ${text.duration}: ${text.counts}`}
                </span>
              </td>
            </tr>
          </tbody>
        </table>
        {place !== undefined && (
          <>
            <span
              className={region === undefined ? styles['cursor'] : styles['selection']}
              style={boxOf(grid, region ?? cell)}
            />
            <span role="tooltip" className={styles['tip']} style={tipPlace(grid, region ?? cell)}>
              <strong>{text.counts}</strong>
              <span>{text.time}</span>
              <span>{text.duration}</span>
            </span>
          </>
        )}
      </div>
      <ClockAxis grid={grid} width={width} />
      <p id={`${id}-keys`} className={styles['hidden']}>
        {t('heat.keys')}
      </p>
    </div>
  );
}

const DurationAxis = memo(function DurationAxis({
  grid,
  height,
}: {
  readonly grid: HeatGrid;
  readonly height: number;
}) {
  const format = useFormat();
  const most = Math.max(2, Math.floor(height / PIXELS_PER_DURATION_TICK));
  return (
    <div className={styles['durations']} aria-hidden="true">
      {durationTicks(grid.edges, most).map(({ value, place }) => (
        <span key={value} style={{ bottom: `${place * 100}%` }}>
          {format.duration(value)}
        </span>
      ))}
    </div>
  );
});

const ClockAxis = memo(function ClockAxis({
  grid,
  width,
}: {
  readonly grid: HeatGrid;
  readonly width: number;
}) {
  const format = useFormat();
  const most = Math.max(2, Math.floor(width / PIXELS_PER_CLOCK_TICK));
  const marks = clockTicks(grid.from, grid.to, most);
  const shown = marks.filter(({ place }) => (1 - place) * width >= CLOCK_HALF_WIDTH);
  return (
    <div className={styles['clock']} aria-hidden="true">
      {shown.map((mark) => (
        <span key={mark.value} style={{ left: `${mark.place * 100}%` }}>
          {format.clock(mark.value, precisionAt(mark, marks))}
        </span>
      ))}
    </div>
  );
});

/** The day stands where it begins; elsewhere the time of day, as exactly as the marks lie apart. */
function precisionAt({ value }: AxisTick, marks: readonly AxisTick[]) {
  const step = (marks[1]?.value ?? DAY_MILLIS) - (marks[0]?.value ?? 0);
  return new Date(value).setHours(0, 0, 0, 0) === value ? 'day' : precisionOf(step);
}

function boxOf(grid: HeatGrid, { left, right, bottom, top }: HeatRegion) {
  return {
    left: percent(left, grid.columns),
    width: percent(right - left + 1, grid.columns),
    bottom: percent(bottom, grid.rows),
    height: percent(top - bottom + 1, grid.rows),
  };
}

/** Above the cells, and slid to the side just so far that it stays within the plot. */
function tipPlace(grid: HeatGrid, { left, right, top }: HeatRegion) {
  const middle = percent((left + right + 1) / 2, grid.columns);
  return {
    left: middle,
    bottom: percent(top + 1, grid.rows),
    transform: `translateX(-${middle})`,
  };
}

function percent(part: number, whole: number): string {
  return `${(part / whole) * 100}%`;
}
