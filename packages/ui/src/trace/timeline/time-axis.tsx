import { useMemo } from 'react';
import { useFormat } from '../../format/use-format.ts';
import { placeOfTime, type TimeRange } from './bar.ts';
import { ticks } from './ticks.ts';
import styles from './timeline.module.css';

const PIXELS_PER_TICK = 92;

/** A mark of the axis: nanoseconds after the trace's start, and its place in percent. */
export interface Tick {
  readonly time: number;
  readonly place: number;
}

/** The marks that a width has room for. */
export function useTicks(range: TimeRange, width: number): readonly Tick[] {
  return useMemo(() => {
    const most = Math.max(1, Math.floor(width / PIXELS_PER_TICK));
    return ticks(range.from, range.to, most).map((time) => ({
      time,
      place: placeOfTime(time, range),
    }));
  }, [range, width]);
}

export function TimeAxis({ ticks: marks }: { readonly ticks: readonly Tick[] }) {
  const format = useFormat();
  return (
    <div className={styles['axis']} aria-hidden="true">
      {marks.map((mark) => (
        <span key={mark.time} className={styles['tick']} style={{ left: `${mark.place}%` }}>
          {mark.time === 0 ? '0' : format.duration(mark.time)}
        </span>
      ))}
    </div>
  );
}
