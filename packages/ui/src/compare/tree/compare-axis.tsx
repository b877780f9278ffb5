import { useFormat } from '../../format/use-format.ts';
import type { BarArea } from '../../trace/timeline/scene.ts';
import { ticks } from '../../trace/timeline/ticks.ts';
import { shareOfTime, type TimeRange } from '../../trace/timeline/time-range.ts';
import styles from './compare-tree.module.css';

const PIXELS_PER_TICK = 84;

/** The marks that bars have room for, nanoseconds. */
export function ticksIn(area: BarArea, range: TimeRange): readonly number[] {
  return ticks(range.from, range.to, Math.max(1, Math.floor(area.width / PIXELS_PER_TICK)));
}

/** What the marks above the bars say. */
export function CompareAxis({
  area,
  range,
  name,
}: {
  readonly area: BarArea;
  readonly range: TimeRange;
  /** Which trace's bars they are; nothing for both. */
  readonly name: string;
}) {
  const format = useFormat();
  const marks = ticksIn(area, range);
  return (
    <div className={styles['axis']} style={{ left: area.left }} aria-hidden="true">
      {marks.map((time) => (
        <span
          key={time}
          className={styles['tick']}
          style={{ left: shareOfTime(time, range) * area.width }}
        >
          {time === marks[0] && name !== '' && <strong className={styles['side']}>{name}</strong>}
          {time === 0 ? (name === '' ? '0' : '') : format.duration(time)}
        </span>
      ))}
    </div>
  );
}
