import { useFormat } from '../../format/use-format.ts';
import { barsOf, type SceneLayout } from './scene.ts';
import { ticks, tickTexts } from './ticks.ts';
import { shareOfTime, type TimeRange } from './time-range.ts';
import styles from './timeline.module.css';

const PIXELS_PER_TICK = 92;

/** The marks that a range has room for: nanoseconds after the trace's start. */
export function ticksOf(range: TimeRange, layout: SceneLayout): readonly number[] {
  return ticks(
    range.from,
    range.to,
    Math.max(1, Math.floor(barsOf(layout).width / PIXELS_PER_TICK)),
  );
}

/** What the marks above the bars say. */
export function TimeAxis({
  range,
  layout,
}: {
  readonly range: TimeRange;
  readonly layout: SceneLayout;
}) {
  const format = useFormat();
  const bars = barsOf(layout);
  const marks = ticksOf(range, layout);
  const texts = tickTexts(marks, (nanos) => format.duration(nanos));
  return (
    <div className={styles['axis']} aria-hidden="true">
      {marks.map((time, index) => (
        <span
          key={time}
          className={styles['tick']}
          style={{ left: bars.left - layout.nameWidth + shareOfTime(time, range) * bars.width }}
        >
          {texts[index]}
        </span>
      ))}
    </div>
  );
}
